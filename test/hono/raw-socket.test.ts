/**
 * Requests of an attacker with one captured signature, byte by byte over a socket: nothing unsigned reaches a handler.
 */
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { messageWebhook } from 'twimlx/hono'
import { signRequest, type WebhookEvent } from 'twimlx/webhook'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { authToken } from './twilio.ts'

const params = { AccountSid: 'AC1', MessageSid: 'SM1', From: '+15550001111', Body: 'signed' }
const form = String(new URLSearchParams(params))
const FORM = 'application/x-www-form-urlencoded'

/** The content that reached the handler. */
const reached: { body: string; params: string }[] = []
const app = new Hono().all('*', messageWebhook({ authToken, onInvalid: () => {} }), (c) => {
  reached.push({ body: c.var.webhook.Body, params: String(c.var.webhook.params) })
  return c.text('ok')
})

let server: Server
let host: string
let signature: string
beforeAll(async () => {
  server = createServer(getRequestListener(app.fetch))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  signature = await signRequest({ authToken, url: `http://${host}/sms`, params })
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => void (reached.length = 0))

/** Sends bytes, and resolves to everything received until the server ends the connection. */
const raw = (bytes: string) =>
  new Promise<string>((resolve) => {
    let answer = ''
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk))
    // A server may reset the connection of a request that it refuses.
    socket.on('error', () => {}).on('close', () => resolve(answer))
    socket.write(bytes, 'latin1')
  })

interface Parts {
  line?: string
  host?: string[]
  signature?: string[]
  type?: string[]
  length?: string[]
  more?: string[]
  body?: string
}

/** The genuine request, with some parts replaced. */
const request = (parts: Parts = {}): string => {
  const body = parts.body ?? form
  const lines = [
    parts.line ?? 'POST /sms HTTP/1.1',
    ...(parts.host ?? [host]).map((value) => `Host: ${value}`),
    ...(parts.signature ?? [signature]).map((value) => `X-Twilio-Signature: ${value}`),
    ...(parts.type ?? [FORM]).map((value) => `Content-Type: ${value}`),
    ...(parts.length ?? [String(body.length)]).map((value) => `Content-Length: ${value}`),
    ...(parts.more ?? []),
    'Connection: close',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

const genuine = async () => {
  expect(await raw(request())).toMatch(/^HTTP\/1\.1 200 /)
  expect(reached).toEqual([{ body: 'signed', params: form }])
}

test('the genuine request reaches the handler', genuine)

const evil = 'evil.example'
const forged = (body: string): Parts => ({ body })
const chunked = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
const other = `Body=stolen&AccountSid=AC1`

describe.each<[string, () => Record<string, Parts>]>([
  [
    'parameters',
    () => ({
      changed: forged(form.replace('signed', 'stolen')),
      added: forged(`${form}&Admin=1`),
      'twice, the forged first': forged(`Body=stolen&${form}`),
      'twice, the forged last': forged(`${form}&Body=stolen`),
      'left out': forged('Body=signed'),
      'moved from one into the next': forged(form.replace('&Body=signed', '%2BBodysigned')),
      'in the query beside the body': { line: 'POST /sms?Body=stolen HTTP/1.1' },
      'in the query instead of the body': {
        line: `POST /sms?${form} HTTP/1.1`,
        body: '',
      },
      none: forged(''),
      'with a broken escape': forged(`${form}&x=%zz`),
    }),
  ],
  [
    'signatures',
    () => ({
      missing: { signature: [] },
      empty: { signature: [''] },
      'of the right form': { signature: [`${'A'.repeat(27)}=`] },
      'cut short': { signature: [signature.slice(0, -4)] },
      'in another alphabet': { signature: [signature.replace(/[a-z]/, '-')] },
      'twice, the forged first': { signature: [`${'A'.repeat(27)}=`, signature] },
      'twice, the genuine first': { signature: [signature, `${'A'.repeat(27)}=`] },
      'joined by a comma': { signature: [`${signature},${signature}`] },
      'in another header': { signature: [], more: [`X-Twilio-Signature-: ${signature}`] },
      'with a NUL': { signature: [`${signature}\0`] },
      'folded onto a second line': { signature: [`\r\n ${'A'.repeat(27)}=`] },
      'as a query parameter': {
        signature: [],
        line: `POST /sms?X-Twilio-Signature=${encodeURIComponent(signature)} HTTP/1.1`,
      },
    }),
  ],
  [
    'hosts',
    () => ({
      another: { host: [evil] },
      missing: { host: [] },
      empty: { host: [''] },
      'two, the forged first': { host: [evil, host] },
      'with a user': { host: [`${host}@${evil}`] },
      'with a path': { host: [`${host}/sms?`] },
      'with a fragment': { host: [`${evil}#${host}`] },
      'with a blank': { host: [`${host} ${evil}`] },
      'joined by a comma': { host: [`${host}, ${evil}`] },
      'without its port': { host: ['127.0.0.1'] },
    }),
  ],
  [
    'targets',
    () => ({
      'of another host, absolute': { line: `POST http://${evil}/sms HTTP/1.1` },
      'of another scheme, absolute': { line: `POST https://${host}/sms HTTP/1.1` },
      'of another path': { line: 'POST /admin HTTP/1.1' },
      'with a query': { line: 'POST /sms?x=1 HTTP/1.1' },
      'with a fragment': { line: 'POST /sms#x HTTP/1.1' },
      'with two slashes': { line: 'POST //sms HTTP/1.1' },
      'of another host, by two slashes': { line: `POST //${evil}/sms HTTP/1.1` },
      'with a user': { line: `POST http://${host}@${evil}/sms HTTP/1.1` },
      'with an escape': { line: 'POST /%73ms HTTP/1.1' },
      'with a trailing slash': { line: 'POST /sms/ HTTP/1.1' },
      'that is a star': { line: 'POST * HTTP/1.1' },
    }),
  ],
  [
    'methods',
    () => ({
      'GET with the body': { line: 'GET /sms HTTP/1.1' },
      'GET with the parameters in the query': { line: `GET /sms?${form} HTTP/1.1`, body: '' },
      HEAD: { line: 'HEAD /sms HTTP/1.1' },
      'overridden by a header': {
        line: `GET /sms?${form} HTTP/1.1`,
        body: '',
        more: ['X-HTTP-Method-Override: POST', 'X-Method-Override: POST'],
      },
      'overridden by a parameter': forged(`${form}&_method=PUT`),
      'in lower case': { line: 'post /sms HTTP/1.1' },
    }),
  ],
  [
    'content types',
    () => ({
      missing: { type: [] },
      JSON: { type: ['application/json'], body: JSON.stringify({ ...params, Body: 'stolen' }) },
      'JSON that says the form': { type: ['application/json'] },
      text: { type: ['text/plain'] },
      multipart: {
        type: ['multipart/form-data; boundary=x'],
        body: '--x\r\nContent-Disposition: form-data; name="Body"\r\n\r\nstolen\r\n--x--\r\n',
      },
      'two, joined': { type: [`${FORM}, application/json`] },
      'another charset, which changes nothing': { type: [`${FORM}; charset=utf-7`], body: other },
    }),
  ],
  [
    'forwarding headers, which this app does not trust',
    () => ({
      'a host': { host: [evil], more: [`X-Forwarded-Host: ${host}`] },
      'a standard one': { host: [evil], more: [`Forwarded: host=${host};proto=http`] },
      'a path': {
        line: 'POST /admin HTTP/1.1',
        more: ['X-Original-URL: /sms', 'X-Rewrite-URL: /sms'],
      },
    }),
  ],
  [
    'lengths',
    () => ({
      'two that differ': { length: [String(form.length), '0'] },
      'joined by a comma': { length: [`${form.length}, 0`] },
      'with a sign': { length: [`+${form.length}`] },
      negative: { length: ['-1'] },
      'beside chunks': { more: ['Transfer-Encoding: chunked'], body: chunked(other) },
      'of chunks with other parameters': {
        length: [],
        more: ['Transfer-Encoding: chunked'],
        body: chunked(other),
      },
      'of an unknown coding': {
        length: [],
        more: ['Transfer-Encoding: x, chunked'],
        body: chunked(other),
      },
      'too short, a second request behind': {
        length: [String(form.length)],
        body: `${form.replace('signed', 'stolen')}POST /sms HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      },
    }),
  ],
])('%s', (_, attacks) => {
  test('reaches no handler, and the app keeps running', async () => {
    for (const [name, parts] of Object.entries(attacks())) {
      const answer = await raw(request(parts))
      expect(answer, name).not.toMatch(/^HTTP\/1\.1 2/)
      // The answer tells a stranger nothing of the request.
      expect(answer, name).not.toContain('stolen')
      expect(reached, name).toEqual([])
    }
    await genuine()
  })
})

describe('a body that is cut off', () => {
  const told: unknown[] = []
  const events: WebhookEvent[] = []
  let heard: (() => void) | undefined
  const strict = new Hono()
    .all(
      '*',
      messageWebhook({
        authToken,
        onInvalid: (report) => void told.push(report),
        onWebhook(event) {
          events.push(event)
          heard?.()
        },
      }),
      (c) => c.text(`reached ${told.push('handler')}`),
    )
    .onError((error, c) => c.text(`error ${told.push(error)}`, 500))
  let cutting: Server
  beforeAll(async () => {
    cutting = createServer(getRequestListener(strict.fetch))
    await new Promise<void>((resolve) => cutting.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    cutting.closeAllConnections()
    cutting.close()
  })

  const half = form.slice(0, form.length / 2)
  const chunks = ['Transfer-Encoding: chunked']
  const cut: Record<string, Parts> = {
    'at its half': { length: [String(form.length)], body: half },
    'before it begins': { length: [String(form.length)], body: '' },
    'of a megabyte': { length: ['1000000'], body: `Body=${'x'.repeat(100_000)}` },
    'of JSON': { type: ['application/json'], length: ['1000'], body: '{"type":' },
    'of no type': { type: [], length: ['1000'], body: half },
    'between chunks': { length: [], more: chunks, body: `5\r\nBody=\r\n` },
    'within a chunk': { length: [], more: chunks, body: `ff\r\n${half}` },
    'with a chunk that is none': { length: [], more: chunks, body: `5\r\nBody=\r\nzz\r\n` },
  }

  test.each(Object.entries(cut))('%s is refused, and fills no log', async (_, parts) => {
    told.length = events.length = 0
    const spies = (['error', 'warn', 'log'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...line) => void told.push(line)),
    )
    const answered = new Promise<void>((resolve) => (heard = resolve))
    const socket = connect((cutting.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => {}).resume()
    // The signature has the right form but is made up, so it is refused before the body is read.
    socket.write(request({ signature: [`${'A'.repeat(27)}=`], ...parts }), 'latin1', () =>
      setImmediate(() => socket.resetAndDestroy()),
    )
    await answered
    expect(events).toMatchObject([{ outcome: 'refused', refusal: 'malformed', status: 400 }])
    expect(told).toEqual([])
    for (const spy of spies) spy.mockRestore()
  })
})

test('a captured GET carries no body', async () => {
  const target = `/sms?${form}`
  const url = `http://${host}${target}`
  const captured = [await signRequest({ authToken, url, method: 'GET' })]
  const get: Parts = { line: `GET ${target} HTTP/1.1`, signature: captured, type: [] }
  expect(await raw(request({ ...get, length: [], body: '' }))).toMatch(/^HTTP\/1\.1 200 /)
  expect(reached).toHaveLength(1)
  for (const parts of [
    { body: other },
    { body: other, type: [FORM] },
    { body: '{"Body":"stolen"}', type: ['application/json'] },
    { body: chunked(other), length: [], more: ['Transfer-Encoding: chunked'], type: [FORM] },
  ]) {
    expect(await raw(request({ ...get, ...parts }))).toMatch(/^HTTP\/1\.1 4/)
    expect(reached).toHaveLength(1)
  }
})

test('forwarding headers and a second host do not change a genuine request', async () => {
  const more = [`X-Forwarded-Host: ${evil}`, 'X-Forwarded-Proto: https', `Forwarded: host=${evil}`]
  // Node takes the first of two hosts, which is the signed one.
  for (const parts of [{ more }, { host: [host, evil] }]) {
    reached.length = 0
    expect(await raw(request(parts))).toMatch(/^HTTP\/1\.1 200 /)
    expect(reached).toEqual([{ body: 'signed', params: form }])
  }
})

test('a second request on the connection is verified separately', async () => {
  const first = request().replace('Connection: close\r\n', '')
  const answers = await raw(first + request({ signature: [], body: other }))
  expect(answers.match(/HTTP\/1\.1 \d+/g)?.[0]).toBe('HTTP/1.1 200')
  expect(answers.match(/HTTP\/1\.1 \d+/g)?.[1]).toMatch(/ 4\d\d/)
  expect(reached).toHaveLength(1)
})
