/**
 * @module
 * Media and recordings, fetched from the simulator's REST API and from a server that answers as Twilio's does.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { Hono } from 'hono'
import { simulate } from 'twimlx/simulator'
import {
  fetchMedia,
  type FetchMediaOptions,
  type MediaCredentials,
  MediaError,
} from 'twimlx/webhook'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const accountSid = `AC${'a'.repeat(32)}`
const own = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/MM1/Media/ME1`
const credentials: MediaCredentials = { accountSid, authToken: 'the token' }
const bearer = `Basic ${Buffer.from(`${accountSid}:the token`).toString('base64')}`

/** The requests so far, by the URL that the client meant. */
let asked: { url: string; authorization: string | undefined }[] = []
let answer: (url: string, response: ServerResponse, tries: number) => void
const server = createServer((request: IncomingMessage, response) => {
  const url = request.headers['x-meant'] as string
  asked.push({ url, authorization: request.headers.authorization })
  answer(url, response, asked.filter((each) => each.url === url).length)
})
let origin: string
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const waited: number[] = []
beforeEach(() => {
  asked = []
  waited.length = 0
})
/** The global `fetch` over real HTTP, to the one server for every host. */
const options: FetchMediaOptions = {
  fetch(url, init) {
    const headers = new Headers(init.headers)
    headers.set('X-Meant', url)
    return fetch(origin, { ...init, headers })
  },
  wait: async (milliseconds) => void waited.push(milliseconds),
}

const cdn = 'https://mms.twiliocdn.com/file?Signature=abc'
const xml = { 'Content-Type': 'text/xml' }

describe('a file', () => {
  test('is asked for with the credentials, and its redirect followed without them', async () => {
    answer = (url, response) =>
      url === own
        ? response.writeHead(307, { Location: cdn }).end()
        : response.writeHead(200, { 'Content-Type': 'image/png' }).end('the file')
    const response = await fetchMedia(own, credentials, options)
    expect(response.headers.get('Content-Type')).toBe('image/png')
    expect(response.body).toBeInstanceOf(ReadableStream)
    expect(await response.text()).toBe('the file')
    expect(asked).toEqual([
      { url: own, authorization: bearer },
      { url: cdn, authorization: undefined },
    ])
  })

  test('of a redirect back to the API comes without them too', async () => {
    const back = `${own}/again`
    answer = (url, response) =>
      url === own ? response.writeHead(302, { Location: back }).end() : response.end('x')
    await fetchMedia(own, credentials, options)
    expect(asked[1]).toEqual({ url: back, authorization: undefined })
  })

  test('may be fetched with an API key', async () => {
    answer = (_, response) => response.end('x')
    await fetchMedia(own, { accountSid, apiKey: 'SK1', apiKeySecret: 'secret' }, options)
    expect(asked[0]!.authorization).toBe(`Basic ${btoa('SK1:secret')}`)
  })

  test.each([
    'https://api.ie1.twilio.com',
    'https://api.dublin.ie1.twilio.com',
    'https://api.sydney.au1.twilio.com',
  ])('may be in another region: %s', async (region) => {
    answer = (_, response) => response.end('x')
    await fetchMedia(own.replace('https://api.twilio.com', region), credentials, options)
    expect(asked[0]!.authorization).toBe(bearer)
  })

  test('that is not stored yet is asked for again, a bounded number of times', async () => {
    answer = (_, response, tries) => response.writeHead(tries <= 3 ? 404 : 200).end('here')
    expect(await (await fetchMedia(own, credentials, options)).text()).toBe('here')
    expect(waited).toEqual([500, 1000, 2000])
    answer = (_, response) => response.writeHead(404).end()
    const failure = fetchMedia(own, credentials, { ...options, retries: 2 })
    await expect(failure).rejects.toMatchObject({ name: 'MediaError', status: 404 })
    expect(waited.slice(3)).toEqual([500, 1000])
  })

  test.each([
    [401, 1],
    [400, 1],
    [429, 5],
    [503, 5],
  ])('that is answered %d is asked for %d times', async (status, times) => {
    answer = (_, response) => response.writeHead(status).end('{"code":20003}')
    const failure: MediaError = await fetchMedia(own, credentials, options).then(
      () => expect.unreachable(),
      (error) => error,
    )
    expect(failure).toBeInstanceOf(MediaError)
    expect([failure.status, asked.length]).toEqual([status, times])
    expect(failure.message).toContain(`Twilio answered ${status}`)
  })

  test('of a server that is not reached is asked for again, then tells why', async () => {
    let times = 0
    const fetch = () => {
      times++
      return Promise.reject(new Error('getaddrinfo ENOTFOUND'))
    }
    const failure = fetchMedia(own, credentials, { ...options, fetch, retries: 1 })
    await expect(failure).rejects.toMatchObject({
      status: undefined,
      cause: new Error('getaddrinfo ENOTFOUND'),
    })
    expect(times).toBe(2)
  })

  test('is not waited for once the signal says so', async () => {
    answer = (_, response) => response.writeHead(404).end()
    const stop = new AbortController()
    const wait = async () => stop.abort(new Error('enough'))
    const failure = fetchMedia(own, credentials, { ...options, wait, signal: stop.signal })
    await expect(failure).rejects.toThrow('enough')
    expect(asked).toHaveLength(1)
  })
})

test('the simulator’s API gives a recording to its account alone', async () => {
  const app = new Hono().post('/voice', (c) => c.body('<Response><Record/></Response>', 200, xml))
  const twilio = simulate(app, { authToken: 'the token', accountSid, voiceUrl: '/voice' })
  const call = await twilio.phone('+14155550100').call()
  await call.talk(3)
  await call.hangup()
  const { url } = call.recordings[0]!
  const through: FetchMediaOptions = { ...options, fetch: twilio.rest.fetch, retries: 0 }
  const response = await fetchMedia(url, credentials, through)
  expect(response.headers.get('Content-Type')).toMatch(/^audio\//)
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0)
  const wrong = fetchMedia(url, { accountSid, authToken: 'another' }, through)
  await expect(wrong).rejects.toMatchObject({ status: 401 })
})

describe('the credentials stay here', () => {
  const others = [
    own.replace('https', 'http'),
    own.replace('api.twilio.com', 'api.twilio.com.evil.example'),
    own.replace('api.twilio.com', 'evil.example'),
    own.replace('api.twilio.com', 'apitwilio.com'),
    own.replace('api.twilio.com', 'evil.example/api.twilio.com'),
    own.replace('api.twilio.com', 'api.evil.example#.twilio.com'),
    own.replace('api.twilio.com', 'api.twilio.com:8443'),
    own.replace('api.twilio.com', 'api.twilio.com@evil.example'),
    own.replace('api.twilio.com', 'someone:x@api.twilio.com'),
    own.replace('api.twilio.com', 'api.a.b.c.twilio.com'),
    own.replace('api.twilio.com', 'evil.twilio.com'),
    own.replace('api.twilio.com', 'handler.twilio.com'),
    own.replace('api.twilio.com', 'api.twilio.com\\@evil.example'),
    own.replace(accountSid, `AC${'b'.repeat(32)}`),
    own.replace(accountSid, `AC${'b'.repeat(32)}/../${accountSid}/..`),
    own.replace(accountSid, `${accountSid}/../AC${'b'.repeat(32)}`),
    own.replace(accountSid, `${accountSid}/..%2f..%2fAC${'b'.repeat(32)}`),
    own.replace('/Messages', '%2f..%2fOther'),
    own.replace(accountSid, `${accountSid}b`),
    `https://api.twilio.com/2010-04-01/Accounts/${accountSid}`,
    `https://api.twilio.com/2010-04-01/Accounts/${accountSid}.json`,
    'https://api.twilio.com/2010-04-01/Accounts.json',
    '/2010-04-01/Accounts',
    'file:///etc/passwd',
    '',
  ]
  test.each(others)('%s is not asked for', async (url) => {
    answer = (_, response) => response.end('x')
    await expect(fetchMedia(url, credentials, options)).rejects.toThrow(TypeError)
    expect(asked).toEqual([])
  })

  test('whatever the URL, only the API over https is sent them, for the account', async () => {
    answer = (_, response) => response.end('x')
    const part = fc.oneof(
      fc.constantFrom(
        accountSid,
        'api.twilio.com',
        '2010-04-01',
        'Accounts',
        '..',
        '/',
        '@',
        '.',
        ':',
        '#',
        '?',
      ),
      fc.string({ maxLength: 4 }),
    )
    const urls = fc
      .tuple(
        fc.constantFrom('https://', 'http://', 'https://api.twilio.com/2010-04-01/Accounts/'),
        fc.array(part),
      )
      .map(([start, parts]) => start + parts.join(''))
    await fc.assert(
      fc.asyncProperty(urls, async (url) => {
        asked = []
        await fetchMedia(url, credentials, options).catch(() => {})
        for (const { url, authorization } of asked) {
          if (authorization === undefined) continue
          const { origin, pathname } = new URL(url)
          expect(origin).toMatch(/^https:\/\/api(\.[a-z\d-]+)*\.twilio\.com$/)
          expect(pathname).toMatch(new RegExp(`^/2010-04-01/Accounts/${accountSid}/`))
        }
      }),
    )
  })

  test.each(['http://mms.twiliocdn.com/file', 'ftp://x.example/', ''])(
    'a redirect to %j is not followed',
    async (location) => {
      answer = (_, response) =>
        response.writeHead(302, location ? { Location: location } : {}).end()
      await expect(fetchMedia(own, credentials, options)).rejects.toMatchObject({ status: 302 })
      expect(asked).toHaveLength(1)
    },
  )

  test('redirects without end end', async () => {
    answer = (_, response) => response.writeHead(302, { Location: cdn }).end()
    await expect(fetchMedia(own, credentials, options)).rejects.toThrow('too many')
  })

  test('and without any nothing is asked for', async () => {
    for (const authToken of ['', undefined as never])
      await expect(fetchMedia(own, { accountSid, authToken }, options)).rejects.toThrow(TypeError)
    expect(asked).toEqual([])
  })
})
