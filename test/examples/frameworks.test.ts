/**
 * @module
 * The examples for other frameworks, each called as its framework is: over real HTTP, or with the event of its
 * platform.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { simulate } from 'twimlx/simulator'
import { signRequest } from 'twimlx/webhook'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { app as express } from '../../examples/frameworks/express.tsx'
import { handler, toRequest } from '../../examples/frameworks/lambda.tsx'
import { POST as next } from '../../examples/frameworks/next-route.tsx'
import { server as plain } from '../../examples/frameworks/node-http.tsx'
import { POST as svelte } from '../../examples/frameworks/sveltekit-server.ts'

const authToken = '12345'
vi.spyOn(console, 'warn').mockImplementation(() => {})
const log = vi.spyOn(console, 'log').mockImplementation(() => {})
beforeEach(() => {
  vi.stubEnv('TWILIO_AUTH_TOKEN', authToken)
  vi.stubEnv('PUBLIC_URL', 'https://example.com')
})

const servers: Server[] = []
const listen = async (server: Server): Promise<string> => {
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
afterAll(() => {
  for (const server of servers) server.close()
})

describe.each([
  ['node:http', () => listen(plain)],
  ['Express', () => listen(createServer(express as RequestListener))],
  // As its server hands over a request: what the framework does to it is the conversion alone.
  ['a Next.js route', () => listen(createServer(getRequestListener(next)))],
])('%s', (_, start) => {
  test('responds to Twilio and refuses others, over real HTTP', async () => {
    const origin = await start()
    for (const messageMethod of ['POST', 'GET'] as const) {
      const options = { publicUrl: 'https://example.com', messageMethod }
      const chat = await simulate(origin, options).phone('+14155550100').text("it's <me> & ü")
      expect(chat.messages.map(({ body }) => body)).toEqual(["You wrote: it's <me> & ü"])
    }
    const forged = await simulate(origin, { publicUrl: 'https://example.com', authToken: 'other' })
      .phone('+14155550100')
      .text('hi')
    expect(forged.messages).toEqual([])
    const params = { Body: 'x' }
    const signature = await signRequest({ authToken, url: 'https://example.com/sms', params })
    const malformed = await fetch(`${origin}/sms`, {
      method: 'POST',
      body: new URLSearchParams(params),
      headers: { 'X-Twilio-Signature': signature },
    })
    expect([malformed.status, await malformed.text()]).toEqual([
      400,
      expect.stringContaining('AccountSid'),
    ])
  })
})

test('a SvelteKit endpoint takes status callbacks and refuses others, over real HTTP', async () => {
  const origin = await listen(createServer(getRequestListener((request) => svelte({ request }))))
  const params = { AccountSid: 'AC1', MessageSid: 'SM1', MessageStatus: 'sent' }
  for (const [token, status] of [
    [authToken, 204],
    ['other', 403],
  ] as const) {
    const url = `${origin}/status`
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(params),
      headers: { 'X-Twilio-Signature': await signRequest({ authToken: token, url, params }) },
    })
    expect(response.status).toBe(status)
  }
  expect(log.mock.calls).toEqual([['SM1', 'sent']])
})

describe('AWS Lambda', () => {
  const params = { AccountSid: 'AC1', CallSid: 'CA1', Digits: '12' }
  const form = String(new URLSearchParams(params))
  const type = 'application/x-www-form-urlencoded'
  const sign = (url: string, method: string) =>
    signRequest({ authToken, url, method, ...(method === 'POST' && { params }) })
  const requestContext = { domainName: 'api.example.com' }

  /** An event of payload format 2.0. */
  const event2 = async (method: string, query: string, body: string, isBase64Encoded = false) => ({
    rawPath: '/menu',
    rawQueryString: query,
    requestContext: { ...requestContext, http: { method } },
    headers: {
      'content-type': type,
      'x-twilio-signature': await sign(
        `https://api.example.com/menu${query && `?${query}`}`,
        method,
      ),
    },
    body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded,
  })
  /** An event of payload format 1.0, under a stage. */
  const event1 = async (method: string, query: Record<string, string[]>, body: string) => {
    const written = Object.entries(query).flatMap(([name, values]) =>
      values.map((value) => `${name}=${encodeURIComponent(value)}`),
    )
    const url = `https://api.example.com/prod/menu${written.length ? `?${written.join('&')}` : ''}`
    return {
      path: '/menu',
      httpMethod: method,
      multiValueQueryStringParameters: query,
      requestContext: { ...requestContext, path: '/prod/menu' },
      headers: { 'Content-Type': type, 'X-Twilio-Signature': await sign(url, method) },
      body,
      isBase64Encoded: false,
    }
  }
  const queryOf = (from: object) =>
    Object.fromEntries(Object.entries(from).map(([name, value]) => [name, [String(value)]]))

  test.each([
    ['2.0', () => event2('POST', 'x=1', form)],
    ['2.0 in Base64', () => event2('POST', '', form, true)],
    ['2.0 by GET', () => event2('GET', form, '')],
    ['1.0', () => event1('POST', {}, form)],
    ['1.0 by GET', () => event1('GET', queryOf({ ...params, name: 'ü & co' }), '')],
  ])('payload format %s', async (_, make) => {
    const event = await make()
    const { statusCode, body, headers } = await handler(event)
    expect([statusCode, body]).toEqual([200, expect.stringContaining('You pressed 12.')])
    expect(headers['content-type']).toBe('text/xml; charset=utf-8')
    const forged = { ...event, headers: { ...event.headers, 'x-twilio-signature': 'A' } }
    expect(
      (await handler({ ...forged, headers: { ...forged.headers, 'X-Twilio-Signature': 'A' } }))
        .statusCode,
    ).toBe(403)
  })

  test('keeps JSON in UTF-8', async () => {
    const text = '{"name":"ü 👋"}'
    const event = await event2('POST', '', text, true)
    expect(await toRequest(event).json()).toEqual({ name: 'ü 👋' })
  })
})
