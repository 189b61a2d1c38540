/**
 * @module
 * One captured signature must not authorise another request.
 */
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { callWebhook, memoryStore, messageWebhook, onTwimlError, statusWebhook } from 'twimlx/hono'
import { signRequest, validateSignature } from 'twimlx/webhook'

const authToken = '12345'
const quiet = { authToken, onInvalid: () => {}, after: 'Gather' } as const

const app = new Hono()
app.on(['GET', 'POST'], '/menu', callWebhook(quiet), (c) => c.json(c.var.webhook.Digits ?? null))

const get = async (path: string, signed: string, to = app) =>
  to.request(`https://example.com${path}`, {
    headers: {
      'X-Twilio-Signature': await signRequest({
        authToken,
        url: `https://example.com${signed}`,
        method: 'GET',
      }),
    },
  })

describe('parameters that are not signed', () => {
  const signed = '/menu?AccountSid=AC1&CallSid=CA1'

  test('the signed request passes', async () => {
    expect((await get(signed, signed)).status).toBe(200)
  })

  test.each([`${signed}#&Digits=9`, `${signed}%23&Digits=9`, `${signed}&Digits=9`])(
    '%s does not',
    async (path) => {
      // Request drops a fragment; Node's HTTP server passes it on in the URL.
      const request = new Request(`https://example.com${path}`, {
        headers: {
          'X-Twilio-Signature': await signRequest({
            authToken,
            url: `https://example.com${signed}`,
            method: 'GET',
          }),
        },
      })
      Object.defineProperty(request, 'url', { value: `https://example.com${path}` })
      expect((await app.fetch(request)).status).toBeGreaterThanOrEqual(400)
    },
  )

  test('a publicUrl without the query leaves nothing to read', async () => {
    const fixed = new Hono()
    fixed.get(
      '/menu',
      callWebhook({ ...quiet, publicUrl: () => 'https://example.com/menu' }),
      (c) => c.json(c.var.webhook.Digits ?? null),
    )
    const answer = await get('/menu?AccountSid=AC1&CallSid=CA1&Digits=9', '/menu', fixed)
    expect(answer.status).toBe(400)
  })
})

describe('tokens that anybody can guess', () => {
  test.each([[' '], [['']], [[' ']]])('%j is refused', async (token) => {
    expect(() => messageWebhook({ authToken: token })).toThrow('No Twilio auth token')
  })

  test.each([[[5]], [[{}]], [[undefined]], [' ']])(
    'a function that finds %j finds none',
    async (found) => {
      const url = 'https://example.com/sms'
      const report = await validateSignature({
        authToken: () => found as never,
        url,
        params: {},
        signature: await signRequest({
          authToken: String([found].flat()[0]) || ' x',
          url,
          params: {},
        }).catch(() => 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='),
      })
      expect(report.valid).toBe(false)
    },
  )
})

describe('kept responses', () => {
  const once = () => {
    const counting = new Hono()
    let count = 0
    const idempotency = { store: memoryStore() }
    counting.get('/menu', callWebhook({ validate: false, idempotency }), (c) => c.json(++count))
    counting.get('/status', statusWebhook({ validate: false, idempotency }), (c) => c.json(++count))
    return async (path: string, token?: string): Promise<unknown> => {
      const headers: Record<string, string> = token ? { 'I-Twilio-Idempotency-Token': token } : {}
      return (await counting.request(path, { headers })).json()
    }
  }

  test('a parameter called kind does not turn a call into a status callback', async () => {
    const ask = once()
    const path = '/menu?AccountSid=AC1&CallSid=CA1&kind=conference'
    expect(await ask(`${path}&Digits=1`)).toBe(1)
    expect(await ask(`${path}&Digits=2`)).toBe(2)
    expect(await ask(`${path}&Digits=2`, 'x')).toBe(3)
    expect(await ask(`${path}&Digits=2`, 'x')).toBe(3)
    expect(await ask('/menu?AccountSid=AC1&CallSid=CA1&kind=constructor')).toBe(4)
  })

  test('another query makes another webhook', async () => {
    const ask = once()
    const status = 'AccountSid=AC1&CallSid=CA1&CallStatus=completed'
    expect(await ask(`/status?user=alice&${status}`)).toBe(1)
    expect(await ask(`/status?user=bob&${status}`)).toBe(2)
    expect(await ask(`/status?user=alice&${status}`)).toBe(1)
  })
})

test("an error in a route reads at most a webhook's size of the body", async () => {
  const failing = new Hono()
  failing.post('/', () => {
    throw new Error('before the body was read')
  })
  failing.onError(onTwimlError({}))
  let sent = 0
  const body = new ReadableStream({
    pull(controller) {
      sent += 65_536
      controller.enqueue(new Uint8Array(65_536))
      if (sent > 50_000_000) controller.close()
    },
  })
  const { status } = await failing.request('/', {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    duplex: 'half',
  } as RequestInit)
  expect(status).toBe(500)
  expect(sent).toBeLessThan(5_000_000)
})

test('headers that HTTP does not know do not throw', async () => {
  const report = await validateSignature({
    authToken,
    url: 'https://example.com/sms',
    params: {},
    headers: { 'x-name': '→', ':path': '/sms', 'bad name': 'x', 'x-twilio-signature': 'no' },
  })
  expect(report).toMatchObject({ valid: false, code: 'malformed-header' })
})

test('the signature of a JSON webhook is invalid without its body', async () => {
  const events = new Hono()
  events.post('/events', statusWebhook({ authToken, onInvalid: () => {} }), (c) => c.text('in'))
  const url = `https://example.com/events?bodySHA256=${'0'.repeat(64)}`
  const stripped = async (type?: string) =>
    events.request(url, {
      method: 'POST',
      headers: {
        'X-Twilio-Signature': await signRequest({ authToken, url, rawBody: '{}' }),
        ...(type && { 'Content-Type': type }),
      },
    })
  expect((await stripped('application/x-www-form-urlencoded')).status).toBe(403)
  expect((await stripped('application/json')).status).toBe(403)
  expect((await stripped()).status).toBe(403)
})
