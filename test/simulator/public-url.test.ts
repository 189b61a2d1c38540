/** A proxy that strips a path: the app is at `/`, and Twilio knows it as `https://example.com/api`. */
import type { AddressInfo } from 'node:net'
import { serve as listen } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, describe, expect, test } from 'vitest'
import { callWebhook, messageWebhook, statusWebhook } from 'twimlx/hono'
import { simulate, type SimulateOptions } from 'twimlx/simulator'
import { xml } from './app.ts'

const publicUrl = 'https://example.com/api'
const authToken = '12345'
const alice = '+14155550100'

const signed = { authToken, publicUrl }
const app = new Hono()
  .on(['GET', 'POST'], '/', messageWebhook(signed), () =>
    xml('<Response><Message>root</Message></Response>'),
  )
  .post('/sms', messageWebhook(signed), () => xml('<Response><Message>Hello</Message></Response>'))
  .post('/voice', callWebhook(signed), () =>
    xml('<Response><Gather action="step"/><Redirect>/api/voice/absent</Redirect></Response>'),
  )
  .post('/step', callWebhook(signed), () => xml('<Response><Redirect>/step</Redirect></Response>'))
  .post('/fallback', callWebhook(signed), () =>
    xml('<Response><Dial><Conference>standup</Conference></Dial></Response>'),
  )
  .post('/announcement', () => xml('<Response><Say>Five minutes left.</Say></Response>'))
  .post('/status', statusWebhook(signed), (c) => c.body(null, 204))

const server = listen({ fetch: app.fetch, port: 0 })
afterAll(() => void server.close())

const apps = {
  'in this process': app,
  'over the network': `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
}

describe.each(Object.entries(apps))('%s', (_, where) => {
  const start = (options: SimulateOptions = {}) =>
    simulate(where, { publicUrl, patience: 60_000, ...options })

  test.each([
    [undefined, 'Hello', '/api/sms'],
    ['/sms', 'Hello', '/api/sms'],
    ['sms', 'Hello', '/api/sms'],
    ['https://example.com/api/sms', 'Hello', '/api/sms'],
    ['', 'root', '/api/'],
    ['/', 'root', '/api/'],
    ['https://example.com:443/api/sms?x=/y', 'Hello', ':443/api/sms?x=/y'],
  ])('a message goes to messageUrl %o', async (messageUrl, body, path) => {
    for (const base of [publicUrl, `${publicUrl}/`]) {
      const twilio = start({ messageUrl, publicUrl: base })
      const chat = await twilio.phone(alice).text('hi')
      expect(twilio.problems).toEqual([])
      expect(chat.messages.map((message) => message.body)).toEqual([body])
      const [asked] = twilio.events.filter((event) => event.type === 'request')
      expect(asked!.signedUrl).toBe(`https://example.com${path}`)
    }
  })

  test('every other path of an option or a REST call is put after that of publicUrl', async () => {
    const twilio = start({ voiceFallbackUrl: '/fallback', statusCallback: '/status' })
    const call = await twilio.phone(alice).call()
    await call.silence()
    await twilio.call('+14155550199', { url: '/fallback', statusCallback: '/status' })
    await twilio.conference('standup').announce('/announcement')
    await call.redirect({ url: '/voice' })
    await call.hangup()
    const asked = twilio.events.filter((event) => event.type === 'request')
    expect(asked.map(({ url, status }) => `${new URL(url).pathname} ${status}`)).toEqual([
      '/api/voice 200',
      '/api/voice/absent 404',
      '/api/fallback 200',
      '/api/fallback 200',
      '/api/announcement 200',
      '/api/voice 200',
      '/api/status 204',
    ])
  })
})

test("a path in TwiML starts at the host's root, outside of the app", async () => {
  const twilio = simulate(app, { publicUrl })
  const call = await twilio.phone(alice).call()
  await call.press('1#')
  expect(twilio.problems).toMatchObject([
    { code: 11210, message: expect.stringContaining('so write /api/step') },
  ])
  // Another server may answer at other URLs.
  const others = simulate(app, {
    publicUrl,
    otherOrigins: ({ url }) => xml(`<Response><Say>${url}</Say></Response>`),
  })
  const again = await others.phone(alice).call()
  await again.press('1#')
  expect(again.heard).toEqual(['https://example.com/step'])
})

test('the prefix consists of whole segments', async () => {
  const twilio = simulate(app, { publicUrl, messageUrl: 'https://example.com/apis/sms' })
  await twilio.phone(alice).text('hi')
  expect(twilio.problems).toMatchObject([{ code: 11210 }])
})

test('a base URL may have a path of its own, which is not stripped', async () => {
  const seen: string[] = []
  const mounted = listen({
    fetch: ({ url }) => {
      seen.push(new URL(url).pathname)
      return xml('<Response/>')
    },
    port: 0,
  })
  const { port } = mounted.address() as AddressInfo
  try {
    for (const known of [undefined, publicUrl])
      await simulate(`http://127.0.0.1:${port}/twilio/`, { publicUrl: known, patience: 60_000 })
        .phone(alice)
        .text('hi')
    expect(seen).toEqual(['/twilio/sms', '/twilio/sms'])
  } finally {
    mounted.close()
  }
})

test.each(['https://example.com/api?x=1', 'https://example.com/#top', 'ftp://example.com'])(
  '%s cannot stand before a path',
  (known) => {
    expect(() => simulate(app, { publicUrl: known })).toThrow('"https://example.com/api"')
    expect(() => simulate(known)).toThrow('"https://example.com/api"')
  },
)
