/** No attribute is ignored in silence: each is read somewhere, or changes only the sound of a call, or is reported. */
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test, vi } from 'vitest'
import { type Attributes, Inspection } from '../../src/simulator/inspect.ts'
import { XmlElement } from '../../src/simulator/xml.ts'
import { Run } from '../../src/simulator/voice/engine/run.ts'
import { harmless, unsimulated } from '../../src/simulator/voice/engine/unsimulated.ts'
import { simulate } from 'twimlx/simulator'
import { dialects } from '../../src/vocabulary/dialects.ts'
import { xml } from './app.ts'
import { parts } from './calls/index.ts'
import { replay, type ScenarioFile } from './scenario.ts'

const { defaults, scenarios }: ScenarioFile = JSON.parse(
  readFileSync(new URL('scenarios.json', import.meta.url), 'utf8'),
)

/** Attributes that a verb of a call has asked for, as `Element@attribute`, and one of a message. */
const read = new Set<string>()
const readOfMessages = new Set<string>()

/** The attributes, recording the names that are read. */
const noting = (read: Set<string>, element: string, attributes: Attributes): Attributes =>
  new Proxy(attributes, {
    get(target, method: keyof Attributes) {
      if (method === 'without')
        return (names: string[]) => noting(read, element, target.without(names))
      return (asked: string | string[] = 'method', ...more: unknown[]) => {
        for (const name of [asked].flat()) read.add(`${element}@${name}`)
        const ask = target[method] as (...given: unknown[]) => unknown
        return ask.call(target, asked, ...more)
      }
    },
  })

beforeAll(async () => {
  const { attributes } = Run.prototype
  vi.spyOn(Run.prototype, 'attributes').mockImplementation(function (this: Run, element, ...more) {
    return noting(read, element.name, attributes.call(this, element, ...more))
  })
  const { attribute } = XmlElement.prototype
  vi.spyOn(XmlElement.prototype, 'attribute').mockImplementation(function (this: XmlElement, name) {
    // No rule reads a <Parameter>, so every read is a use of it.
    if (this.name === 'Parameter') read.add(`Parameter@${name}`)
    return attribute.call(this, name)
  })
  const all = [...Object.values(parts).flat(), ...scenarios].filter(
    ({ channel }) => channel === 'voice',
  )
  for (const scenario of all) await replay(scenario, defaults)
  await refer()
  await reconnect()
  vi.restoreAllMocks()
  const { attributes: ofMessages } = Inspection.prototype
  vi.spyOn(Inspection.prototype, 'attributes').mockImplementation(function (
    this: Inspection,
    element,
  ) {
    return noting(readOfMessages, element.name, ofMessages.call(this, element))
  })
  for (const verb of ['Message>a</Message', 'Sms>a</Sms', 'Redirect>/end</Redirect'])
    await simulate(({ url }) =>
      xml(`<Response>${url.endsWith('/end') ? '' : `<${verb}>`}</Response>`),
    )
      .phone('+14155550100')
      .text('hi')
  vi.restoreAllMocks()
})

const drive = async (document: string) => {
  const twilio = simulate(() => xml(`<Response>${document}</Response>`))
  return { twilio, call: await twilio.phone('+14155550100').call() }
}

// Runs a REFER, for which scenarios have no notation.
const refer = async () => {
  const sip = 'sip:jo@pbx.test'
  const { twilio } = await drive(
    `<Dial referUrl="https://app.test/r" referMethod="GET"><Sip>${sip}</Sip></Dial>`,
  )
  const callee = await twilio.phone(sip).answer()
  await callee.refer('sip:al@pbx.test')
}
const reconnect = async () => {
  const { call } = await drive(
    '<Connect><ConversationRelay url="wss://app.test/r" applicationReconnect="true"/></Connect>',
  )
  await call.drop()
}

/** True if an element, or the only parent that takes it, is reported as a whole. */
const isUnsupported = async (name: string): Promise<boolean> => {
  const around = (child: string): string[] =>
    child === 'Response' ? [] : [...around(parentOf(child)), child]
  const names = around(name)
  const document = names.reduceRight((inside, each) => `<${each}>${inside}</${each}>`, '')
  const { twilio } = await drive(document)
  return twilio.events.some(
    (event) => event.type === 'unsupported' && !event.attribute && names.includes(event.element!),
  )
}

const parentOf = (name: string): string =>
  [...dialects.voice.values()].find((table) => table.children.has(name))!.name

const elements = [...dialects.voice.values()].filter(({ name }) => /^[A-Z]/.test(name))
const supported = await Promise.all(elements.map(({ name }) => isUnsupported(name))).then(
  (unsupported) => elements.filter((_, index) => !unsupported[index]),
)

test.each(
  supported.flatMap(({ name, attributes }) =>
    Object.keys(attributes).map((attribute) => [name, attribute] as const),
  ),
)('%s %s', (element, name) => {
  const is = {
    read: read.has(`${element}@${name}`),
    harmless: harmless[element]?.includes(name) ?? false,
    unsimulated: unsimulated[element]?.includes(name) ?? false,
  }
  expect(Object.values(is).filter(Boolean), `It is ${JSON.stringify(is)}.`).toHaveLength(1)
})

// Messaging has no attribute that is only reported: each one is read.
test.each(
  [...dialects.messaging.values()]
    .filter(({ name }) => name !== 'Response')
    .flatMap(({ name, attributes }) =>
      Object.keys(attributes).map((attribute) => [name, attribute] as const),
    ),
)('%s %s of a message', (element, name) => {
  expect([...readOfMessages]).toContain(`${element}@${name}`)
})
