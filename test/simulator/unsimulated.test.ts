import { expect, test } from 'vitest'
import { simulate } from 'twimlx/simulator'
import { unsimulated } from '../../src/simulator/voice/unsimulated.ts'
import { dialects } from '../../src/vocabulary/dialects.ts'

const listed = Object.entries(unsimulated).flatMap(([element, names]) =>
  names!.map((name) => [element, name] as const),
)

test.each(listed)('<%s> has %s', (element, name) => {
  expect(dialects.voice.get(element)?.attributes[name]).toBeDefined()
})

/** The events of a call to a document. */
const unsupported = async (document: string): Promise<unknown[]> => {
  const twilio = simulate(
    () => new Response(document, { headers: { 'Content-Type': 'text/xml' } }),
    { authToken: 'secret', voiceUrl: '/voice' },
  )
  const call = await twilio.phone('+14155550100').call()
  await call.hangup().catch(() => {})
  return twilio.events.flatMap((event) =>
    event.type === 'unsupported' ? [[event.element, event.attribute]] : [],
  )
}

test('an attribute that is passed over is an event, wherever it stands', async () => {
  expect(
    await unsupported(
      '<Response><Dial passports="a"><Number byoc="BY1">+14155550101</Number></Dial></Response>',
    ),
  ).toEqual([
    ['Dial', 'passports'],
    ['Number', 'byoc'],
  ])
})

test('what only sounds different is none', async () => {
  expect(
    await unsupported(
      '<Response><Gather speechModel="phone_call" hints="a"><Say voice="man">Hi</Say></Gather></Response>',
    ),
  ).toEqual([])
})
