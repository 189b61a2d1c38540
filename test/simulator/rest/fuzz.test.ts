/**
 * An app calls the API at random while people phone and text: nothing throws, no callback is lost, and everything ends.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { simulate, type Call, type Simulator } from 'twimlx/simulator'
import { serve } from '../app.ts'
import { accountSid, authToken, clientOf } from './faces.ts'

const from = '+15550100200'
const phones = ['+14155550100', '+14155550101', '+14155550102']
const status = 'https://app.test/status'

const documents = [
  '<Say>hello</Say><Gather timeout="20"/>',
  '<Dial timeout="20"><Conference waitUrl="">room</Conference></Dial>',
  '<Enqueue waitUrl="">line</Enqueue>',
  '<Dial><Queue>line</Queue></Dial>',
  '<Record timeout="20"/>',
  `<Dial>${phones[2]}</Dial>`,
  '<Pause length="30"/>',
]

interface Setting {
  readonly twilio: Simulator
  readonly client: ReturnType<typeof clientOf>
  readonly calls: Call[]
}

type Step = (setting: Setting) => Promise<unknown>

const phone = fc.constantFrom(...phones)
const document = fc.nat(documents.length - 1)
const nth = fc.nat(5)
const url = (index: number) => `https://app.test/${index}`

/** An existing item, or a SID that does not exist. */
const pick = <T extends { sid: string }>(
  all: readonly T[],
  index: number,
  prefix: string,
): string => all[index % (all.length + 1)]?.sid ?? prefix + '0'.repeat(32)

const step: fc.Arbitrary<[string, Step]> = fc.oneof(
  fc
    .tuple(phone, fc.string({ unit: 'grapheme' }))
    .map(([to, body]): [string, Step] => [
      `message ${to} ${JSON.stringify(body)}`,
      ({ client }) => client.messages.create({ to, from, body, statusCallback: status }),
    ]),
  fc.tuple(phone, document, fc.boolean()).map(([to, index, record]): [string, Step] => [
    `call ${to} ${index} ${record}`,
    ({ client }) =>
      client.calls.create({
        to,
        from,
        url: url(index),
        record,
        statusCallback: status,
        statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
      }),
  ]),
  fc
    .tuple(nth, document)
    .map(([index, to]): [string, Step] => [
      `redirect ${index} ${to}`,
      async ({ client }) =>
        client.calls(pick(await client.calls.list(), index, 'CA')).update({ url: url(to) }),
    ]),
  fc
    .tuple(nth, fc.constantFrom('completed', 'canceled'))
    .map(([index, status]): [string, Step] => [
      `end ${index} ${status}`,
      async ({ client }) =>
        client.calls(pick(await client.calls.list(), index, 'CA')).update({ status }),
    ]),
  nth.map((index): [string, Step] => [
    `record ${index}`,
    async ({ client }) =>
      client.calls(pick(await client.calls.list(), index, 'CA')).recordings.create(),
  ]),
  fc
    .tuple(nth, fc.constantFrom('paused', 'in-progress', 'stopped'))
    .map(([index, status]): [string, Step] => [
      `recording ${index} ${status}`,
      async ({ client }) =>
        client
          .calls(pick(await client.calls.list(), index, 'CA'))
          .recordings('Twilio.CURRENT')
          .update({ status }),
    ]),
  fc
    .tuple(phone, fc.boolean())
    .map(([to, endConferenceOnExit]): [string, Step] => [
      `invite ${to}`,
      ({ client }) =>
        client.conferences('room').participants.create({ to, from, endConferenceOnExit }),
    ]),
  fc
    .tuple(nth, fc.boolean(), fc.option(document, { nil: undefined }))
    .map(([index, hold, music]): [string, Step] => [
      `participant ${index} ${hold ? 'on' : 'off'} hold ${music}`,
      async ({ client }) => {
        const [room] = await client.conferences.list()
        if (!room) return
        const all = (await client.conferences(room.sid).participants.list()).map(({ callSid }) => ({
          sid: callSid,
        }))
        await client
          .conferences(room.sid)
          .participants(pick(all, index, 'CA'))
          .update({ hold, ...(music !== undefined && { holdUrl: url(music) }) })
      },
    ]),
  fc.tuple(nth, fc.boolean(), fc.boolean()).map(([index, muted, kick]): [string, Step] => [
    `participant ${index} ${kick ? 'out' : muted}`,
    async ({ client }) => {
      const [room] = await client.conferences.list()
      if (!room) return
      const { participants } = client.conferences(room.sid)
      const all = (await participants.list()).map(({ callSid }) => ({ sid: callSid }))
      const one = client.conferences(room.sid).participants(pick(all, index, 'CA'))
      await (kick ? one.remove() : one.update({ muted, announceUrl: url(0) }))
    },
  ]),
  fc.constant<[string, Step]>([
    'end the conference',
    async ({ client }) => {
      const [room] = await client.conferences.list()
      if (room) await client.conferences(room.sid).update({ status: 'completed' })
    },
  ]),
  document.map((index): [string, Step] => [
    `take out of the queue ${index}`,
    async ({ client }) => {
      const [queue] = await client.queues.list()
      if (queue)
        await client
          .queues(queue.sid)
          .members('Front')
          .update({ url: url(index) })
    },
  ]),
  fc.tuple(phone, document).map(([address, index]): [string, Step] => [
    `${address} calls ${index}`,
    async ({ twilio, calls }) => {
      calls.push(await twilio.phone(address).call({ url: `/${index}` }))
    },
  ]),
  fc.tuple(phone, fc.boolean()).map(([address, takes]): [string, Step] => [
    `${address} ${takes ? 'answers' : 'declines'}`,
    async ({ twilio, calls }) => {
      await twilio.advance(0)
      if (!twilio.phone(address).rings) return
      if (takes) calls.push(await twilio.phone(address).answer())
      else await twilio.phone(address).decline()
    },
  ]),
  fc.tuple(nth, fc.constantFrom('press', 'hangup', 'talk')).map(([index, does]): [string, Step] => [
    `${index} ${does}`,
    async ({ twilio, calls }) => {
      // An earlier request to the API may end the call first.
      await twilio.advance(0)
      const call = calls[index % (calls.length + 1)]
      if (!call || call.status !== 'in-progress') return
      if (does === 'press') await call.press('1')
      else if (does === 'talk') await call.talk(2)
      else await call.hangup()
    },
  ]),
  phone.map((address): [string, Step] => [
    `${address} texts`,
    ({ twilio }) => twilio.phone(address).text('hi'),
  ]),
  fc
    .nat(40)
    .map((seconds): [string, Step] => [
      `${seconds} s pass`,
      ({ twilio }) => twilio.advance(seconds),
    ]),
)

test('random requests and random people', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const twilio = simulate(
        serve({
          ...Object.fromEntries(documents.map((body, index) => [`/${index}`, body])),
          '/sms': '<Message>hello</Message>',
          '/status': () => new Response(null, { status: 204 }),
        }),
        {
          accountSid,
          authToken,
          delivery: ({ sid }) => (/[05a]$/.test(sid) ? 30003 : 'delivered'),
        },
      )
      const client = clientOf(twilio)
      const setting: Setting = { twilio, client, calls: [] }
      for (const [what, act] of steps)
        try {
          await act(setting)
        } catch (error) {
          // The API may refuse, with one of its codes and a reason.
          expect(error, what).toMatchObject({
            code: expect.any(Number),
            moreInfo: expect.stringContaining('docs/errors'),
          })
        }
      // Ends all calls.
      for (let round = 0; round < 3; round++) {
        for (const { sid, status } of await client.calls.list())
          if (/^(queued|ringing|in-progress)$/.test(status))
            await client.calls(sid).update({ status: 'completed' })
        await twilio.advance(3600)
      }
      const calls = await client.calls.list()
      for (const { status } of calls)
        expect(status).toMatch(/^(completed|busy|no-answer|failed|canceled)$/)
      for (const { status, direction } of await client.messages.list())
        expect(status).toMatch(direction === 'inbound' ? /^received$/ : /^(un)?delivered$/)
      for (const { status } of await client.recordings.list())
        expect(status).toMatch(/^(completed|absent)$/)
      expect(await client.conferences.list()).toEqual([])
      // For each call that the app made, its callback learns of the end exactly once.
      const told = twilio.events.flatMap((event) =>
        event.type === 'request' && event.params['CallDuration'] ? event.params['CallSid']! : [],
      )
      const made = twilio.events.flatMap((event) =>
        event.type === 'outbound' && event.callSid ? event.callSid : [],
      )
      expect(new Set(told).size).toBe(told.length)
      const invited = twilio.events.filter(
        (event) => event.type === 'rest' && event.status === 201 && /Participants/.test(event.url),
      )
      expect(told.length).toBe(made.length - invited.length)
    }),
    { numRuns: 60 },
  )
}, 120_000)
