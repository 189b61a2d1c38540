/** Webhooks in Hono's routes: verified, read once, typed. */
import { Hono } from 'hono'
import { validator } from 'hono/validator'
import { Hono as LowestHono } from 'hono-lowest'
import { validator as lowestValidator } from 'hono-lowest/validator'
import { callWebhook, messageWebhook, statusWebhook, verifySignature } from 'twimlx/hono'
import { type InvalidSignature, signRequest } from 'twimlx/webhook'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { authToken, call, message, origin, send, twilioRequest } from './twilio.ts'

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
beforeEach(() => void vi.stubEnv('TWILIO_AUTH_TOKEN', authToken))
afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  warn.mockClear()
})

describe.each(['POST', 'GET'] as const)('a %s', (method) => {
  test('of a message reaches its handler with its parameters', async () => {
    const app = new Hono().on(method, '/sms', messageWebhook(), (c) => {
      const { From, Body, media, NumMedia } = c.var.webhook
      return c.json({ From, Body, media, NumMedia })
    })
    const params = {
      ...message,
      Body: 'a+b & ü 👋',
      NumMedia: '1',
      MediaUrl0: 'u',
      MediaContentType0: 't',
    }
    const response = await send(app, '/sms?x=1', params, { method })
    expect(await response.json()).toEqual({
      From: '+15550001111',
      Body: 'a+b & ü 👋',
      NumMedia: 1,
      media: [{ url: 'u', contentType: 't' }],
    })
  })

  test('of a call reaches its handler after a <Gather>', async () => {
    const app = new Hono().on(method, '/gather', callWebhook({ after: 'Gather' }), (c) =>
      c.json([c.var.webhook.Digits, c.var.webhook.Confidence]),
    )
    const response = await send(
      app,
      '/gather',
      { ...call, Digits: '01', Confidence: '0.5' },
      { method },
    )
    expect(await response.json()).toEqual(['01', 0.5])
  })

  test('with a wrong signature is refused before any handler, without details', async () => {
    const reached = vi.fn()
    const app = new Hono().on(method, '*', callWebhook(), (c) => {
      reached()
      return c.text('')
    })
    const response = await send(app, '/voice', call, { method, token: 'f'.repeat(32) })
    expect(response.status).toBe(403)
    expect(await response.text()).toBe('Forbidden')
    expect(reached).not.toHaveBeenCalled()
    expect(warn).toHaveBeenCalledOnce()
    const line = String(warn.mock.calls[0])
    expect(line).toMatch(/^twimlx: refused (GET|POST) https:\/\/example.com\/voice/)
    expect(line).toContain('publicUrl')
    expect(line).not.toContain('\n')
    for (const value of Object.values(call)) expect(line).not.toContain(value)
    expect(line).not.toContain(authToken)
  })
})

/** A request behind a proxy that ends TLS. */
const proxied = async (): Promise<Request> => {
  const sent = await twilioRequest('/voice', call, { headers: { 'X-Forwarded-Proto': 'https' } })
  return new Request(sent.url.replace('https', 'http'), sent)
}

test('onInvalid gets the report instead of the console', async () => {
  const reports: InvalidSignature[] = []
  const app = new Hono().post(
    '/voice',
    callWebhook({ onInvalid: (report) => void reports.push(report) }),
    (c) => c.text(''),
  )
  const response = await app.fetch(await proxied())
  expect(response.status).toBe(403)
  expect(reports).toMatchObject([{ valid: false, code: 'scheme' }])
  expect(warn).not.toHaveBeenCalled()
})

test("a TLS proxy's http:// is diagnosed, and the advice cures it", async () => {
  const app = new Hono().post('/voice', callWebhook(), (c) => c.text('ok'))
  expect((await app.fetch(await proxied())).status).toBe(403)
  expect(String(warn.mock.calls[0])).toContain('set publicUrl to "https://example.com"')

  const cured = new Hono().post('/voice', callWebhook({ publicUrl: 'https://example.com' }), (c) =>
    c.text('ok'),
  )
  expect(await (await cured.fetch(await proxied())).text()).toBe('ok')
})

test('only trustProxy believes X-Forwarded-…', async () => {
  for (const [trustProxy, status] of [
    [true, 200],
    [false, 403],
  ] as const) {
    const app = new Hono().post('/voice', callWebhook({ trustProxy }), (c) => c.text('ok'))
    expect((await app.fetch(await proxied())).status).toBe(status)
  }
})

test('a publicUrl that no path can follow is an error at once', () => {
  const options = { publicUrl: 'example.com' }
  const sentence = 'publicUrl "example.com" cannot stand before'
  expect(() => callWebhook(options)).toThrow(sentence)
  expect(() => messageWebhook(options)).toThrow(sentence)
  expect(() => statusWebhook(options)).toThrow(sentence)
  expect(() => verifySignature(options)).toThrow(sentence)
})

describe('the auth token', () => {
  test.each([[''], [[]], [['']]])('given as %j is an error at once', (none) => {
    const options = { authToken: none }
    expect(() => callWebhook(options)).toThrow('TWILIO_AUTH_TOKEN')
    expect(() => messageWebhook(options)).toThrow('TWILIO_AUTH_TOKEN')
    expect(() => statusWebhook(options)).toThrow('TWILIO_AUTH_TOKEN')
    expect(() => verifySignature(options)).toThrow('TWILIO_AUTH_TOKEN')
  })

  test('missing from the environment is an error at the first request, never an open door', async () => {
    vi.stubEnv('TWILIO_AUTH_TOKEN', undefined)
    const errors: unknown[] = []
    const app = new Hono().post('/voice', callWebhook(), (c) => c.text('reached'))
    app.onError((error, c) => {
      errors.push(error.message)
      return c.text('', 500)
    })
    expect((await send(app, '/voice', call)).status).toBe(500)
    expect(errors).toEqual([expect.stringContaining('Set TWILIO_AUTH_TOKEN')])
  })

  test('is taken from the bindings, as on Cloudflare Workers', async () => {
    vi.stubEnv('TWILIO_AUTH_TOKEN', undefined)
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })
    const app = new Hono().post('/voice', callWebhook(), (c) => c.text('ok'))
    const response = await app.fetch(await twilioRequest('/voice', call), {
      TWILIO_AUTH_TOKEN: authToken,
    })
    vi.unstubAllGlobals()
    expect(await response.text()).toBe('ok')
  })

  test('may be found for each account', async () => {
    const tokens = new Map([
      ['AC1', authToken],
      ['AC2', 'e'.repeat(32)],
    ])
    const app = new Hono().post(
      '/voice',
      callWebhook({ authToken: (accountSid = '') => tokens.get(accountSid) }),
      (c) => c.text(c.var.webhook.AccountSid),
    )
    const from = (AccountSid: string, token: string) =>
      send(app, '/voice', { ...call, AccountSid }, { token })
    expect(await (await from('AC1', authToken)).text()).toBe('AC1')
    expect(await (await from('AC2', 'e'.repeat(32))).text()).toBe('AC2')
    expect((await from('AC2', authToken)).status).toBe(403)
    expect((await from('AC3', authToken)).status).toBe(403)
  })

  test('is not needed if validate is false', async () => {
    vi.stubEnv('TWILIO_AUTH_TOKEN', undefined)
    const app = new Hono().post('/voice', callWebhook({ validate: false }), (c) =>
      c.text(c.var.webhook.CallSid),
    )
    const body = new URLSearchParams(call)
    expect(await (await app.request('/voice', { method: 'POST', body })).text()).toBe('CA1')
  })
})

describe('two on one request', () => {
  test('verify once, and the payload has the fields of both', async () => {
    const shared = vi.fn(() => authToken)
    const app = new Hono()
      .use(callWebhook({ authToken: shared }))
      .use(callWebhook({ authToken: shared }))
      .post('/gather', callWebhook({ after: 'Gather' }), (c) =>
        c.json([c.var.webhook.CallSid, c.var.webhook.Confidence]),
      )
    const response = await send(app, '/gather', { ...call, Confidence: '0.5' })
    expect(await response.json()).toEqual(['CA1', 0.5])
    expect(shared).toHaveBeenCalledOnce()
  })

  test('in reverse order keep numbers as numbers', async () => {
    const app = new Hono().post('/gather', callWebhook({ after: 'Gather' }), callWebhook(), (c) =>
      c.json(c.var.webhook.Confidence),
    )
    expect(await (await send(app, '/gather', { ...call, Confidence: '0.5' })).json()).toBe(0.5)
  })

  test('of different kinds have the fields of both', async () => {
    const app = new Hono().post('/both', callWebhook({ after: 'Sms' }), messageWebhook(), (c) =>
      c.json([c.var.webhook.CallSid, c.var.webhook.MessageSid, c.var.webhook.media]),
    )
    const response = await send(app, '/both', { ...call, SmsSid: 'SM1', SmsStatus: 'sending' })
    expect(await response.json()).toEqual(['CA1', 'SM1', []])
  })

  test('verify again if the first did not, or the second has a token of its own', async () => {
    const other = 'e'.repeat(32)
    const unchecked = new Hono()
      .use(callWebhook({ validate: false }))
      .post('/voice', callWebhook(), (c) => c.text(''))
    expect((await send(unchecked, '/voice', call, { token: other })).status).toBe(403)
    expect((await send(unchecked, '/voice', call)).status).toBe(200)

    const stricter = new Hono()
      .use(callWebhook({ authToken: [authToken, other] }))
      .post('/voice', callWebhook({ authToken: other }), (c) => c.text(''))
    expect((await send(stricter, '/voice', call)).status).toBe(403)
    expect((await send(stricter, '/voice', call, { token: other })).status).toBe(200)
  })

  test('keep the output of a schema', async () => {
    const schema = v.object({ Digits: v.pipe(v.string(), v.transform(Number)) })
    const app = new Hono().post(
      '/gather',
      callWebhook({ after: 'Gather', schema }),
      callWebhook(),
      (c) => c.json(c.var.webhook.Digits),
    )
    expect(await (await send(app, '/gather', { ...call, Digits: '12' })).json()).toBe(12)
  })
})

describe('a schema', () => {
  const schema = v.object({ Digits: v.pipe(v.string(), v.length(4)), orderId: v.string() })

  test('narrows the payload and sees custom parameters', async () => {
    const app = new Hono().post('/pin', callWebhook({ after: 'Gather', schema }), (c) =>
      c.json([c.var.webhook.Digits, c.var.webhook.orderId, c.var.webhook.CallSid]),
    )
    const response = await send(app, '/pin', { ...call, Digits: '1234', orderId: '7' })
    expect(await response.json()).toEqual(['1234', '7', 'CA1'])
  })

  test('refuses with a sentence that names the parameters, not their values', async () => {
    const app = new Hono().post('/pin', callWebhook({ after: 'Gather', schema }), (c) => c.text(''))
    const response = await send(app, '/pin', { ...call, Digits: '98765' })
    expect(response.status).toBe(400)
    const text = await response.text()
    expect(text).toBe('The webhook does not fit the schema: see Digits, orderId.')
  })

  test('may send another response', async () => {
    const app = new Hono().post(
      '/pin',
      callWebhook({ after: 'Gather', schema, onIssues: (issues, c) => c.text(`${issues.length}`) }),
      (c) => c.text('reached'),
    )
    expect(await (await send(app, '/pin', call)).text()).toBe('2')
  })

  test('accepts only valid payloads, whichever realm its Response is of', async () => {
    const answer = new Response('see above')
    vi.stubGlobal('Response', class extends Response {})
    const app = new Hono().post(
      '/pin',
      callWebhook({ after: 'Gather', schema, onIssues: () => answer }),
      (c) => c.text('reached'),
    )
    expect(await (await send(app, '/pin', call)).text()).toBe('see above')
  })

  test('may be asynchronous', async () => {
    const later = v.pipeAsync(
      v.object({ From: v.string() }),
      v.checkAsync(async ({ From }) => From !== '+15550001111'),
    )
    const app = new Hono().post('/voice', callWebhook({ schema: later }), (c) => c.text(''))
    expect((await send(app, '/voice', call)).status).toBe(400)
  })
})

describe('a status callback', () => {
  const status = { ...call, CallStatus: 'completed', CallDuration: '3' }

  test('is answered 204 when the handler returns nothing', async () => {
    const seen: unknown[] = []
    const app = new Hono().post('/status', statusWebhook({ kind: 'call' }), async (c) => {
      seen.push(c.var.webhook.CallDuration)
      c.header('X-Seen', '1')
    })
    const response = await send(app, '/status', status)
    expect([response.status, await response.text(), seen]).toEqual([204, '', [3]])
    expect(response.headers.get('X-Seen')).toBe('1')
  })

  test('may get another response from the handler', async () => {
    const app = new Hono().post('/status', statusWebhook(), (c) => c.text(c.var.webhook.kind, 202))
    const response = await send(app, '/status', status)
    expect([response.status, await response.text()]).toEqual([202, 'call'])
  })

  test('whose handler throws is no success', async () => {
    const app = new Hono().post('/status', statusWebhook(), async () => {
      throw new Error('broken')
    })
    app.onError((_, c) => c.text('', 500))
    expect((await send(app, '/status', status)).status).toBe(500)
  })

  test('may be JSON, with its hash in the URL', async () => {
    const app = new Hono().post('/events', statusWebhook(), (c) => {
      const { webhook } = c.var
      return c.json(webhook.kind === 'unknown' && webhook.json)
    })
    const body = '[{"type": "com.twilio.messaging"}]'
    const { default: twilio } = await import('twilio')
    const url = `${origin}/events?bodySHA256=${twilio.getExpectedBodyHash(body)}`
    const signature = await signRequest({ authToken, url, rawBody: body })
    const post = (body: string) =>
      app.request(url, {
        method: 'POST',
        body,
        headers: { 'Content-Type': 'application/json', 'X-Twilio-Signature': signature },
      })
    expect(await (await post(body)).json()).toEqual([{ type: 'com.twilio.messaging' }])
    expect((await post(body.replace(' ', ''))).status).toBe(403)
  })
})

describe('bad input', () => {
  const app = new Hono()
    .post('/voice', callWebhook({ maxSize: 1000 }), (c) => c.text('reached'))
    .get('/voice', callWebhook(), (c) => c.text('reached'))
    .post('/large', callWebhook(), (c) => c.text('reached'))
  app.onError((error, c) => c.text(error.message, 500))
  const form = 'application/x-www-form-urlencoded'

  test.each([
    ['multipart/form-data; boundary=x', '--x--', 'The body is multipart/form-data: Twilio sends'],
    ['text/plain', 'a=b', 'The body is text/plain: Twilio sends'],
    ['<script>', 'a=b', 'The body is of another type: Twilio sends'],
    [form, 'a=%zz', 'The form is malformed: a % must'],
    [form, '&&&===&', 'The form is malformed: a parameter has no name'],
    [form, '=&a=1', 'The form is malformed: a parameter has no name'],
    [form, 'a=%2', 'The form is malformed: a % must'],
    ['', 'a=b', 'The body is of another type: Twilio sends'],
  ])('a body of %j, %j is 400 with a sentence', async (type, body, sentence) => {
    const response = await send(app, '/voice', call, { body, headers: { 'Content-Type': type } })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(sentence)
  })

  test.each(['AccountSid', 'CallSid'] as const)('without %s is 400', async (name) => {
    const { [name]: _left, ...rest } = call
    for (const method of ['GET', 'POST'] as const) {
      const response = await send(app, '/voice', rest, { method })
      expect(response.status).toBe(400)
      expect(await response.text()).toContain(`no ${name}`)
    }
  })

  test('a POST without a body and without a type is an empty form', async () => {
    const signature = await signRequest({ authToken, url: `${origin}/voice`, params: {} })
    const response = await app.request(`${origin}/voice`, {
      method: 'POST',
      headers: { 'X-Twilio-Signature': signature },
    })
    expect(await response.text()).toContain('no AccountSid')
  })

  test('a JSON body for a call is refused', async () => {
    const response = await send(app, '/voice', call, {
      body: JSON.stringify(call),
      headers: { 'Content-Type': 'application/json' },
    })
    expect(response.status).toBe(403)
  })

  test('a body over the limit is refused before it is parsed, by its length', async () => {
    const big = { ...call, Digits: 'x'.repeat(1000) }
    const response = await send(app, '/voice', big, { headers: { 'Content-Length': '1100' } })
    expect(response.status).toBe(413)
    expect(await response.text()).toContain('1000 bytes')
  })

  test.each<Record<string, string>>([{}, { 'Content-Length': '5' }])(
    'or by its bytes, where the length is not told or a lie: %j',
    async (headers) => {
      const big = { ...call, Digits: 'x'.repeat(1000) }
      expect((await send(app, '/voice', big, { headers })).status).toBe(413)
    },
  )

  test('an endless body is not read to its end', async () => {
    let pulled = 0
    const body = new ReadableStream({
      pull(controller) {
        pulled++
        controller.enqueue(new TextEncoder().encode('a=b&'.repeat(100)))
      },
    })
    expect((await send(app, '/voice', call, { body })).status).toBe(413)
    expect(pulled).toBeLessThan(10)
  })

  test("a body as large as Twilio's largest is accepted", async () => {
    const large = { ...call, Payload: 'x'.repeat(1_000_000) }
    expect(await (await send(app, '/large', large)).text()).toBe('reached')
    const tooLarge = { ...call, Payload: 'x'.repeat(1_048_576) }
    expect((await send(app, '/large', tooLarge)).status).toBe(413)
  })

  test('a streamed body within the limit is read whole', async () => {
    const text = String(new URLSearchParams(call))
    const body = new Blob([text]).stream()
    expect(await (await send(app, '/voice', call, { body })).text()).toBe('reached')
  })

  test('__proto__ and invalid UTF-8 are harmless', async () => {
    const params = { ...call, ['__proto__']: 'x', constructor: 'y' }
    expect(await (await send(app, '/large', params)).text()).toBe('reached')
    for (const body of ['%FF=%C3', '\ufffd', '&&&a===&', '__proto__[a]=b'])
      expect((await send(app, '/large', call, { body })).status).toBe(403)
  })

  test.each(['GET', 'POST'] as const)(
    'a %s of more than two thousand parameters is 413 and one line, unless an option allows them',
    async (method) => {
      const most = 2000
      const limited = new Hono()
        .on(method, '/voice', callWebhook(), (c) => c.text('reached'))
        .on(method, '/more', callWebhook({ maxParameters: most + 1 }), (c) => c.text('reached'))
      const of = (count: number) =>
        Object.fromEntries([
          ...Object.entries(call),
          ...Array.from({ length: count - 4 }, (_, i) => [`p${i}`, 'Digits']),
        ]) as Record<string, string>
      expect((await send(limited, '/voice', of(most), { method })).status).toBe(200)
      expect((await send(limited, '/more', of(most + 1), { method })).status).toBe(200)
      expect(warn).not.toHaveBeenCalled()
      const response = await send(limited, '/voice', of(most + 1), { method })
      expect([response.status, await response.text()]).toEqual([
        413,
        'The request has more than 2000 parameters.',
      ])
      expect(warn).toHaveBeenCalledOnce()
      expect(String(warn.mock.calls[0])).toContain('(maxParameters)')
    },
  )
})

describe.each([
  ['the Hono that is installed', Hono, validator],
  // The lowest version of the peer range. The two differ in private fields only, but types compare those by name.
  [
    'the lowest Hono',
    LowestHono as unknown as typeof Hono,
    lowestValidator as unknown as typeof validator,
  ],
])('with %s', (_, Hono, validator) => {
  test('later readers still see the body', async () => {
    const app = new Hono()
      .use(messageWebhook())
      .post('/text', async (c) => c.text(await c.req.text()))
      .post('/parse', async (c) => c.text(String((await c.req.parseBody())['Body'])))
      .post('/form', async (c) => c.text(String((await c.req.formData()).get('Body'))))
      .post('/bytes', async (c) => c.body(await c.req.arrayBuffer()))
      .post(
        '/validator',
        validator('form', (form) => form),
        (c) => c.text(String(c.req.valid('form')['Body'])),
      )
    const body = String(new URLSearchParams(message))
    for (const [path, expected] of Object.entries({
      text: body,
      parse: 'hi',
      form: 'hi',
      bytes: body,
      validator: 'hi',
    }))
      expect(await (await send(app, `/${path}`, message)).text(), path).toBe(expected)
  })

  test('earlier readers of the whole body are harmless', async () => {
    const app = new Hono()
      .use('/text', async (c, next) => void (await c.req.text(), await next()))
      .use('/bytes', async (c, next) => void (await c.req.arrayBuffer(), await next()))
      .use('/parse', async (c, next) => void (await c.req.parseBody(), await next()))
      .use(
        '/validator',
        validator('form', (form) => form),
      )
      .post('*', messageWebhook(), (c) => c.text(c.var.webhook.Body))
    for (const path of ['text', 'bytes', 'parse', 'validator'])
      expect(await (await send(app, `/${path}`, message)).text(), path).toBe('hi')
  })

  test('formData() before us destroys the signed bytes, as the error says', async () => {
    const app = new Hono()
      .use('/form', async (c, next) => void (await c.req.formData(), await next()))
      .use('/raw', async (c, next) => void (await c.req.raw.text(), await next()))
      .post('*', messageWebhook(), (c) => c.text(c.var.webhook.Body))
    app.onError((error, c) => c.text(error.message, 500))
    for (const path of ['form', 'raw']) {
      const response = await send(app, `/${path}`, message)
      expect(response.status).toBe(500)
      expect(await response.text()).toContain('Put the webhook middleware first')
    }
  })
})
