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

/** Writes the file. */
export const vitestFile = ({ app, options, steps, transcript }: Saved): string => {
  const phones = new Map<string, string>()
  const calls = new Map<string, string>()
  let made = 0
  const phone = (address: string): string => {
    const name = phones.get(address) ?? NAMES[phones.size] ?? `phone${phones.size + 1}`
    phones.set(address, name)
    return name
  }
  const newCall = (by: string): string => {
    const name = ++made === 1 ? 'call' : `call${made}`
    calls.set(by, name)
    return name
  }
  const inCall = (by: string, what: string) => `await ${calls.get(by) ?? 'call'}.${what}`
  const line = (step: Step): string => {
    switch (step.does) {
      case 'text': {
        const { by, body, to, media } = step
        const more = {
          ...(to !== undefined && { to }),
          ...(media &&
            media.length > 0 && { media: media.map((contentType) => ({ contentType })) }),
        }
        const rest = Object.keys(more).length > 0 ? `, ${literal(more)}` : ''
        return `await ${phone(by)}.text(${literal(body)}${rest})`
      }
      case 'call': {
        const { by, to } = step
        const given = to === undefined ? '' : literal({ to })
        return `const ${newCall(by)} = await ${phone(by)}.call(${given})`
      }
      case 'answer':
        return `const ${newCall(step.by)} = await ${phone(step.by)}.answer()`
      case 'decline':
        return `await ${phone(step.by)}.decline(${literal(step.how)})`
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
        return `await twilio.report(${phone(by)}.messages[${index}]!, ${literal(status)}${code})`
      }
      case 'fault':
        return `fault = ${literal(step.fault)} // the next request to the app`
      case 'undeliver':
        return `undelivered = ${step.errorCode} // the next message`
      case 'request': {
        const { url, method, params, cookie } = step
        const more = { ...(method === 'GET' && { method }), ...(cookie && { cookie }) }
        const rest = Object.keys(more).length > 0 ? `, ${literal(more)}` : ''
        return `await twilio.post(${literal(url)}, ${literal(params)}${rest})`
      }
    }
  }
  const lines = steps.map(line)
  // Linters report a name that is never used.
  const used = lines.map((each) =>
    each.replace(/^const (call\d*) = /, (whole, name: string) =>
      lines.some((other) => other.startsWith(`await ${name}.`)) ? whole : '',
    ),
  )
  const faults = steps.some(({ does }) => does === 'fault')
  const undelivered = steps.some(({ does }) => does === 'undeliver')
  const compared = stable(transcript)
  const sids = compared !== transcript
  const settings = [
    `authToken: process.env.TWILIO_AUTH_TOKEN ?? '12345',`,
    ...Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}: ${literal(value)},`),
    undelivered
      ? `delivery: () => {
    const outcome = undelivered ? ({ status: 'undelivered', errorCode: undelivered } as const) : 'delivered'
    undelivered = undefined
    return outcome
  },`
      : `delivery: 'delivered',`,
    ...(faults
      ? [
          `fault: () => {
    const next = fault
    fault = undefined
    return next
  },`,
        ]
      : []),
  ]
  const expected = (compared === '' ? [] : compared.split('\n')).map(
    (each) => `    ${literal(each)},`,
  )
  const transcribed = sids
    ? `nameless(twilio.transcript()).split('\\n')`
    : `twilio.transcript().split('\\n')`
  return `// Talks with the app that listens at APP_URL: start it, then npx vitest run with the name of this file.
import { expect, test } from 'vitest'
import { ${faults ? 'type Fault, ' : ''}simulate } from 'twimlx/simulator'

const url = process.env.APP_URL ?? ${literal(app)}
${faults ? 'let fault: Fault | undefined\n' : ''}${undelivered ? 'let undelivered: number | undefined\n' : ''}const twilio = simulate(url, {
  ${settings.join('\n  ')}
})
${[...phones].map(([address, name]) => `const ${name} = twilio.phone(${literal(address)})\n`).join('')}${
    sids ? NAMELESS : ''
  }
test(${literal(titleOf(steps))}, async () => {
${used.map((each) => `  ${each}\n`).join('')}  expect(${transcribed}).toEqual([
${expected.join('\n')}
  ])
})
`
}

/** SIDs are others in each run. */
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
