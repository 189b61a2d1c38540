/** The fallback on another host, driven as by Twilio while the app is down. */
import { describe, expect, test } from 'vitest'
import { simulate } from 'twimlx/simulator'
import { fallback } from '../../examples/webhooks/fallback.tsx'

const authToken = 'a token of this test'
const alice = '+14155550123'

/** An app that is down, and the fallback's host. */
const drive = () => {
  const alarms: string[][] = []
  const other = fallback((...alarm) => alarms.push(alarm), { authToken })
  const twilio = simulate(() => new Response('down', { status: 503 }), {
    authToken,
    voiceFallbackUrl: 'https://fallback.example.com/voice',
    messageFallbackUrl: 'https://fallback.example.com/sms',
    otherOrigins: (request) => other.fetch(request),
  })
  return { twilio, alarms }
}

describe('while the app is down, the fallback', () => {
  test('connects a caller, and raises the alarm', async () => {
    const { twilio, alarms } = drive()
    const call = await twilio.phone(alice).call()
    expect(call.heard).toEqual([
      'We cannot take your call right now. We connect you with our office.',
    ])
    const office = await twilio.phone('+14155550100').answer()
    await office.hangup()
    expect(call.status).toBe('completed')
    expect(alarms).toEqual([['11200', 'https://app.test/voice']])
  })

  test('answers a text', async () => {
    const { twilio, alarms } = drive()
    const { messages } = await twilio.phone(alice).text('hi')
    expect(messages.map(({ body }) => body)).toEqual([
      'We cannot answer right now. Please call +1 415 555 0100.',
    ])
    expect(alarms).toEqual([['11200', 'https://app.test/sms']])
  })
})
