import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DeliveryOutcome, simulate, type SimulatorEvent } from 'twimlx/simulator'
import type { ElementTable } from '../../src/vocabulary/define-element.ts'
import { type Dialect, dialects } from '../../src/vocabulary/dialects.ts'
import { xml } from './app.ts'

const texts = fc.constantFrom(
  '',
  ' ',
  'hello',
  '+14155550101',
  '/next',
  '/voice',
  'https://x.example/a.mp3',
  'room',
  'ümläut',
  '&amp;&#10;',
)
const values = fc.constantFrom(
  '',
  '0',
  '1',
  '2',
  '-1',
  '9999999',
  'true',
  'false',
  'POST',
  'GET',
  'put',
  '#',
  '*',
  '/next',
  'wss://app.test/s',
  'https://app.test/next',
  'dtmf speech',
  'auto',
  'record-from-answer',
  'start end join leave',
  'x y',
)

const attributes = ({ attributes }: ElementTable): fc.Arbitrary<string> => {
  const names = [...Object.keys(attributes), 'unknown']
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), values), {
      maxLength: 4,
      selector: ([name]) => name,
    })
    .map((pairs) => pairs.map(([name, value]) => ` ${name}="${value}"`).join(''))
}

const element = (dialect: Dialect, name: string, depth: number): fc.Arbitrary<string> => {
  const table = dialects[dialect].get(name)
  if (!table) return fc.constant(`<${name}/>`)
  const children = [...table.children]
  const inside =
    depth === 0 || children.length === 0
      ? texts
      : fc.oneof(
          texts,
          fc
            .array(fc.constantFrom(...children), { maxLength: 3 })
            .chain((names) => fc.tuple(...names.map((name) => element(dialect, name, depth - 1))))
            .map((all) => all.join('')),
        )
  return fc
    .tuple(attributes(table), inside)
    .map(([own, inner]) => `<${name}${own}>${inner}</${name}>`)
}

const document = (dialect: Dialect): fc.Arbitrary<string> => {
  const verbs = [...dialects[dialect].get('Response')!.children, 'Frobnicate', 'Message', 'Say']
  return fc
    .array(fc.constantFrom(...verbs), { maxLength: 5 })
    .chain((names) => fc.tuple(...names.map((name) => element(dialect, name, 2))))
    .map((all) => `<Response>${all.join('')}</Response>`)
}

/** The document with a piece cut out, doubled or replaced. */
const mutated = (dialect: Dialect): fc.Arbitrary<string> =>
  fc
    .tuple(
      document(dialect),
      fc.nat(),
      fc.nat(20),
      fc.constantFrom('', '<', '>', '&', '"', '\0', ']]>', '<!--', '<Say>', '\u{1F44B}'),
    )
    .map(([text, at, length, piece]) => {
      const start = at % (text.length + 1)
      return text.slice(0, start) + piece + text.slice(start + length)
    })

const documents = (dialect: Dialect) =>
  fc.array(fc.oneof(document(dialect), mutated(dialect)), { minLength: 1, maxLength: 4 })

/** Serves the documents in turn, over and over. */
const inTurn = (served: readonly string[]) => {
  let count = 0
  return () => xml(served[count++ % served.length]!)
}

const isEnd = ({ type }: SimulatorEvent) => type === 'hangup' || type === 'end' || type === 'limit'

const stimuli = fc.array(
  fc.oneof(
    fc.constantFrom('1', '#', '*', '123#').map((press) => ({ press })),
    fc.constant({ say: 'hello there' }),
    fc.constant({ talk: 7 }),
    fc.constant({ silence: true }),
    fc.constantFrom('answer', 'busy', 'hangup').map((callee) => ({ callee })),
    fc.constant({ redirect: true }),
    fc.constant({ socket: true }),
    fc.constant({ hangup: true }),
  ),
  { maxLength: 5 },
)

test('no voice document crashes or hangs a call, whatever the caller does', async () => {
  await fc.assert(
    fc.asyncProperty(documents('voice'), stimuli, async (served, acts) => {
      const twilio = simulate(inTurn(served), {
        maxDocuments: 25,
        statusCallback: '/status',
        otherOrigins: inTurn(served),
      })
      const call = await twilio.phone('+14155550100').call()
      const bob = twilio.phone('+14155550101')
      for (const act of acts) {
        if (!call.waitingFor) break
        if (call.status === 'ringing' && !('callee' in act || 'hangup' in act)) continue
        if ('press' in act) await call.press(act.press)
        else if ('say' in act) await call.say(act.say)
        else if ('talk' in act) await call.talk(act.talk)
        else if ('silence' in act) await call.silence()
        else if ('redirect' in act) await call.redirect({ url: '/next' })
        else if ('hangup' in act) await call.hangup()
        else if ('socket' in act) await call.closeSocket('wss://app.test/s').catch(() => {})
        else if (bob.rings)
          if (act.callee === 'busy') await bob.decline()
          else {
            const other = await bob.answer()
            if (act.callee === 'hangup' && other.status === 'in-progress') await other.hangup()
          }
      }
      await call.stay()
      expect(['completed', 'failed', 'busy', 'no-answer', 'canceled']).toContain(call.status)
      expect(call.events.some(isEnd)).toBe(true)
    }),
    { numRuns: 250 },
  )
})

const outcomes = fc.constantFrom<DeliveryOutcome | undefined>(
  undefined,
  'delivered',
  'read',
  { status: 'undelivered', errorCode: 30003 },
  { status: 'failed', errorCode: 30001 },
)

test('no messaging document crashes or hangs a session', async () => {
  await fc.assert(
    fc.asyncProperty(
      documents('messaging'),
      texts,
      outcomes,
      fc.boolean(),
      async (served, body, outcome, option) => {
        const twilio = simulate(inTurn(served), {
          messageFallbackUrl: '/fallback',
          delivery: () => outcome,
          fetchMedia: option,
          smartEncoding: option,
        })
        const { events } = await twilio.phone('+14155550100').text(body)
        expect(events.filter(isEnd)).toHaveLength(1)
        // Delivery reports come after the end.
        const after = events.slice(events.findIndex(isEnd) + 1)
        if (outcome === undefined && !option) expect(after).toEqual([])
        expect(after.filter(({ type }) => type === 'message')).toEqual([])
      },
    ),
    { numRuns: 250 },
  )
})

test('no bytes crash a session', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const twilio = simulate(
        () => new Response(bytes.slice(), { headers: { 'Content-Type': 'text/xml' } }),
      )
      const chat = await twilio.phone('+14155550100').text('hi')
      expect(chat.events.at(-1)?.type).toBe('end')
    }),
    { numRuns: 100 },
  )
})
