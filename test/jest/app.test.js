/**
 * @module
 * The app under Jest, whose modules and globals are of a realm of their own.
 */
import { simulate } from 'twimlx/simulator'
import { signRequest } from 'twimlx/webhook'
import { app } from './app.tsx'

const authToken = 'your auth token'

test('a text is answered', async () => {
  const twilio = simulate(app, { authToken, messageUrl: '/sms' })
  const chat = await twilio.phone('+14155550100').text('hi & bye')
  expect(chat.messages.map(({ body }) => body)).toEqual(['You wrote: hi & bye'])
  expect(twilio.problems).toEqual([])
})

test.each([
  ['your auth token', 200],
  ['another', 403],
])('a status signed with %j is answered %d', async (authToken, status) => {
  const url = 'https://example.com/status'
  const params = { AccountSid: 'AC1', MessageSid: 'SM1', MessageStatus: 'sent' }
  const response = await app.request(url, {
    method: 'POST',
    body: new URLSearchParams(params),
    headers: { 'X-Twilio-Signature': await signRequest({ authToken, url, params }) },
  })
  expect(response.status).toBe(status)
})
