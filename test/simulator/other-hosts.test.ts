/** An app at a base URL whose documents name another host wherever a URL may stand. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { simulate, type SimulateOptions } from 'twimlx/simulator'
import type { ElementTable } from '../../src/vocabulary/define-element.ts'
import { type Dialect, dialects } from '../../src/vocabulary/dialects.ts'

const alice = '+14155550100'
const bob = '+14155550101'

const serve = async (listener: RequestListener): Promise<number> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** The text of elements that need one; of all others a URL. */
const texts: Readonly<Record<string, string>> = {
  Client: '<Identity>jo</Identity>',
  Conference: 'room',
  Enqueue: 'queue',
  Number: bob,
  Queue: 'queue',
  Sip: 'sip:jo@example.com',
  Sms: 'hi',
}

/** Attributes by which more is told, or told sooner. */
const more: Readonly<Record<string, string>> = {
  maxLength: '3',
  numDigits: '1',
  record: 'record-from-answer',
  recordingStatusCallbackEvent: 'in-progress completed',
  statusCallbackEvent: 'initiated ringing answered completed',
  transcribe: 'true',
}

const parentOf = (dialect: Dialect, name: string): string =>
  [...dialects[dialect].values()].find((table) => table.children.has(name))!.name

/** A document with the element in it, which names the host in all its URLs. */
const documentOf = (dialect: Dialect, { name, attributes }: ElementTable, host: string): string => {
  const written = Object.entries(attributes).flatMap(([attribute, { url }]) =>
    url !== undefined
      ? `${attribute}="${url === 'http' ? 'http' : 'wss'}://${host}/${attribute}"`
      : attribute in more
        ? `${attribute}="${more[attribute]}"`
        : [],
  )
  let document = `<${name} ${written.join(' ')}>${texts[name] ?? `http://${host}/text`}</${name}>`
  for (let parent = parentOf(dialect, name); parent !== 'Response';)
    [document, parent] = [`<${parent}>${document}</${parent}>`, parentOf(dialect, parent)]
  return `<Response>${document}<Pause/></Response>`
}

/** Lets people do what makes an app be told of it. */
const drive = async (base: string, host: string, options: SimulateOptions): Promise<void> => {
  const elsewhere = `http://${host}/option`
  const twilio = simulate(base, {
    voiceFallbackUrl: elsewhere,
    messageFallbackUrl: elsewhere,
    statusCallback: elsewhere,
    delivery: 'delivered',
    recordingDelay: 0,
    ...options,
  })
  await twilio.phone(alice).text('hi')
  const call = await twilio.phone(alice).call()
  for (const address of [bob, 'client:jo', 'sip:jo@example.com'])
    if (twilio.phone(address).rings) {
      const callee = await twilio.phone(address).answer()
      if (callee.status === 'in-progress') await callee.hangup()
    }
  if (call.status === 'in-progress') await call.say('hello')
  if (call.status === 'in-progress') await call.talk(2)
  if (call.status === 'in-progress') await call.press('1')
  await twilio.advance(300)
  for (const recording of call.recordings) await twilio.transcribed(recording, 'hello')
  if (call.status === 'in-progress') await call.hangup()
}

const elements = (['voice', 'messaging'] as const).flatMap((dialect) =>
  [...dialects[dialect].values()]
    .filter(({ name }) => name !== 'Response' && /^[A-Z]/.test(name))
    .filter(
      ({ name, attributes }) =>
        /^(Play|Redirect|Media)$/.test(name) ||
        Object.values(attributes).some(({ url }) => url !== undefined),
    )
    .map((table) => [dialect, table.name, table] as const),
)

let contacted = 0

test.each(elements)('are not contacted where %s has <%s>', async (dialect, _, table) => {
  const asked: string[] = []
  const host = `localhost:${await serve(({ url }, response) => {
    asked.push(url!)
    response.end()
  })}`
  const document = documentOf(dialect, table, host)
  const port = await serve((_request, response) => {
    response.setHeader('Content-Type', 'text/xml').end(document)
  })
  await drive(`http://127.0.0.1:${port}`, host, { sockets: 'real' })
  expect(asked).toEqual([])
  await drive(`http://127.0.0.1:${port}`, host, { otherOrigins: fetch })
  contacted += asked.length
})

afterAll(() => {
  // They are contacted where an option says so.
  expect(contacted).toBeGreaterThan(2 * elements.length)
})
