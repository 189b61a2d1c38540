/**
 * @module
 * Writes a conversation as a file for Vitest, which repeats it with the running app and expects the same transcript. It
 * holds no auth token: that is read from the environment.
 */
import type { SimulateOptions } from '../simulator/options.ts'
import { stable } from './difference.ts'
import type { Step } from './step.ts'

/** A recorded conversation. */
export interface Saved {
  /** The base URL of the app. */
  readonly app: string
  /** The options for the app's URLs and the account. */
  readonly options: Pick<
    SimulateOptions,
    | 'accountSid'
    | 'twilioNumber'
    | 'publicUrl'
    | 'messageUrl'
    | 'voiceUrl'
    | 'statusCallback'
    | 'sockets'
  >
  readonly steps: readonly Step[]
  readonly transcript: string
}

/** A literal of TypeScript. */
const literal = (value: unknown): string =>
  typeof value === 'string'
    ? `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
    : Array.isArray(value)
      ? `[${value.map(literal).join(', ')}]`
      : typeof value === 'object' && value !== null
        ? `{ ${Object.entries(value)
            .map(
              ([name, each]) =>
                `${/^[a-z_]\w*$/i.test(name) ? name : literal(name)}: ${literal(each)}`,
            )
            .join(', ')} }`
        : String(value)

const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi']

/** The names of phones and calls in the file. */
class Names {
  /** By address, in the order in which they come up. */
  readonly phones = new Map<string, string>()
  /** The current call of each phone. */
  readonly #calls = new Map<string, string>()
  #count = 0

  phone(address: string): string {
    const name =
      this.phones.get(address) ?? NAMES[this.phones.size] ?? `phone${this.phones.size + 1}`
    this.phones.set(address, name)
    return name
  }

  newCall(address: string): string {
    const name = ++this.#count === 1 ? 'call' : `call${this.#count}`
    this.#calls.set(address, name)
    return name
  }

  call(address: string): string {
    return this.#calls.get(address) ?? 'call'
  }
}

/** The arguments of a method, with options after them if there are any. */
const withOptions = (args: string, options: object): string =>
  Object.keys(options).length > 0 ? `${args}, ${literal(options)}` : args

/** The line that repeats a step. */
const lineOf = (step: Step, names: Names): string => {
  const inCall = (by: string, action: string) => `await ${names.call(by)}.${action}`
  switch (step.does) {
    case 'text': {
      const { by, body, to, media = [] } = step
      const options = {
        ...(to !== undefined && { to }),
        ...(media.length > 0 && { media: media.map((contentType) => ({ contentType })) }),
      }
      return `await ${names.phone(by)}.text(${withOptions(literal(body), options)})`
    }
    case 'call': {
      const { by, to } = step
      const given = to === undefined ? '' : literal({ to })
      return `const ${names.newCall(by)} = await ${names.phone(by)}.call(${given})`
    }
    case 'answer':
      return `const ${names.newCall(step.by)} = await ${names.phone(step.by)}.answer()`
    case 'decline':
      return `await ${names.phone(step.by)}.decline(${literal(step.how)})`
    case 'press':
      return inCall(step.by, `press(${literal(step.keys)})`)
    case 'say':
      return inCall(step.by, `say(${literal(step.words)})`)
    case 'talk':
      return inCall(step.by, `talk(${step.seconds})`)
    case 'silence':
      return inCall(step.by, `silence(${step.seconds ?? ''})`)
    case 'hangup':
      return inCall(step.by, 'hangup()')
    case 'drop':
      return inCall(step.by, 'drop()')
    case 'wait':
      return `await twilio.advance(${step.seconds})`
    case 'report': {
      const { by, index, status, errorCode } = step
      const code = errorCode === undefined ? '' : `, ${errorCode}`
      return `await twilio.report(${names.phone(by)}.messages[${index}]!, ${literal(status)}${code})`
    }
    case 'fault':
      return `fault = ${literal(step.fault)} // the next request to the app`
    case 'undeliver':
      return `undelivered = ${step.errorCode} // the next message`
    case 'request': {
      const { url, method, params, cookie } = step
      const options = { ...(method === 'GET' && { method }), ...(cookie && { cookie }) }
      return `await twilio.post(${withOptions(`${literal(url)}, ${literal(params)}`, options)})`
    }
  }
}

/** Declares only names that a later line uses: linters report the others. */
const withoutUnused = (lines: readonly string[]): string[] =>
  lines.map((line) =>
    line.replace(/^const (call\d*) = /, (declaration, name: string) =>
      lines.some((other) => other.startsWith(`await ${name}.`)) ? declaration : '',
    ),
  )

const UNDELIVERED = `delivery: () => {
    const outcome = undelivered ? ({ status: 'undelivered', errorCode: undelivered } as const) : 'delivered'
    undelivered = undefined
    return outcome
  },`

const FAULT = `fault: () => {
    const next = fault
    fault = undefined
    return next
  },`

/** Writes the file. */
export const vitestFile = ({ app, options, steps, transcript }: Saved): string => {
  const names = new Names()
  const lines = withoutUnused(steps.map((step) => lineOf(step, names)))
  const hasFaults = steps.some(({ does }) => does === 'fault')
  const hasUndelivered = steps.some(({ does }) => does === 'undeliver')
  const compared = stable(transcript)
  const hasSids = compared !== transcript
  const settings = [
    `authToken: process.env.TWILIO_AUTH_TOKEN ?? '12345',`,
    ...Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}: ${literal(value)},`),
    hasUndelivered ? UNDELIVERED : `delivery: 'delivered',`,
    ...(hasFaults ? [FAULT] : []),
  ]
  const expected = (compared === '' ? [] : compared.split('\n')).map(
    (line) => `    ${literal(line)},`,
  )
  const phones = [...names.phones].map(
    ([address, name]) => `const ${name} = twilio.phone(${literal(address)})\n`,
  )
  const transcribed = hasSids ? 'nameless(twilio.transcript())' : 'twilio.transcript()'
  return `// Talks with the app that listens at APP_URL: start it, then npx vitest run with the name of this file.
import { expect, test } from 'vitest'
import { ${hasFaults ? 'type Fault, ' : ''}simulate } from 'twimlx/simulator'

const url = process.env.APP_URL ?? ${literal(app)}
${hasFaults ? 'let fault: Fault | undefined\n' : ''}${hasUndelivered ? 'let undelivered: number | undefined\n' : ''}const twilio = simulate(url, {
  ${settings.join('\n  ')}
})
${phones.join('')}${hasSids ? NAMELESS : ''}
test(${literal(titleOf(steps))}, async () => {
${lines.map((line) => `  ${line}\n`).join('')}  expect(${transcribed}.split('\\n')).toEqual([
${expected.join('\n')}
  ])
})
`
}

/** A function for the file, which replaces SIDs by names. */
const NAMELESS = `
/** SIDs are others in each run: they are named by the order in which they come up. */
const nameless = (transcript: string): string => {
  const names = new Map<string, string>()
  return transcript.replace(/\\b([A-Z]{2})[0-9a-f]{32}\\b/g, (sid, prefix: string) => {
    const name = names.get(sid) ?? \`\${prefix}…\${names.size + 1}\`
    names.set(sid, name)
    return name
  })
}
`

const titleOf = (steps: readonly Step[]): string => {
  const count = (does: Step['does']) => steps.filter((step) => step.does === does).length
  const parts = [
    [count('text'), 'text'],
    [count('call') + count('answer'), 'call'],
  ] as const
  return (
    parts
      .filter(([number]) => number > 0)
      .map(([number, what]) => (number === 1 ? `a ${what}` : `${number} ${what}s`))
      .join(' and ') || 'a conversation'
  )
}
