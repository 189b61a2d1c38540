// Talks with the app that listens at APP_URL: start it, then npx vitest run with the name of this file.
import { expect, test } from 'vitest'
import { simulate } from 'twimlx/simulator'

const url = process.env.APP_URL ?? 'http://127.0.0.1:43275'
const twilio = simulate(url, {
  authToken: process.env.TWILIO_AUTH_TOKEN ?? '12345',
  messageUrl: '/sms',
  voiceUrl: '/voice',
  sockets: 'real',
  delivery: 'delivered',
})
const alice = twilio.phone('+14155550100')

test('a text and a call', async () => {
  await alice.text('hello there')
  const call = await alice.call()
  await call.press('1')
  await call.say('billing, please')
  await call.hangup()
  await twilio.post('http://127.0.0.1:43275/sms', { AccountSid: 'AC00000000000000000000000000000000', ApiVersion: '2010-04-01', Body: 'edited', From: '+14155550100', FromCity: '', FromCountry: 'US', FromState: '', FromZip: '', MessageSid: 'SM00000000000000000000000010000001', NumMedia: '0', NumSegments: '1', SmsMessageSid: 'SM00000000000000000000000010000001', SmsSid: 'SM00000000000000000000000010000001', SmsStatus: 'received', To: '+15550100200', ToCity: '', ToCountry: 'US', ToState: '', ToZip: '' })
  expect(twilio.transcript().split('\n')).toEqual([
    '+14155550100 texts hello there',
    '+15550100200 to +14155550100: Dear reader, you wrote: hello there',
    '+14155550100 calls',
    '[picked up]',
    'Twilio: For sales, press 1.',
    '+14155550100 presses 1',
    '[got the keys 1]',
    'Twilio: You chose 1.',
    'Twilio: For sales, press 1.',
    '+14155550100 says billing, please',
    '[heard: billing, please]',
    'Twilio: You chose billing, please.',
    'Twilio: For sales, press 1.',
    'The caller hangs up: completed',
  ])
})
