/** The agents of the examples, and what their callers hear. */
import { upgradeWebSocket } from '@hono/node-server'
import { simulate } from 'twimlx/simulator'
import 'twimlx/vitest'
import { expect, test } from 'vitest'
import { type Model, tables } from '../../examples/agents/table.tsx'

const drive = (model: Model) => {
  const app = tables(model, {
    host: 'app.test',
    upgradeWebSocket,
    authToken: 'secret',
    publicUrl: 'https://app.test',
  })
  const twilio = simulate(app, { authToken: 'secret' })
  return { twilio, alice: twilio.phone('+14155550123') }
}

test('a table is booked', async () => {
  const { twilio, alice } = drive(async function* (history) {
    if (history.length === 1) yield* ['For ', 'how many?']
    else yield* ['It is booked for ', `${history.at(-1)!.text}.`]
  })
  const call = await alice.call()
  await call.say('tomorrow')
  await call.say('four')
  expect(call.heard).toEqual([
    'Chez Owl, for when may I book you a table?',
    'For how many?',
    'It is booked for four.',
    'Goodbye.',
  ])
  expect(twilio.problems).toEqual([])
  expect(call).toHaveEndedSession('ended', { reason: 'booked' })
  expect(call).not.toHaveEndedSession('completed')
  expect(() => expect(call).toHaveEndedSession('ended', { reason: 'other' })).toThrow(
    'It ended:\n  ended {"reason":"booked","table":"four"}',
  )
})

test('the model knows only what was heard before the caller cut in', async () => {
  const histories: unknown[] = []
  const { alice } = drive(async function* (history) {
    histories.push(structuredClone(history))
    yield* ['We have ', 'a table ', 'by the window ', 'at eight.']
  })
  const call = await alice.call()
  await call.say('tonight', { listen: 1.2 })
  await call.say('somewhere else')
  expect(histories[1]).toEqual([
    { role: 'caller', text: 'tonight' },
    { role: 'agent', text: 'We have a table by' },
    { role: 'caller', text: 'somewhere else' },
  ])
})

test('a key asks for a person, also while the agent speaks', async () => {
  let closed = false
  const { twilio, alice } = drive(async function* () {
    try {
      for (;;) yield 'and so on '
    } finally {
      closed = true
    }
  })
  const call = await alice.call()
  await call.say('go on', { listen: 30 })
  await call.press('0')
  expect(closed).toBe(true)
  expect(twilio.phone('+14155550100').rings).toBe(true)
})

test('silence is asked after', async () => {
  const { alice } = drive(async function* () {})
  const call = await alice.call()
  await call.silence(11)
  expect(call.heard.at(-1)).toBe('Are you still there?')
})
