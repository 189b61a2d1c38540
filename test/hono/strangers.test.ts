/**
 * @module
 * Requests that are not Twilio's cost next to nothing, and one captured signature allows nothing else.
 */
import { once } from 'node:events'
import { connect, createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import {
  callWebhook,
  messageWebhook,
  type SignatureOptions,
  statusWebhook,
  verifySignature,
} from 'twimlx/hono'
import { type InvalidSignature, parseStatus, signRequest, validateSignature } from 'twimlx/webhook'
import { afterEach, describe, expect, test, vi } from 'vitest'

const { getExpectedBodyHash, getExpectedTwilioSignature } =
  await import('twilio/lib/webhooks/webhooks.js')

const authToken = '0123456789abcdef0123456789abcdef'
const url = 'https://example.com/twilio'
const FORM = 'application/x-www-form-urlencoded'
const wellFormed = `${'A'.repeat(27)}=`

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
afterEach(() => void warn.mockClear())

describe('a body is not read', () => {
  /** Posts a body. Returns the status, and how much of the body was read. */
  const post = async (headers: Record<string, string>, options: SignatureOptions = {}) => {
    let pulled = 0
    const body = new ReadableStream(
      {
        pull(controller) {
          pulled++
          controller.enqueue(new TextEncoder().encode('a='.repeat(500)))
          if (pulled === 100) controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const app = new Hono().post('*', messageWebhook({ authToken, ...options }), (c) => c.text('in'))
    const init = {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'Content-Type': FORM, ...headers },
    }
    const response = await app.request(url, init as RequestInit)
    return { status: response.status, text: await response.text(), pulled }
  }

  test.each<[string, Record<string, string>]>([
    ['without a signature', {}],
    ['with an empty one', { 'X-Twilio-Signature': '' }],
    ['with one that was made up', { 'X-Twilio-Signature': 'let me in' }],
    ['with two', { 'X-Twilio-Signature': `${wellFormed}, ${wellFormed}` }],
    ['with one of an HMAC-SHA256 and no key', { 'X-Twilio-Signature': `${'A'.repeat(43)}=` }],
    [
      'with settings that make no sense',
      { 'X-Twilio-Signature': wellFormed, 'X-Twilio-Webhooks-Signature-Settings': 'none' },
    ],
    ['with a JSON body', { 'Content-Type': 'application/json' }],
    ['with another body', { 'Content-Type': 'multipart/form-data; boundary=x' }],
  ])('%s', async (_, headers) => {
    expect(await post(headers)).toEqual({ status: 403, text: 'Forbidden', pulled: 0 })
    expect(warn).toHaveBeenCalledOnce()
  })

  test('beyond the limit with a well-formed signature', async () => {
    const { status, pulled } = await post({ 'X-Twilio-Signature': wellFormed }, { maxSize: 4000 })
    expect(status).toBe(413)
    expect(pulled).toBeLessThan(7)
    expect((await post({ 'X-Twilio-Signature': wellFormed })).pulled).toBe(100)
  })
})

describe('the log hides phone numbers in a path', () => {
  test.each([
    ['/to/+14155550123', '/to/+1…'],
    ['/to/%2B1%20415%20555%200123/x', '/to/%2B1…/x'],
    ['/to/415-555-0123', '/to/4…'],
    ['/to/(415)5550123', '/to/(4…'],
    ['/card/4111222233334444', '/card/4…'],
    ['/to/415.555.0123', '/to/4…'],
    ['/_14155550123', '/_1…'],
    ['/?+14155550123=1', '/?+1…=…'],
    ['/v1.2.3/2026-11-27?at=1', '/v1.2.3/2026-11-27?at=…'],
    ['/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef', undefined],
    ['/orders/123456', undefined],
  ])('%s', async (path, shown = path) => {
    const app = new Hono().post('*', messageWebhook({ authToken }), (c) => c.text('in'))
    // The address of a host is none of those numbers.
    await app.request(`https://192.168.100.200${path}`, { method: 'POST' })
    expect(warn.mock.lastCall?.[0]).toContain(`refused POST https://192.168.100.200${shown}: `)
  })
})

describe('one captured signature admits no other request', () => {
  const form = {
    AccountSid: 'AC1',
    ApiVersion: '2010-04-01',
    Body: 'Z"}{"type":"com.twilio.evil","data":{"amount":1000000},"tail":"',
    MessageSid: 'SM1',
    To: '+15550100222',
    ToCountry: 'US',
  }
  const json = '{"type":"com.twilio.real"}'
  const formText = String(new URLSearchParams(form))
  const flat = Object.entries(form).flat().join('')
  // The characters of the signed text, cut and reordered, are JSON.
  const cut = flat.indexOf('}{') + 1
  const encode = (text: string) => text.replaceAll(/[%+&=]/g, encodeURIComponent)
  const recut = `${encode(flat.slice(cut))}&${encode(flat.slice(0, cut))}`
  expect(JSON.parse(recut)).toMatchObject({ type: 'com.twilio.evil' })

  const hashed = `${url}?bodySHA256=${getExpectedBodyHash(json)}`
  const query = `${url}?${formText}`
  const captured = [
    { of: 'a form', url, signature: getExpectedTwilioSignature(authToken, url, form) },
    {
      of: 'a JSON body',
      url: hashed,
      signature: getExpectedTwilioSignature(authToken, hashed, {}),
    },
    { of: 'a GET', url: query, signature: getExpectedTwilioSignature(authToken, query, {}) },
  ]
  const types = [
    undefined,
    '',
    FORM,
    `${FORM}; charset=UTF-8`,
    `${FORM}, application/json`,
    `application/json, ${FORM}`,
    'application/json',
    'APPLICATION/JSON; charset=utf-8',
    'application/vnd.api+json',
    'text/json',
    'text/plain',
    'multipart/form-data; boundary=x',
  ]
  const bodies = [
    undefined,
    '',
    formText,
    json,
    recut,
    `\ufeff${recut}`,
    ` ${json}`,
    `${formText}&Body=2`,
  ]
  /** True if all of a body is signed. */
  const isSigned = (of: string, type: string | undefined, body = '') =>
    of === 'a form'
      ? /^application\/x-www-form-urlencoded(;.*)?$/i.test(type ?? '') && body === formText
      : of === 'a JSON body'
        ? body === json
        : body === ''

  test.each(captured)(
    'of $of, by any method, type and body in Hono',
    async ({ of, url, signature }) => {
      const read: string[] = []
      const app = new Hono().all(
        '*',
        verifySignature({ authToken, onInvalid: () => {} }),
        statusWebhook({ authToken, onInvalid: () => {} }),
        async (c) => c.text(await c.req.text()),
      )
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'QUERY'])
        for (const type of types)
          for (const body of bodies) {
            const isGet = method === 'GET' || method === 'HEAD'
            const headers = {
              'X-Twilio-Signature': signature,
              ...(type !== undefined && { 'Content-Type': type }),
              // A `Request` has no body with a GET, but on the wire there may be one.
              ...(isGet && body && { 'Content-Length': `${body.length}` }),
            }
            const init = { method, headers, ...(!isGet && body !== undefined && { body }) }
            const response = await app.request(url, init)
            if (response.status >= 400) continue
            const what = `${method} ${type} ${body}`
            read.push(what)
            expect(isGet ? !body : isSigned(of, type, await response.text()), what).toBe(true)
          }

      expect(read.length).toBeGreaterThan(0)
    },
  )

  test.each(captured)('of $of, in validateSignature', async ({ of, url, signature }) => {
    let valid = 0
    for (const method of [undefined, 'GET', 'head', 'POST', 'PUT'])
      for (const type of types)
        for (const body of bodies) {
          const headers = type === undefined ? {} : { 'Content-Type': type }
          for (const content of [
            { rawBody: body },
            body !== undefined && { rawBody: new TextEncoder().encode(body) },
            body !== undefined && { params: body },
            // Parsed as a form, the cut text has the same signed text, but is not JSON any more.
            body !== undefined && !body.endsWith(recut) && { params: new URLSearchParams(body) },
          ]) {
            if (!content) continue
            const request = { authToken, url, method, signature, headers, ...content }
            const report = await validateSignature(
              request as Parameters<typeof validateSignature>[0],
            )
            if (!report.valid) continue
            valid++
            const what = `${method} ${type} ${JSON.stringify(content)}`
            const isForm = type === undefined || type.startsWith(FORM)
            const passes =
              /^(get|head)$/i.test(method ?? '') || of === 'a GET'
                ? !body
                : of === 'a form'
                  ? isForm && body === formText
                  : body === json && 'rawBody' in content
            expect(passes, what).toBe(true)
          }
        }

    expect(valid).toBeGreaterThan(0)
  })

  test('with a parameter that is not text, from a parser of nested forms or of JSON', async () => {
    const params = { ...form, Body: '[object Object]' }
    const signature = await signRequest({ authToken, url, params })
    const check = (params: unknown) =>
      validateSignature({ authToken, url, signature, params: params as Record<string, string> })
    expect((await check(params)).valid).toBe(true)
    for (const Body of [{ $gt: '' }, [{}], 5, null]) {
      const report = await check({ ...params, Body })
      expect(report).toMatchObject({ valid: false, code: 'body' })
      expect(report.reason).toContain('express.urlencoded({ extended: false })')
    }
  })

  test('a GET with a body is refused with advice to leave it out', async () => {
    const signature = await signRequest({ authToken, url, method: 'GET' })
    const check = { authToken, url, method: 'GET', signature }
    expect(await validateSignature({ ...check, rawBody: '', params: {} })).toMatchObject({
      valid: true,
    })
    for (const [more, word] of [
      [{ rawBody: 'Body=forged' }, 'has a body'],
      [{ params: { Body: 'forged' } }, 'has params'],
    ] as const) {
      const report = await validateSignature({ ...check, ...more })
      expect(report).toMatchObject({ valid: false, code: 'body' })
      expect(report.reason).toContain(word)
    }
  })

  test('a GET’s body that no header tells of, as over HTTP/2, does not come along', async () => {
    const app = new Hono().get('/menu', verifySignature({ authToken }), async (c) =>
      c.text(`in with ${JSON.stringify(await c.req.text())}`),
    )
    const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/menu?CallSid=CA1`
    const signature = await signRequest({ authToken, url, method: 'GET' })
    const client = connect(url)
    const path = '/menu?CallSid=CA1'
    const ask = async (body: string) => {
      const stream = client.request(
        { ':path': path, 'x-twilio-signature': signature, 'content-type': FORM },
        { endStream: false },
      )
      stream.setEncoding('utf8').end(body)
      return Readable.from(stream).reduce((text: string, chunk: string) => text + chunk, '')
    }
    expect(await ask('')).toBe('in with ""')
    expect(await ask('CallSid=CA2')).not.toContain('CA2')
    client.close()
    server.close()

    // Workers hand such a body over.
    const request = new Request(url, { headers: { 'X-Twilio-Signature': signature } })
    Object.defineProperty(request, 'body', { value: new Response('CallSid=CA2').body })
    expect((await app.fetch(request)).status).toBe(400)
  })

  test('on a GET bodySHA256 is a parameter like any other', async () => {
    const url = 'https://example.com/bundle?bodySHA256=abc&bodySHA256=def&Status=approved'
    const signature = await signRequest({ authToken, url, method: 'GET' })
    expect(await validateSignature({ authToken, url, method: 'GET', signature })).toMatchObject({
      valid: true,
    })
  })
})

describe('of two middlewares', () => {
  const signedPath = '/menu?AccountSid=AC1&CallSid=CA1&Digits=1'
  const signed = `https://example.com${signedPath}`
  const ask = async (app: Hono, path = `${signedPath}&Digits=9&Evil=1`) =>
    app.request(path, {
      headers: {
        'X-Twilio-Signature': await signRequest({ authToken, url: signed, method: 'GET' }),
      },
    })
  const quiet = { authToken, onInvalid: () => {} }
  const fixed = { ...quiet, publicUrl: () => signed }

  test('the inner one takes no parameter from a URL that only an unchecked outer one saw', async () => {
    const app = new Hono()
    app.get(
      '/menu',
      callWebhook({ validate: false }),
      callWebhook({ ...fixed, after: 'Gather' }),
      (c) => c.json({ ...c.var.webhook, params: String(c.var.webhook.params) }),
    )
    const payload = (await (await ask(app)).json()) as Record<string, string>
    expect(payload).toMatchObject({ Digits: '1', params: new URL(signed).search.slice(1) })
    expect(payload).not.toHaveProperty('Evil')
  })

  test.each<[string, SignatureOptions]>([
    ['is not checked', { validate: false }],
    ['has a URL of its own', { ...quiet, publicUrl: 'https://other.example' }],
    ['has none', {}],
  ])('an inner one that %s takes those of the verified URL', async (_, inner) => {
    const app = new Hono()
    app.get('/menu', verifySignature(fixed), callWebhook({ ...inner, after: 'Gather' }), (c) =>
      c.json({ ...c.var.webhook }),
    )
    const response = await ask(app)
    const payload = (await response.json()) as Record<string, string>
    expect(payload).toMatchObject({ Digits: '1' })
    expect(payload).not.toHaveProperty('Evil')
  })

  test("the outer one's fields are read again from the body that the inner one verified", async () => {
    const app = new Hono()
    app.post('/both', callWebhook({ validate: false }), messageWebhook(quiet), (c) =>
      c.json([c.var.webhook.CallSid, c.var.webhook.MessageSid, c.var.webhook.media]),
    )
    const params = { AccountSid: 'AC1', CallSid: 'CA1', SmsSid: 'SM1' }
    const signature = await signRequest({ authToken, url: 'https://example.com/both', params })
    const response = await app.request('https://example.com/both', {
      method: 'POST',
      body: new URLSearchParams(params),
      headers: { 'X-Twilio-Signature': signature },
    })
    expect(await response.json()).toEqual(['CA1', 'SM1', []])
  })
})

describe('mistakes of an app are reported', () => {
  const params = { AccountSid: 'AC1' }
  const reportOf = async (authToken: never, signature?: string) =>
    validateSignature({
      authToken,
      url,
      params,
      signature: signature ?? (await signRequest({ authToken: 'token', url, params })),
    })

  test.each(['token\n', 'token\r\n', ' token', 'token\u00a0'])('a token of %j', async (token) => {
    const report = await reportOf(token as never)
    expect(report).toMatchObject({ valid: false, code: 'credential' })
    expect(report.reason).toContain('the auth token begins or ends with a blank or a line break')
  })

  test.each([[5], [{ token: 'token' }], [[5]], [new Map()], [Buffer.from('token')], [true], [' ']])(
    'an authToken function that gives %o',
    async (found) => {
      const report = await reportOf((() => found) as never)
      expect(report).toMatchObject({ valid: false, code: 'no-auth-token' })
      expect(report.reason).toContain('which is not a token: return the token as text')
    },
  )

  test.each([[{ AccountSid: 'AC1' }], [5], [[params]], [true]])(
    'a rawBody of %o, which some parser made',
    async (rawBody) => {
      const signature = await signRequest({ authToken: 'token', url, params })
      const report = await validateSignature({
        authToken: 'token',
        url,
        signature,
        rawBody: rawBody as never,
      })
      expect(report).toMatchObject({ valid: false, code: 'body' })
      expect(report.reason).toContain('the text or the bytes as received')
    },
  )

  test('null, where a framework has no body and no header', async () => {
    const signature = await signRequest({ authToken: 'token', url, params: {} })
    const none = { rawBody: null as never, params: null as never }
    const check = { authToken: 'token', url, ...none }
    expect(await validateSignature({ ...check, signature })).toMatchObject({ valid: true })
    expect(await validateSignature({ ...check, signature: null })).toMatchObject({
      code: 'missing-header',
    })
    // Express gives a list for a header that it takes for one that may come twice.
    expect(await validateSignature({ ...check, signature: [signature] as never })).toMatchObject({
      code: 'malformed-header',
    })
  })

  test('a parameter called json is no JSON body', async () => {
    const status = parseStatus('AccountSid=AC1&EventType=new&json=%7B%7D')
    expect(status.kind === 'unknown' && status.json).toBe(undefined)
    expect(status.params.get('json')).toBe('{}')
    const app = new Hono().post('*', statusWebhook({ validate: false }), (c) => {
      const { webhook } = c.var
      return c.json(webhook.kind === 'unknown' && (webhook.json ?? 'none'))
    })
    const body = new URLSearchParams('json=[1]')
    expect(await (await app.request('/', { method: 'POST', body })).json()).toBe('none')
  })
})

describe('no line of our log reveals private data or begins another line', () => {
  const phone = '+15550100111'
  const secrets = {
    Body: 'my diagnosis',
    Digits: '4929123412341234',
    SpeechResult: 'my mother’s name',
    PaymentCardNumber: '4929123412341234',
    From: phone,
    To: '15550100222',
  }
  const paths = [
    `/sms/${phone}`,
    `/sms/%2B15550100111/x`,
    '/sms/15550100111',
    `/sms?From=${encodeURIComponent(phone)}&${phone}`,
    '/sms%0Aforged',
    '/sms?a%0Ab=1',
  ]

  test.each(paths)('%s', async (path) => {
    const reports: InvalidSignature[] = []
    const posts = [
      messageWebhook({ authToken }),
      messageWebhook({ authToken, onInvalid: (report) => void reports.push(report) }),
      messageWebhook({ authToken, maxParameters: 2 }),
    ]
    for (const middleware of posts) {
      const app = new Hono().post('*', middleware, (c) => c.text(''))
      const headers = { 'X-Twilio-Signature': wellFormed, 'X-Forwarded-Host': 'a\tb' }
      const body = new URLSearchParams(secrets)
      await app.request(`https://example.com${path}`, { method: 'POST', body, headers })
    }
    const lines = [...warn.mock.calls.flat(), JSON.stringify(reports)].map(String)
    expect(lines).toHaveLength(3)
    for (const line of lines) {
      for (const value of Object.values(secrets)) expect(line).not.toContain(value)
      expect(line).not.toContain('5550100')
      expect(line).not.toMatch(/[\n\r\u001b\u2028]/)
    }
  })

  test("a URL in the app's own spelling is escaped", async () => {
    const odd = 'https://example.com/a\nb\u001b[2J\u202e?c\nd=1'
    const { reason, tried } = (await validateSignature({
      authToken,
      url: odd,
      params: {},
      signature: wellFormed,
    })) as InvalidSignature
    for (const shown of [reason, ...tried]) expect(shown).not.toMatch(/[\n\u001b\u202e]/)

    expect(reason).toContain('https://example.com/a\\nb\\u001b[2J\\u202e?c\\nd=…')
  })
})
