import { expect, test } from 'vitest'
import { simulate } from 'twimlx/simulator'
import { unsimulated } from '../../src/simulator/voice/engine/unsimulated.ts'
import { serve } from './app.ts'
import { dialects } from '../../src/vocabulary/dialects.ts'

const listed = Object.entries(unsimulated).flatMap(([element, names]) =>
  names!.map((name) => [element, name] as const),
)

test.each(listed)('<%s> has %s', (element, name) => {
  expect(dialects.voice.get(element)?.attributes[name]).toBeDefined()
})

/** The `unsupported` events of a call to a document, which may lead to another one. */
const unsupported = async (voice: string, whisper = ''): Promise<unknown[]> => {
  const twilio = simulate(serve({ '/voice': voice, '/whisper': whisper }))
  const call = await twilio.phone('+14155550100').call()
  if (whisper) await twilio.phone('+14155550101').answer()
  await call.hangup().catch(() => {})
  expect(twilio.problems).toEqual([])
  return twilio.events.flatMap((event) =>
    event.type === 'unsupported' ? [[event.element, event.attribute]] : [],
  )
}

test('an ignored attribute is an event, in any document', async () => {
  expect(
    await unsupported('<Dial passports="a"><Number byoc="BY1">+14155550101</Number></Dial>'),
  ).toEqual([
    ['Dial', 'passports'],
    ['Number', 'byoc'],
  ])
})

test('headers for a SIP phone are events, too', async () => {
  expect(
    await unsupported(
      '<Dial><Sip><Uri>sip:jo@pbx.test</Uri><Headers><Header name="x" value="y"/></Headers></Sip></Dial>',
    ),
  ).toEqual([['Headers', undefined]])
})

test('attributes that only change the sound are not reported', async () => {
  expect(
    await unsupported(
      '<Gather speechModel="phone_call" hints="a"><Say voice="man">Hi</Say></Gather>',
    ),
  ).toEqual([])
})

test('TaskRouter never assigns the callers that it holds', async () => {
  expect(
    await unsupported(`<Enqueue workflowSid="WW${'0'.repeat(32)}"><Task>{}</Task></Enqueue>`),
  ).toEqual([['Enqueue', 'workflowSid']])
})

test.each(['<Enqueue>q</Enqueue>', '<Leave/>'])(
  '%s while a dialled party is alone',
  async (verb) => {
    expect(
      await unsupported('<Dial><Number url="/whisper">+14155550101</Number></Dial>', verb),
    ).toEqual([[/\w+/.exec(verb)![0], undefined]])
  },
)
