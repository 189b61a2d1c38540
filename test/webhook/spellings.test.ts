/**
 * @module
 * The URL that Twilio signed, and the form that a web `Request` gives it: against Twilio's own library, through real
 * requests.
 */
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { createContext, runInContext } from 'node:vm'
import { serve } from '@hono/node-server'
import { build } from 'esbuild'
import fc from 'fast-check'
import { Hono } from 'hono'
import type { Miniflare } from 'miniflare'
import { messageWebhook } from 'twimlx/hono'
import { simulate } from 'twimlx/simulator'
import { signRequest, validateSignature } from 'twimlx/webhook'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send as sendCommand } from '../../src/cli/send.ts'
import { startWorker } from '../workerd.ts'

const { getExpectedTwilioSignature, validateRequest } =
  await import('twilio/lib/webhooks/webhooks.js')

const authToken = '0123456789abcdef0123456789abcdef'
const params = { AccountSid: 'AC1', MessageSid: 'SM1', Body: "it's {me}" }
const form = String(new URLSearchParams(params)).replace('%27', "'")

/** An app that knows the URL from the request alone. */
const app = new Hono().on(['GET', 'POST'], '*', messageWebhook({ authToken }), (c) =>
  c.text(c.var.webhook.Body),
)

const worker = `
  import { Hono } from 'hono'
  import { messageWebhook } from 'twimlx/hono'
  export default new Hono().on(['GET', 'POST'], '*',
    messageWebhook({ authToken: '${authToken}' }), (c) => c.text(c.var.webhook.Body))`

let server: ReturnType<typeof serve>
let workerd: Miniflare
const ports: Record<string, number> = {}
beforeAll(async () => {
  server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  ports['Node'] = (server.address() as AddressInfo).port
  workerd = await startWorker({ stdin: { contents: worker, resolveDir: '.' } })
  ports['workerd'] = Number((await workerd.ready).port)
})
afterAll(async () => {
  server?.close()
  await workerd?.dispose()
})

/** Sends a request byte by byte, since an HTTP client would escape its URL. */
const send = async (
  port: number,
  { method, url, signature }: { method: string; url: string; signature: string },
): Promise<number> => {
  const [, host, target = ''] = /^http:\/\/([^/?]*)(.*)$/s.exec(url)!
  const isGet = method === 'GET'
  const socket = connect(port, '127.0.0.1')
  socket.end(
    [
      `${method} ${target.startsWith('/') ? target : `/${target}`} HTTP/1.1`,
      `Host: ${host}`,
      `X-Twilio-Signature: ${signature}`,
      'Connection: close',
      ...(isGet
        ? []
        : ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${form.length}`]),
      '',
      isGet ? '' : form,
    ].join('\r\n'),
  )
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Number(/^HTTP\/1\.1 (\d+)/.exec(String(Buffer.concat(chunks)))?.[1])
}

/** URL parts, as a console accepts them and Twilio signs them, of characters that a `Request` rewrites. */
const odd = fc.string({
  unit: fc.constantFrom("'", '{', '}', '"', '<', '>', 'a', 'é'),
  maxLength: 5,
})
const hosts = fc.constantFrom('example.com', 'MyApp.Example.com', 'example.com:8080')
const paths = fc.oneof(
  fc.constantFrom('/sms', '/a/b/', '/orders/{id}', '/%C3%A9', '/it%20is'),
  odd.map((text) => `/x${text.replaceAll('é', '')}`),
)
const queries = fc.oneof(
  fc.constantFrom('', '?a=1&b=2', "?q=it's+me", "?name=O'Brien&at=10:30", '?x=%2B1+%2B2'),
  odd.map((text) => `?q=${text.replaceAll('é', '+')}`),
)
const urls = fc.oneof(
  fc.tuple(hosts, paths, queries).map((parts) => `http://${parts.join('')}`),
  fc
    .tuple(hosts, fc.constantFrom('', '?x=1', '/', '/?x=1', "?n=O'B", "/?n=O'B", '/?n=<b>'))
    .map((parts) => `http://${parts.join('')}`),
)

describe.each(['Node', 'workerd'])('on %s', (runtime) => {
  test.each(['POST', 'GET'])("a %s is accepted like by Twilio's library", async (method) => {
    await fc.assert(
      fc.asyncProperty(urls, async (written) => {
        const isGet = method === 'GET'
        const url = isGet ? `${written}${written.includes('?') ? '&' : '?'}${form}` : written
        const signed = isGet ? {} : params
        const signature = getExpectedTwilioSignature(authToken, url, signed)
        expect(validateRequest(authToken, signature, url, signed)).toBe(true)
        expect(await send(ports[runtime]!, { method, url, signature }), url).toBe(200)
      }),
      { numRuns: 60 },
    )
  })

  test('a signature for another URL is refused', async () => {
    const signature = await signRequest({ authToken, url: "http://example.com/o'brien", params })
    for (const url of [
      'http://example.com/o%22brien',
      "http://example.com/o'Brien",
      'http://example.com',
    ]) {
      expect(validateRequest(authToken, signature, url, params)).toBe(false)
      expect(await send(ports[runtime]!, { method: 'POST', url, signature })).toBe(403)
    }
  })
})

describe('each spelling alone', () => {
  test.each([
    ["https://example.com/sms?name=William+O'hara"],
    ["https://example.com/sms?Body=it's+me&From=%2B14155550100"],
    ['https://example.com'],
    ['https://example.com?x=1'],
    ['https://example.com:443?x=1'],
    ['https://example.com:443'],
    ["https://example.com?x=it's"],
    ['https://example.com/sms/{id}'],
    ['https://example.com/sms/{id}?q="<>"'],
    ["https://example.com/{id}?state=%7B%22name%22%3A%22O'Brien%22%7D"],
    ['https://example.com:8443/sms/{id}'],
    ["https://example.com:8443/sms?it's"],
    ['https://example.com/sms?café'],
    ['wss://example.com/relay/{id}'],
  ])('%s is recognised from the Request', async (signed) => {
    const request = new Request(signed.replace(/^ws/, 'http'))
    const url = request.url.replace(/^http(?=s:\/\/example.com\/relay)/, 'ws')
    const signature = getExpectedTwilioSignature(authToken, signed, {})
    const report = await validateSignature({ authToken, url, method: 'GET', signature })
    expect(report).toMatchObject({ valid: true })
  })

  test('the host is spelled like the Host header, and like no other header', async () => {
    const signed = 'https://MyApp.Example.com:8443/sms'
    const { url } = new Request(signed)
    const signature = getExpectedTwilioSignature(authToken, signed, params)
    const check = (headers: Record<string, string>) =>
      validateSignature({ authToken, url, params, signature, headers })
    expect(await check({ Host: 'MyApp.Example.com:8443' })).toMatchObject({ valid: true })
    expect(await check({})).toMatchObject({ valid: false })
    expect(await check({ 'X-Forwarded-Host': 'MyApp.Example.com' })).toMatchObject({ valid: false })
  })

  test('the reason says so if the Host header fits and the URL does not', async () => {
    const signature = getExpectedTwilioSignature(authToken, 'https://example.com/sms', params)
    for (const url of ['https://10.0.0.1:3000/sms', 'http://localhost:3000/sms']) {
      const headers = { Host: 'example.com' }
      const report = await validateSignature({ authToken, url, params, signature, headers })
      expect(report).toMatchObject({ valid: false, code: 'host' })
      expect(report.reason).toContain('set publicUrl to "https://example.com"')
    }
  })
})

describe('the number of hashes', async () => {
  const { outputFiles } = await build({
    entryPoints: ['src/webhook/index.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'webhook',
  })
  /** Validates where WebCrypto is all there is, and tells how often it signed. */
  const count = async (
    url: string,
    params: Record<string, string>,
    signature: string,
    authToken: string | string[] = '0123456789abcdef0123456789abcdef',
  ) => {
    let [hashed, characters] = [0, 0]
    const subtle = {
      importKey: crypto.subtle.importKey.bind(crypto.subtle),
      sign: (...of: Parameters<typeof crypto.subtle.sign>) => {
        hashed++
        characters += of[2].byteLength
        return crypto.subtle.sign(...of)
      },
    }
    const realm = createContext({
      btoa,
      TextDecoder,
      TextEncoder,
      URL,
      URLSearchParams,
      Headers,
      crypto: { subtle },
    })
    const { validateSignature } = runInContext(
      `${outputFiles[0]!.text};webhook`,
      realm,
    ) as typeof import('twimlx/webhook')
    expect(await validateSignature({ authToken, url, params, signature })).toMatchObject({
      valid: false,
    })
    return { hashed, characters }
  }
  const made = `${'A'.repeat(27)}=`

  test.each([
    // Two forms to decide, three to say why.
    ['https://example.com/sms', 5],
    ['https://example.com/', 6],
    ["https://example.com:8443/{id}?a=it's+%7B%22+%C3%A9", 11],
    ["https://Example.com:8443/?a=it's+%7B%22+%C3%A9", 10],
  ])('%s is tried in a bounded number of forms: %d hashes', async (written, most) => {
    expect(await count(new URL(written).href, params, made)).toMatchObject({ hashed: most })
  })

  test('a long body is hashed once, for the URL as received', async () => {
    const long = { ...params, Body: 'x'.repeat(65_536) }
    const url = 'https://example.com/?a=it%27s+me'
    expect(await count(url, long, made)).toMatchObject({ hashed: 1 })
    expect(await count(url, { ...params, Body: 'x'.repeat(20_000) }, made)).toMatchObject({
      hashed: 10,
    })
  })

  test('the more tokens there are, the fewer forms are tried', async () => {
    const tokens = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(32))
    const url = 'https://example.com/?a=it%27s+me'
    for (const length of [60_000, 20_000, 5_000]) {
      const all = { ...params, Body: 'x'.repeat(length) }
      const { hashed, characters } = await count(url, all, made, tokens)
      expect(hashed).toBeGreaterThanOrEqual(8)
      expect(characters).toBeLessThan(262_144 + 8 * (length + 200))
    }
  })
})

describe('senders that play Twilio keep the raw spelling', () => {
  const seen: string[] = []
  const plain = new Hono().on(['GET', 'POST'], '*', (c) => {
    seen.push(c.req.header('x-twilio-signature') ?? '')
    return c.body('<Response/>', 200, { 'Content-Type': 'text/xml' })
  })

  test.each([
    ["/sms?name=O'Brien", "https://app.test/sms?name=O'Brien"],
    ['/orders/{id}', 'https://app.test/orders/{id}'],
    ['https://app.test', 'https://app.test'],
    ['https://App.Test/sms', 'https://App.Test/sms'],
    ['/a b/é', 'https://app.test/a%20b/%C3%A9'],
    ['/a/./b/../{c}', 'https://app.test/a/{c}'],
  ])('the simulator sends %s', async (messageUrl, signed) => {
    const twilio = simulate(plain, { authToken, messageUrl })
    await twilio.phone('+14155550100').text('hi')
    const [asked] = twilio.events.filter(({ type }) => type === 'request')
    expect(asked).toMatchObject({ signedUrl: signed })
    const { params } = asked as { params: Record<string, string> }
    expect(seen.at(-1)).toBe(getExpectedTwilioSignature(authToken, signed, params))
  })

  test('over the network the app sees it unescaped, from the simulator and from twimlx send', async () => {
    const targets: (string | undefined)[] = []
    const { createServer } = await import('node:http')
    const bare = createServer((request, response) => {
      targets.push(`${request.headers.host} ${request.url}`)
      response.setHeader('Content-Type', 'text/xml').end('<Response/>')
    }).listen(0, 'localhost')
    await once(bare, 'listening')
    const origin = `http://LocalHost:${(bare.address() as AddressInfo).port}`
    const messageUrl = `${origin}/{id}?name=O'Brien`
    await simulate(origin, { messageUrl }).phone('+14155550100').text('hi')
    const quiet = () => {}
    await sendCommand([messageUrl], { env: { TWILIO_AUTH_TOKEN: 'x' }, out: quiet, error: quiet })
    bare.close()
    const expected = `${new URL(messageUrl).port}`
    expect(targets).toEqual(Array(2).fill(`LocalHost:${expected} /{id}?name=O'Brien`))
  })
})
