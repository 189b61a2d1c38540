/**
 * @module
 * Requests behind proxies: Twilio signed the public URL, the app sees another.
 */
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { messageWebhook, type SignatureOptions } from 'twimlx/hono'
import { signRequest } from 'twimlx/webhook'

const authToken = '12345'
const params = { AccountSid: 'AC0', MessageSid: 'SM0', Body: 'hi' }

interface Hop {
  /** The URL that Twilio requested. */
  asked: string
  /** The URL that the app sees. */
  seen: string
  headers: Record<string, string>
}

const answer = async ({ asked, seen, headers }: Hop, options: SignatureOptions) => {
  const app = new Hono()
  const warnings: string[] = []
  app.post(
    '*',
    messageWebhook({
      authToken,
      ...options,
      onInvalid: ({ reason }) => void warnings.push(reason),
    }),
    (c) => c.text(c.var.webhook.Body ?? ''),
  )
  const { status } = await app.request(seen, {
    method: 'POST',
    body: new URLSearchParams(params),
    headers: {
      ...headers,
      'X-Twilio-Signature': await signRequest({ authToken, url: asked, params }),
    },
  })
  return { status, warnings }
}

const proxies: [name: string, hop: Hop][] = [
  [
    'ngrok',
    {
      asked: 'https://owl.ngrok-free.app/sms?lang=en',
      seen: 'http://owl.ngrok-free.app/sms?lang=en',
      headers: { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'owl.ngrok-free.app' },
    },
  ],
  [
    'ngrok with --host-header=rewrite',
    {
      asked: 'https://owl.ngrok-free.app/sms',
      seen: 'http://localhost:3000/sms',
      headers: { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'owl.ngrok-free.app' },
    },
  ],
  [
    'Cloudflare',
    {
      asked: 'https://example.com/sms',
      seen: 'http://example.com/sms',
      headers: { 'X-Forwarded-Proto': 'https', 'CF-Visitor': '{"scheme":"https"}' },
    },
  ],
  [
    'Heroku',
    {
      asked: 'https://owl.herokuapp.com/sms',
      seen: 'http://owl.herokuapp.com/sms',
      headers: { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '443' },
    },
  ],
  [
    'a proxy that speaks RFC 7239',
    {
      asked: 'https://example.com/sms',
      seen: 'http://10.0.0.7:8080/sms',
      headers: { Forwarded: 'for=192.0.2.60;proto=https;host=example.com' },
    },
  ],
]

describe.each(proxies)('behind %s', (_, hop) => {
  test('a webhook is refused, with a warning that names the cure', async () => {
    const { status, warnings } = await answer(hop, {})
    expect(status).toBe(403)
    expect(warnings.join()).toMatch(/publicUrl|trustProxy/)
  })

  test('trustProxy accepts it', async () => {
    expect(await answer(hop, { trustProxy: true })).toEqual({ status: 200, warnings: [] })
  })

  test('publicUrl accepts it', async () => {
    const publicUrl = new URL(hop.asked).origin
    expect(await answer(hop, { publicUrl })).toEqual({ status: 200, warnings: [] })
  })

  test('a signature for another URL is refused', async () => {
    const other = { ...hop, asked: 'https://evil.example/sms' }
    expect((await answer(other, { trustProxy: true })).status).toBe(403)
  })
})

test('a proxy that strips the path needs publicUrl', async () => {
  const hop: Hop = {
    asked: 'https://example.com/api/sms',
    seen: 'http://localhost:3000/sms',
    headers: { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'example.com' },
  }
  expect((await answer(hop, { trustProxy: true })).status).toBe(403)
  expect((await answer(hop, { publicUrl: 'https://example.com/api' })).status).toBe(200)
})
