/** Signatures against Twilio's own library, in both directions, and every way to forge or spoil a request. */
import fc from 'fast-check'
import twilio from 'twilio'
import { type RequestToValidate, signRequest, validateSignature } from 'twimlx/webhook'
import { describe, expect, test } from 'vitest'

const { getExpectedTwilioSignature, validateRequest, validateRequestWithBody } =
  await import('twilio/lib/webhooks/webhooks.js')

const authToken = '0123456789abcdef0123456789abcdef'
const url = 'https://example.com/voice?step=1'
const params = { AccountSid: 'AC1', CallSid: 'CA1', From: '+15550001111', Digits: '1234' }
const signature = await signRequest({ authToken, url, params })

/** Any text that a form can carry: lone surrogates cannot be encoded. */
const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const names = fc.oneof(text, fc.constantFrom('From', 'To', 'Body', '__proto__', 'constructor', '1'))
const forms = fc.dictionary(names, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })), {
  maxKeys: 8,
})
const queries = fc
  .array(
    fc.tuple(
      fc.string({ unit: fc.constantFrom(...'abAZ019-_.~'), minLength: 1, maxLength: 4 }),
      fc.string({
        unit: fc.constantFrom(..."abAZ09-_.~!*()':@/?,;$+", '%20', '%27', '%2B', '%C3%A9'),
      }),
    ),
    { maxLength: 4 },
  )
  .map((pairs) => (pairs.length ? `?${pairs.map(([k, v]) => `${k}=${v}`).join('&')}` : ''))
const urls = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    host: fc.constantFrom('example.com', 'a.b-c.example', '127.0.0.1', '[::1]'),
    port: fc.constantFrom('', ':80', ':443', ':8443'),
    path: fc.constantFrom('', '/', '/sms', '/a/b/', "/it's", '/%C3%A9'),
    query: queries,
  })
  .map(({ scheme, host, port, path, query }) => `${scheme}://${host}${port}${path}${query}`)

/** The forms of a URL that Twilio's library tries. */
const urlForms = (url: string) => {
  const bare = url.replace(/^(https?:\/\/(?:\[.*?\]|[^:/?]*)):\d+/, '$1')
  const ported = /^https?:\/\/(\[.*?\]|[^:/?]*):\d/.test(url)
    ? url
    : url.replace(
        /^(http(s?):\/\/(?:\[.*?\]|[^/?]*))/,
        (_, origin, s) => `${origin}:${s ? 443 : 80}`,
      )
  return [bare, ported, new URL(bare).href, new URL(ported).href]
}

describe("Twilio's library is of the same opinion", () => {
  test('about our signatures', async () => {
    await fc.assert(
      fc.asyncProperty(urls, forms, async (url, params) => {
        const signature = await signRequest({ authToken, url, params })
        expect(signature).toBe(getExpectedTwilioSignature(authToken, url, params))
        expect(validateRequest(authToken, signature, url, params)).toBe(true)
      }),
    )
  })

  test('about every accepted form of a URL', async () => {
    await fc.assert(
      fc.asyncProperty(urls, async (url) => {
        for (const form of urlForms(url)) {
          const signature = getExpectedTwilioSignature(authToken, form, params)
          if (!validateRequest(authToken, signature, url, params)) continue
          const report = await validateSignature({ authToken, signature, url, params })
          expect(report.valid, `${form} for ${url}`).toBe(true)
        }
      }),
    )
  })

  test('about a query that a back end encoded again', async () => {
    const query = await import('node:querystring')
    await fc.assert(
      fc.asyncProperty(urls, async (url) => {
        const { origin, pathname, search } = new URL(url)
        fc.pre(search !== '')
        const legacy = `${origin}${pathname}?${query.stringify(query.parse(search.slice(1)))}`
        const signature = getExpectedTwilioSignature(authToken, legacy, params)
        fc.pre(validateRequest(authToken, signature, url, params))
        const report = await validateSignature({ authToken, signature, url, params })
        expect(report.valid, `${legacy} for ${url}`).toBe(true)
      }),
    )
  })

  test('about bodies with their hash in the URL', async () => {
    await fc.assert(
      fc.asyncProperty(urls, fc.json(), fc.json(), async (url, rawBody, other) => {
        const hash = twilio.getExpectedBodyHash(rawBody)
        const signed = `${url}${url.includes('?') ? '&' : '?'}bodySHA256=${hash}`
        const signature = await signRequest({ authToken, url: signed, rawBody })
        for (const body of [rawBody, other]) {
          const report = await validateSignature({
            authToken,
            signature,
            url: signed,
            rawBody: body,
          })
          expect(report.valid).toBe(validateRequestWithBody(authToken, signature, signed, body))
        }
      }),
    )
  })

  test('about any other signature, URL or parameters', async () => {
    await fc.assert(
      fc.asyncProperty(urls, urls, forms, forms, async (url, otherUrl, params, otherParams) => {
        const signature = getExpectedTwilioSignature(authToken, otherUrl, otherParams)
        const report = await validateSignature({ authToken, signature, url, params })
        expect(report.valid).toBe(validateRequest(authToken, signature, url, params))
      }),
    )
  })
})

describe('valid requests', () => {
  test('the same parameters in another order, as object, URLSearchParams or text', async () => {
    const reversed = new URLSearchParams(Object.entries(params).toReversed())
    for (const source of [Object.fromEntries(reversed), reversed, String(reversed)]) {
      const report = await validateSignature({ authToken, signature, url, params: source })
      expect(report).toEqual({ valid: true, tried: ['https://example.com/voice?step=…'] })
    }
  })

  test('a raw form body, as text or bytes', async () => {
    const rawBody = String(new URLSearchParams(params))
    for (const body of [rawBody, new TextEncoder().encode(rawBody)])
      expect(await validateSignature({ authToken, signature, url, rawBody: body })).toMatchObject({
        valid: true,
      })
  })

  test('the header among the headers, in any letter case', async () => {
    for (const headers of [
      { 'X-TWILIO-Signature': signature, ':path': '/voice' },
      new Headers({ 'x-twilio-signature': signature }),
    ])
      expect((await validateSignature({ authToken, headers, url, params })).valid).toBe(true)
  })

  test('any of several tokens', async () => {
    const tokens = ['f'.repeat(32), authToken]
    expect((await validateSignature({ authToken: tokens, signature, url, params })).valid).toBe(
      true,
    )
  })

  test.each([
    ['POST', { params }],
    ['GET', {}],
  ])('the token that a function finds for the account and region of a %s', async (method, form) => {
    const asked: unknown[] = []
    const signed = { url: `${url}&AccountSid=AC1`, method, ...form }
    const report = await validateSignature({
      authToken: async (accountSid, headers) => {
        asked.push(accountSid, headers.get('x-home-region'))
        return accountSid === 'AC1' ? authToken : undefined
      },
      headers: { 'X-Home-Region': 'ie1' },
      signature: await signRequest({ authToken, ...signed }),
      ...signed,
    })
    expect(asked).toEqual(['AC1', 'ie1'])
    expect(report.valid).toBe(true)
  })

  test('a subaccount’s token in each of its regions', async () => {
    const tokens: Record<string, string> = {
      'AC1 us1': '1'.repeat(32),
      'AC1 ie1': '2'.repeat(32),
      'AC2 ie1': '3'.repeat(32),
    }
    const find = (accountSid: string | undefined, headers: Headers) =>
      tokens[`${accountSid} ${headers.get('x-home-region')}`]
    for (const [signer, token] of Object.entries(tokens))
      for (const claimed of Object.keys(tokens)) {
        const [AccountSid, region] = claimed.split(' ') as [string, string]
        const form = { ...params, AccountSid }
        const report = await validateSignature({
          authToken: find,
          url,
          params: form,
          headers: { 'X-Home-Region': region },
          signature: await signRequest({ authToken: token, url, params: form }),
        })
        expect(report.valid, `${signer} for ${claimed}`).toBe(signer === claimed)
      }
  })

  test('a fragment, which Twilio keeps to itself', async () => {
    const report = await validateSignature({ authToken, signature, url: `${url}#rc=2`, params })
    expect(report.valid).toBe(true)
  })

  test.each([
    ['wss://example.com', 'wss://example.com/'],
    ['wss://example.com/relay', 'wss://example.com/relay/'],
    ['wss://example.com/relay/', 'wss://example.com/relay'],
    ['wss://example.com/relay/?x=1', 'wss://example.com/relay?x=1'],
  ])('a handshake signed for %s and received as %s', async (signed, received) => {
    const signature = await signRequest({ authToken, url: signed, method: 'GET' })
    for (const url of [signed, received])
      expect((await validateSignature({ authToken, signature, url, method: 'GET' })).valid).toBe(
        true,
      )
  })
})

describe('refused requests', () => {
  const refused = async (change: Partial<RequestToValidate>) => {
    const report = await validateSignature({ authToken, signature, url, params, ...change })
    expect(report.valid).toBe(false)
    return report.valid ? undefined! : report
  }

  test.each([
    ['a changed parameter', { params: { ...params, Digits: '1235' } }],
    ['an extra parameter', { params: { ...params, Extra: '' } }],
    ['a missing parameter', { params: { ...params, Digits: undefined } }],
    [
      'a value moved to another name',
      { params: { ...params, From: '', Digits: '+155500011111234' } },
    ],
    ['another path', { url: 'https://example.com/sms?step=1' }],
    ['another query', { url: 'https://example.com/voice?step=2' }],
    ['another host', { url: 'https://example.org/voice?step=1' }],
    ['a form as a GET', { method: 'GET' }],
    ['a truncated signature', { signature: signature.slice(0, -2) }],
    ['a signature of the right length', { signature: `${'A'.repeat(27)}=` }],
    ['a signature with a character more', { signature: `${signature}A` }],
    ['a signature of something else than text', { signature: '\u{1F44B}'.repeat(7) }],
    ['an empty signature', { signature: '' }],
    ['no signature', { signature: null }],
    ['a slash at the end', { url: 'https://example.com/voice/?step=1' }],
  ])('%s', async (_, change) => {
    await refused(change)
  })

  test("an equivalent Base64 of the same bytes, as in Twilio's library", async () => {
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    const last = digits[digits.indexOf(signature.at(-2)!) + 1]!
    const equivalent = `${signature.slice(0, -2)}${last}=`
    expect(Buffer.from(equivalent, 'base64')).toEqual(Buffer.from(signature, 'base64'))
    expect(validateRequest(authToken, equivalent, url, params)).toBe(false)
    await refused({ signature: equivalent })
  })

  test('a trailing slash, except in a handshake', async () => {
    const signature = await signRequest({ authToken, url: 'https://example.com/a', method: 'GET' })
    await refused({ signature, url: 'https://example.com/a/', method: 'GET' })
  })
})

const reportOf = async (change: Partial<RequestToValidate>) => {
  const report = await validateSignature({ authToken, signature, url, params, ...change })
  if (report.valid) throw new Error('refused requests only')
  return report
}

describe('the report says why', () => {
  test('the header is missing', async () => {
    const { code, reason } = await reportOf({ signature: undefined })
    expect(code).toBe('missing-header')
    expect(reason).toContain('X-Twilio-Signature')
  })

  test('the header was cut', async () => {
    expect((await reportOf({ signature: 'abc' })).code).toBe('malformed-header')
  })

  test('a proxy ends TLS, and publicUrl would be right as shown', async () => {
    const { code, reason } = await reportOf({ url: 'http://example.com/voice?step=1' })
    expect(code).toBe('scheme')
    expect(reason).toContain('set publicUrl to "https://example.com"')
    expect(reason).toContain('the app sees http://example.com/voice?step=…')
  })

  test("the proxy's headers reveal the URL", async () => {
    const { code, reason } = await reportOf({
      url: 'http://localhost:3000/voice?step=1',
      headers: { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'example.com' },
    })
    expect(code).toBe('proxy')
    expect(reason).toContain('https://example.com/voice?step=…')
    expect(reason).toContain('trustProxy')
  })

  test('a slash is missing', async () => {
    const { code } = await reportOf({ url: 'https://example.com/voice/?step=1' })
    expect(code).toBe('path')
  })

  test('a GET became a POST', async () => {
    const { code } = await reportOf({
      signature: await signRequest({ authToken, url, method: 'GET' }),
    })
    expect(code).toBe('body')
  })

  test('a body does not match its hash', async () => {
    const hash = twilio.getExpectedBodyHash('{"a": 1}')
    const signed = `${url}&bodySHA256=${hash}`
    const { code, reason } = await reportOf({
      url: signed,
      signature: await signRequest({ authToken, url: signed, rawBody: '{"a": 1}' }),
      params: undefined,
      rawBody: '{"a":1}',
    })
    expect(code).toBe('body')
    expect(reason).toContain('bodySHA256')
  })

  test('the body was already read', async () => {
    const { code, reason } = await reportOf({ params: {}, headers: { 'Content-Length': '120' } })
    expect(code).toBe('body')
    expect(reason).toContain('middleware')
  })

  test('JSON came without its hash', async () => {
    const { code, reason } = await reportOf({
      params: undefined,
      rawBody: '{"a":1}',
      headers: { 'Content-Type': 'application/json' },
    })
    expect(code).toBe('body')
    expect(reason).toContain('bodySHA256')
  })

  test.each([`SK${'0a'.repeat(16)}`, `AC${'0a'.repeat(16)}`])(
    'the token is a SID: %s',
    async (sid) => {
      const { code, reason } = await reportOf({ authToken: sid })
      expect(code).toBe('credential')
      expect(reason).toContain('API key')
      expect(reason).not.toContain(sid)
    },
  )

  test('the account is unknown', async () => {
    expect((await reportOf({ authToken: () => undefined })).code).toBe('no-auth-token')
    expect((await reportOf({ authToken: () => '' })).code).toBe('no-auth-token')
  })

  test('nothing is certain: the likeliest causes, a secondary token among them', async () => {
    const { code, reason } = await reportOf({ authToken: 'f'.repeat(32) })
    expect(code).toBe('mismatch')
    expect(reason).toContain('secondary token')
    expect(reason).not.toContain('http://')
  })

  test("no token or parameter's value is shown", async () => {
    const secret = fc.string({
      unit: fc.constantFrom(...'GHIJKQXYZ'),
      minLength: 10,
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(secret, secret, secret, secret, async (token, value, inQuery, password) => {
        const report = await validateSignature({
          authToken: token,
          signature,
          url: `http://${password}:${password}@example.com/voice?Body=${inQuery}&${inQuery}#${password}`,
          params: { Body: value, [`N${value}`.slice(0, 1)]: value },
          headers: { 'X-Forwarded-Proto': 'https', Cookie: password },
        })
        const shown = JSON.stringify(report)
        for (const hidden of [token, value, inQuery, password]) expect(shown).not.toContain(hidden)
      }),
    )
  })
})

describe('without an auth token there is an error, never an open door', () => {
  test.each([[''], [[]], [['']], [[authToken, '']], [undefined as never]])('%j', async (none) => {
    await expect(validateSignature({ authToken: none, signature, url, params })).rejects.toThrow(
      'TWILIO_AUTH_TOKEN',
    )
  })

  test('an empty token cannot sign', async () => {
    await expect(signRequest({ authToken: '', url, params })).rejects.toThrow('TWILIO_AUTH_TOKEN')
  })
})

describe('hostile input', () => {
  test('two thousand parameters pass in any order, and one more only under a raised limit', async () => {
    const many = new URLSearchParams(
      Array.from({ length: 2001 }, (_, i) => [`p${i % 7}`, `${i}`] as [string, string]),
    )
    const within = new URLSearchParams([...many].slice(1))
    for (const [form, maxParameters, valid] of [
      [within, undefined, true],
      [many, undefined, false],
      [many, 2001, true],
    ] as const) {
      const names = [...new Set(form.keys())]
      const signature = getExpectedTwilioSignature(
        authToken,
        url,
        Object.fromEntries(names.map((name) => [name, form.getAll(name)])),
      )
      for (const body of [{ params: form }, { rawBody: String(form) }]) {
        const limit = maxParameters && { maxParameters }
        const report = await validateSignature({ authToken, signature, url, ...body, ...limit })
        expect(report.valid).toBe(valid)
        if (!valid) expect(report.code).toBe('too-many-parameters')
      }
    }
  })

  test('an invalid URL', async () => {
    for (const url of ['', 'example.com', 'https://', '://', 'https://%', 'http://a b/'])
      expect((await validateSignature({ authToken, signature, url, params })).valid).toBe(false)
  })
})
