/**
 * @module
 * Requests signed with a key of the account's own, against Twilio's own library.
 */
import fc from 'fast-check'
import { Hono } from 'hono'
import {
  callWebhook,
  messageWebhook,
  type SignatureOptions,
  statusWebhook,
  verifySignature,
} from 'twimlx/hono'
import { simulate } from 'twimlx/simulator'
import {
  type RequestToValidate,
  type SignatureAlgorithm,
  signatureHeaders,
  signRequest,
  validateSignature,
} from 'twimlx/webhook'
import { describe, expect, test } from 'vitest'
import { send as sendCommand } from '../../src/cli/send.ts'

const { getExpectedTwilioSignature, getSignatureAlgorithm, validateRequest } =
  await import('twilio/lib/webhooks/webhooks.js')

const keyId = 'webhooks_sharedkey_01k4abc'
const secret = 'a secret of the account’s own'
const authToken = '0123456789abcdef0123456789abcdef'
const url = 'https://example.com/sms?x=1'
const params = { AccountSid: 'AC1', MessageSid: 'SM1', Body: 'hi' }
const header = `key=${keyId},algorithm=HMAC_SHA256`

/** A request as Twilio's library signs it. */
const signed = (settings = header, key = secret, algorithm = getSignatureAlgorithm(settings)) => ({
  url,
  params,
  headers: {
    'X-Twilio-Signature': getExpectedTwilioSignature(key, url, params, algorithm),
    'X-Twilio-Webhooks-Signature-Settings': settings,
  },
})

const check = (request: Omit<RequestToValidate, 'sharedKeys'>, rest: object = {}) =>
  validateSignature({ sharedKeys: { [keyId]: secret }, ...request, ...rest })

describe('a signature under a shared key', () => {
  test.each([
    header,
    `key=${keyId},algorithm=HMAC_SHA1`,
    `algorithm=HMAC_SHA256,key=${keyId}`,
    ` key = ${keyId} , algorithm = hmac_sha256 `,
    `key=${keyId}`,
    `key=${keyId},algorithm=`,
    `key=${keyId},algorithm=HMAC_SHA256,version=2,note`,
  ])('holds with the settings %j, as Twilio’s library reads them', async (settings) => {
    const request = signed(settings)
    const { 'X-Twilio-Signature': signature } = request.headers
    const algorithm = getSignatureAlgorithm(settings)
    expect(validateRequest(secret, signature, url, params, algorithm)).toBe(true)
    expect(await check(request)).toMatchObject({ valid: true })
  })

  test("is the same text under another key, as Twilio's library agrees", async () => {
    const algorithms = fc.constantFrom<SignatureAlgorithm>('HMAC_SHA1', 'HMAC_SHA256')
    const forms = fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string(), {
      maxKeys: 4,
    })
    await fc.assert(
      fc.asyncProperty(
        algorithms,
        algorithms,
        fc.constantFrom(secret, authToken),
        forms,
        forms,
        async (told, used, key, params, other) => {
          const sharedKeys = { [keyId]: key }
          const signature = await signRequest({ sharedKeys, algorithm: used, url, params })
          expect(signature).toBe(getExpectedTwilioSignature(key, url, params, used))
          const settings = `key=${keyId},algorithm=${told}`
          const headers = { 'X-Twilio-Webhooks-Signature-Settings': settings }
          for (const form of [params, other]) {
            const { valid } = await check({ url, params: form, signature, headers }, { authToken })
            expect(valid).toBe(validateRequest(secret, signature, url, form, told))
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test('never holds under the auth token, nor the auth token’s under a shared key', async () => {
    expect(await check(signed(header, authToken), { authToken })).toMatchObject({ valid: false })
    const plain = await signRequest({ authToken: secret, url, params })
    expect(await check({ url, params, signature: plain }, { authToken })).toMatchObject({
      valid: false,
      code: 'mismatch',
    })
    const { headers, ...request } = signed(`key=${keyId},algorithm=HMAC_SHA1`)
    const signature = headers['X-Twilio-Signature']
    expect(await check({ ...request, signature }, { authToken })).toMatchObject({ valid: false })
  })

  test("is accepted beside the auth token's", async () => {
    const signature = await signRequest({ authToken, url, params })
    expect(await check({ url, params, signature }, { authToken })).toMatchObject({ valid: true })
    expect(await check(signed(), { authToken })).toMatchObject({ valid: true })
  })

  test('is verified with the secret that a function finds', async () => {
    const asked: unknown[] = []
    const sharedKeys = async (id: string, accountSid: string | undefined, headers: Headers) => {
      asked.push(id, accountSid, headers.get('x-home-region'))
      return id === keyId ? secret : undefined
    }
    const { headers, ...request } = signed()
    const report = await validateSignature({
      ...request,
      sharedKeys,
      headers: { ...headers, 'X-Home-Region': 'ie1' },
    })
    expect(report).toMatchObject({ valid: true })
    expect(asked).toEqual([keyId, 'AC1', 'ie1'])
  })
})

describe('is refused, with a reason that names the key and never the secret:', () => {
  const refused = async (request: Omit<RequestToValidate, 'sharedKeys'>, rest: object = {}) => {
    const report = await check(request, rest)
    expect(report.valid).toBe(false)
    expect(JSON.stringify(report)).not.toContain(secret)
    return report
  }

  test.each([
    ['an unknown key', 'key=webhooks_sharedkey_other,algorithm=HMAC_SHA256', 'unknown-key'],
    ['a key called as a method', 'key=constructor,algorithm=HMAC_SHA256', 'unknown-key'],
    ['two keys', `key=${keyId},key=webhooks_2,algorithm=HMAC_SHA256`, 'malformed-settings'],
    ['the header twice', `${header}, ${header}`, 'malformed-settings'],
    ['no key', 'algorithm=HMAC_SHA256', 'malformed-settings'],
    ['no sense', 'constructor=1,__proto__,=,', 'malformed-settings'],
    ['an unknown algorithm', `key=${keyId},algorithm=HMAC_SHA512`, 'malformed-settings'],
    ['two algorithms', `${header},algorithm=HMAC_SHA1`, 'malformed-settings'],
  ])('%s', async (_, settings, code) => {
    const { code: given, reason } = await refused(signed(settings, secret, 'HMAC_SHA256'))
    expect(given).toBe(code)
    const [, named] = /key=(\w+)/.exec(settings) ?? []
    if (named) expect(reason).toContain(`"${named}"`)
  })

  test('a key without sharedKeys', async () => {
    const report = await validateSignature({ ...signed(), authToken })
    expect(report).toMatchObject({ valid: false, code: 'unknown-key' })
    expect(report.reason).toContain(`"${keyId}"`)
  })

  test('a request without the header under sharedKeys only', async () => {
    const signature = await signRequest({ authToken, url, params })
    const { code, reason } = await refused({ url, params, signature })
    expect(code).toBe('no-auth-token')
    expect(reason).toContain('sharedKeys only')
  })

  test('another secret', async () => {
    const { code, reason } = await refused(signed(header, 'another'))
    expect(code).toBe('mismatch')
    expect(reason).toContain(`"${keyId}" is another key’s, or was rotated`)
  })

  test('a secret with a line break at its end', async () => {
    const report = await validateSignature({ ...signed(), sharedKeys: { [keyId]: `${secret}\n` } })
    expect(report).toMatchObject({ valid: false, code: 'credential' })
    expect(report.reason).toContain('line break')
  })

  test.each([[5], [{}], [new Uint8Array(2)], [' ']])(
    'a function that returns %o',
    async (found) => {
      const report = await validateSignature({ ...signed(), sharedKeys: () => found as never })
      expect(report).toMatchObject({ valid: false, code: 'unknown-key' })
      expect(report.reason).toMatch(/as text|add it/)
    },
  )

  test('a signature of the wrong length', async () => {
    const { headers, ...request } = signed()
    const short = await signRequest({ authToken: secret, url, params })
    const { code } = await refused({
      ...request,
      headers: { ...headers, 'X-Twilio-Signature': short },
    })
    expect(code).toBe('malformed-header')
  })

  test('a key id that would begin a log line of its own', async () => {
    const headers = new Headers(signed().headers)
    headers.set('X-Twilio-Webhooks-Signature-Settings', `key=a\u001b[2Jb,algorithm=HMAC_SHA256`)
    const { reason } = await refused({ url, params, headers })
    expect(reason).toContain('"a\\u001b[2Jb"')
  })
})

test.each([[{}], [{ [keyId]: '' }], [{ [keyId]: 5 }], [null]])(
  'sharedKeys given as %j is an error at once',
  async (sharedKeys) => {
    const options = { sharedKeys } as unknown as SignatureOptions
    const sentence = 'sharedKeys has no secret'
    expect(() => messageWebhook(options)).toThrow(sentence)
    expect(() => callWebhook(options)).toThrow(sentence)
    expect(() => statusWebhook(options)).toThrow(sentence)
    expect(() => verifySignature(options)).toThrow(sentence)
    await expect(check(signed(), options)).rejects.toThrow('sharedKeys has no secret')
  },
)

describe('in Hono', () => {
  const sharedKeys = { [keyId]: secret }
  const quiet = { onInvalid: () => {} }
  const app = (options: SignatureOptions) =>
    new Hono()
      .post('/message', messageWebhook({ ...quiet, ...options }), (c) => c.text('in'))
      .post('/call', callWebhook({ ...quiet, ...options }), (c) => c.text('in'))
      .post('/status', statusWebhook({ ...quiet, ...options }), (c) => c.text('in'))
      .on(['GET', 'POST'], '/signed', verifySignature({ ...quiet, ...options }), (c) =>
        c.text('in'),
      )
  const form = { AccountSid: 'AC1', MessageSid: 'SM1', CallSid: 'CA1' }
  const ask = async (path: string, options: SignatureOptions, signing: object) => {
    const url = `https://example.com/${path}`
    const headers = await signatureHeaders({ ...signing, url, params: form })
    const body = new URLSearchParams(form)
    return (await app(options).request(url, { method: 'POST', headers, body })).status
  }

  test.each(['message', 'call', 'status', 'signed'])('%s knows shared keys', async (path) => {
    const other = { sharedKeys: { [keyId]: 'another' } }
    expect(await ask(path, { sharedKeys }, { sharedKeys })).toBe(200)
    expect(await ask(path, { sharedKeys }, other)).toBe(403)
    expect(await ask(path, { sharedKeys }, { authToken })).toBe(403)
    expect(await ask(path, { sharedKeys, authToken }, { authToken })).toBe(200)
    expect(await ask(path, { authToken }, { sharedKeys })).toBe(403)
  })

  test('the environment’s token does not open an app that has sharedKeys only', async () => {
    process.env['TWILIO_AUTH_TOKEN'] = authToken
    expect(await ask('message', { sharedKeys }, { authToken })).toBe(403)
    expect(await ask('message', {}, { authToken })).toBe(200)
    delete process.env['TWILIO_AUTH_TOKEN']
  })

  test('a function receives the bindings, too', async () => {
    const url = 'https://example.com/message'
    const headers = await signatureHeaders({ sharedKeys, url, params: form })
    const bound = app({ sharedKeys: (id, _sid, _headers, env: { KEY: string }) => id && env.KEY })
    const init = { method: 'POST', headers, body: new URLSearchParams(form) }
    expect((await bound.request(url, init, { KEY: secret })).status).toBe(200)
    expect((await bound.request(url, init, { KEY: 'other' })).status).toBe(403)
  })

  test('the handshake of a socket may be signed with one', async () => {
    const url = 'https://example.com/signed'
    const headers = await signatureHeaders({
      sharedKeys,
      url: 'wss://example.com/signed',
      method: 'GET',
    })
    const upgrade = { ...headers, Upgrade: 'websocket' }
    expect((await app({ sharedKeys }).request(url, { headers: upgrade })).status).toBe(200)
    expect((await app({ sharedKeys }).request(url, { headers })).status).toBe(403)
  })

  test.each<SignatureAlgorithm>(['HMAC_SHA1', 'HMAC_SHA256'])(
    'the simulator signs with one, by %s',
    async (signatureAlgorithm) => {
      const seen: string[] = []
      const app = new Hono()
        .post('/sms', messageWebhook({ sharedKeys }), (c) => {
          seen.push(c.req.header('x-twilio-webhooks-signature-settings') ?? '')
          return c.body('<Response/>', 200, { 'Content-Type': 'text/xml' })
        })
        .post('/voice', callWebhook({ sharedKeys }), (c) =>
          c.body('<Response/>', 200, { 'Content-Type': 'text/xml' }),
        )
      const twilio = simulate(app, { sharedKeys, signatureAlgorithm })
      await twilio.phone('+14155550100').text('hi')
      await twilio.phone('+14155550100').call()
      expect(twilio.problems).toEqual([])
      expect(seen).toEqual([`key=${keyId},algorithm=${signatureAlgorithm}`])
    },
  )
})

test('twimlx send explains how to give a shared key', async () => {
  const run = async (...args: string[]) => {
    const lines: string[] = []
    const note = (line: string) => void lines.push(line)
    const code = await sendCommand(['http://localhost:1/sms', ...args], {
      env: {},
      out: note,
      error: note,
    })
    return `${code} ${lines.join(' ')}`
  }
  expect(await run('--shared-key', 'id')).toContain('2 --shared-key has no id or no secret')
  expect(await run('--algorithm', 'HMAC_SHA1')).toContain('2 --algorithm goes with --shared-key')
  expect(await run('--shared-key', 'a=b', '--algorithm', 'MD5')).toContain('2 --algorithm')
})
