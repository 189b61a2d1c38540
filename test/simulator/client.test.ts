import { createHash } from 'node:crypto'
import { type AddressInfo, connect, createServer } from 'node:net'
import fc from 'fast-check'
import twilioSdk from 'twilio'
import { describe, expect, test } from 'vitest'
import { simulate, type EventOf, type SimulateOptions, type Simulator } from 'twimlx/simulator'
import { validateSignature } from 'twimlx/webhook'
import { edgeOf, readOverrides } from '../../src/simulator/client/overrides.ts'
import { serve, xml } from './app.ts'

const { validateRequest } = twilioSdk
const { getExpectedTwilioSignature } = await import('twilio/lib/webhooks/webhooks.js')

const alice = '+14155550100'

const requests = (twilio: Simulator): EventOf<'request'>[] =>
  twilio.events.filter((event): event is EventOf<'request'> => event.type === 'request')

const text = async (
  answer: (request: Request) => Response | Promise<Response>,
  options: SimulateOptions = {},
) => {
  const twilio = simulate(answer, options)
  await twilio.phone(alice).text('hi')
  return twilio
}

const codes = (twilio: Simulator) => twilio.problems.map(({ code }) => code)
const errors = (twilio: Simulator) =>
  twilio.problems.flatMap(({ type, code }) => (type === 'error' ? code : []))

const moved = (status: number, to: string, headers: Record<string, string> = {}) =>
  new Response(null, { status, headers: { Location: to, ...headers } })

describe('a request', () => {
  test('has the headers and the form of Twilio', async () => {
    let seen: { headers: Headers; body: string } | undefined
    const twilio = await text(async (request) => {
      seen = { headers: request.headers, body: await request.text() }
      return xml('<Response/>')
    })
    expect(Object.fromEntries(seen!.headers)).toMatchObject({
      host: 'app.test',
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(seen!.body.length),
      'x-home-region': 'us1',
      'i-twilio-idempotency-token': expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4/),
    })
    const names = seen!.body.split('&').map((pair) => pair.split('=')[0]!)
    expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)))
    expect(seen!.body).toContain('&From=%2B14155550100&FromCity=&')
    expect(requests(twilio)[0]).toMatchObject({ in: 'body', attempt: 1, status: 200 })
  })

  test('spaces are + in a message and %20 in a call’s status callback', async () => {
    const bodies: string[] = []
    const twilio = simulate(
      async (request) => {
        bodies.push(await request.text())
        return xml('<Response/>')
      },
      { statusCallback: '/status' },
    )
    await twilio.phone(alice).text('a b')
    await twilio.phone(alice).call()
    expect(bodies[0]).toContain('Body=a+b')
    expect(bodies[2]).toMatch(/Timestamp=\w+%2C%20\d\d%20/)
  })

  test('by GET has its parameters after those of the URL', async () => {
    const twilio = await text(() => xml('<Response/>'), {
      messageUrl: '/sms?shop=1',
      messageMethod: 'GET',
    })
    expect(requests(twilio)[0]).toMatchObject({ url: 'https://app.test/sms?shop=1', in: 'query' })
    expect(requests(twilio)[0]?.signedUrl).toMatch(/^https:\/\/app\.test\/sms\?shop=1&AccountSid=/)
  })
})

describe('connection overrides', () => {
  test('a refused connection is retried', async () => {
    for (const [fragment, code] of [
      ['e=atlantis', 11240],
      ['e=', 11240],
      ['e=dublin,roaming', 11241],
      ['e=london-ix', 11242],
      ['rp=never', 11243],
    ] as const) {
      const twilio = await text(() => xml('<Response/>'), {
        messageUrl: `/sms#${fragment}`,
        interconnect: false,
      })
      expect(codes(twilio)).toEqual([code])
      expect(requests(twilio)).toEqual([])
    }
  })

  test('a value out of range is corrected, with a warning', async () => {
    const twilio = await text(() => new Response('', { status: 500 }), {
      messageUrl: '/sms#rc=9&rp=5xx',
    })
    expect(codes(twilio)).toEqual([11321, 11200])
    expect(requests(twilio)).toHaveLength(6)
  })

  test('any fragment is a policy within Twilio’s limits, or an error', () => {
    const pieces = fc.constantFrom(...'ct rt tt rc rp sni e'.split(' '), 'x', '')
    const values = fc.oneof(
      fc.integer().map(String),
      fc.constantFrom('', 'y', 'n', 'all', 'ct,rt', '4xx, 5xx', 'dublin', 'tokyo,london-ix', '1.5'),
      fc.string(),
    )
    const fragments = fc
      .array(fc.tuple(pieces, values), { maxLength: 7 })
      .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'))
    fc.assert(
      fc.property(fc.oneof(fragments, fc.string()), fc.nat(9), (fragment, attempt) => {
        const overrides = readOverrides(fragment, true)
        if (overrides.error) return [11240, 11241, 11243].includes(overrides.error.code)
        const { connectTimeout, readTimeout, totalTime, retries, retryOn } = overrides.policy
        return (
          [connectTimeout, readTimeout, totalTime].every((seconds) => seconds >= 0.1) &&
          connectTimeout <= 10 &&
          readTimeout <= 15 &&
          totalTime <= 15 &&
          Number.isInteger(retries) &&
          retries >= 0 &&
          retries <= 5 &&
          retryOn.size > 0 &&
          edgeOf(overrides.policy, attempt + 1).length > 0
        )
      }),
    )
  })

  test('each try is sent from the next edge location', async () => {
    const edges = async (fragment: string) => {
      const twilio = await text(() => new Response('', { status: 500 }), {
        messageUrl: `/sms#rp=5xx${fragment}`,
      })
      return requests(twilio).map(({ edge }) => edge)
    }
    expect(await edges('')).toEqual(['ashburn', 'ashburn'])
    expect(await edges('&rc=3&e=dublin,london-ix')).toEqual([
      'dublin',
      'london-ix',
      'dublin',
      'london-ix',
    ])
  })

  test('an unreachable host costs the whole connect time-out', async () => {
    for (const [fragment, times, end] of [
      ['', [0, 5], 10],
      ['#ct=2000&rc=2', [0, 2, 4], 6],
      ['#ct=9000', [0, 9], 15],
    ] as const) {
      const twilio = await text(
        () => {
          throw Object.assign(Error('nobody there'), { code: 'ETIMEDOUT' })
        },
        { messageUrl: `/sms${fragment}` },
      )
      expect(requests(twilio).map(({ at }) => at)).toEqual(times)
      expect(twilio.problems).toMatchObject([{ code: 11205, at: end }])
    }
  })

  test('a server that the app itself cannot reach is a failure of the app', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const asFetchFails = () => fetch(`http://127.0.0.1:${port}`)
    const asSocketFails = () =>
      new Promise<Response>((_, reject) => connect(port, '127.0.0.1').on('error', reject))
    for (const app of [asFetchFails, asSocketFails]) {
      const twilio = await text(app)
      expect(twilio.problems).toMatchObject([
        { code: 11200, message: expect.stringContaining('ECONNREFUSED') },
      ])
      expect(requests(twilio)).toHaveLength(1)
    }
  })

  test('a response after the time-out is ignored, and takes no time', async () => {
    let more!: () => void
    const app = () =>
      new Response(
        new ReadableStream({
          start: (body) => {
            more = () => body.enqueue(new TextEncoder().encode(' '))
          },
        }),
        { headers: { 'Content-Type': 'text/xml' } },
      )
    const twilio = simulate(app, { messageUrl: '/sms#rt=1000', patience: 30 })
    await twilio.phone(alice).text('hi')
    const { now } = twilio
    more()
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    expect(twilio.now).toEqual(now)
  })

  test('the finer codes distinguish a time-out from a refusal', async () => {
    const failing = (code: string) => () => {
      throw Object.assign(Error('no'), { code })
    }
    for (const [error, code] of [
      ['ETIMEDOUT', 11201],
      ['ECONNREFUSED', 11202],
    ] as const)
      expect(codes(await text(failing(error), { errorCodes: 'fine' }))).toEqual([code])
  })

  test('sni=n is reported as meaningless for an app in this process', async () => {
    const messages = async (fragment: string) => {
      const twilio = await text(() => xml('<Response/>'), { messageUrl: `/sms#${fragment}` })
      return [
        ...twilio.events.flatMap((event) => (event.type === 'unsupported' ? [event.message] : [])),
        ...twilio.problems.map(({ code, message }) => `${code} ${message}`),
      ]
    }
    expect(await messages('sni=n')).toEqual([expect.stringContaining('sni=n')])
    expect(await messages('sni=y')).toEqual([])
    expect(await messages('sni=0')).toEqual(['11321 sni=0 is neither y nor n: y is used.'])
  })

  test('the read time-out is for each packet, the total time for all of them', async () => {
    const drip = (pause: number, most: number) => {
      const twilio: Simulator = simulate(
        () =>
          new Response(
            new ReadableStream({
              async start(body) {
                for (const piece of ['<Response>', '<Message>', 'slow</Message>', '</Response>']) {
                  await twilio.sleep(pause)
                  body.enqueue(new TextEncoder().encode(piece))
                }
                body.close()
              },
            }),
            { headers: { 'Content-Type': 'text/xml' } },
          ),
        { messageUrl: `/sms#rt=${most}&rp=all` },
      )
      return twilio
    }
    const enough = drip(3, 4000)
    expect((await enough.phone(alice).text('hi')).messages).toHaveLength(1)
    for (const [twilio, at] of [
      [drip(3, 2000), 2],
      [drip(4, 5000), 15],
    ] as const) {
      await twilio.phone(alice).text('hi')
      expect(requests(twilio)).toHaveLength(1)
      expect(twilio.problems).toMatchObject([{ code: 11200, at }])
    }
  })

  test('a 404 and a time-out are retried if the policy says so', async () => {
    let count = 0
    const twilio: Simulator = simulate(
      async () => {
        count++
        if (count === 1) return new Response('', { status: 404 })
        if (count === 2) await twilio.sleep(2)
        return xml('<Response><Message>ok</Message></Response>')
      },
      { messageUrl: '/sms#rc=2&rp=4xx,rt&rt=1000' },
    )
    const chat = await twilio.phone(alice).text('hi')
    expect(requests(twilio).map(({ attempt }) => attempt)).toEqual([1, 2, 3])
    expect(chat.messages).toHaveLength(1)
  })

  test('all tries together have fifteen seconds', async () => {
    const twilio: Simulator = simulate(
      async () => {
        await twilio.sleep(20)
        return xml('<Response/>')
      },
      { messageUrl: '/sms#rc=5&rp=all&rt=6000' },
    )
    await twilio.phone(alice).text('hi')
    expect(requests(twilio).map(({ at }) => at)).toEqual([0, 6, 12])
    expect(twilio.problems[0]?.at).toBe(15)
  })
})

const answer = (request: Request) =>
  new URL(request.url).pathname === '/sms' ? moved(302, 'next') : xml('<Response/>')

const hops = (most: number) => (request: Request) => {
  const count = Number(new URL(request.url).searchParams.get('n') ?? 0)
  return count < most ? moved(302, `/sms?n=${count + 1}`) : xml('<Response/>')
}

describe('HTTP redirects', () => {
  test('303 and 302 become GET without parameters, unless an option keeps them', async () => {
    expect(requests(await text(answer))[1]).toMatchObject({ method: 'GET', in: 'none' })
    expect(
      requests(await text(answer, { redirectAfterPost: 'get-with-parameters' }))[1],
    ).toMatchObject({ method: 'GET', in: 'query' })
    expect(requests(await text(answer, { redirectAfterPost: 'post' }))[1]).toMatchObject({
      method: 'POST',
      in: 'body',
    })
  })

  test('cookies of a redirect are sent to the next hop', async () => {
    const twilio = await text((request) =>
      new URL(request.url).pathname === '/sms'
        ? moved(307, '/next', { 'Set-Cookie': 'a=1; Path=/' })
        : xml('<Response/>'),
    )
    expect(requests(twilio)[1]?.headers['cookie']).toBe('a=1')
  })

  test('ten are followed, not eleven', async () => {
    expect(errors(await text(hops(10)))).toEqual([])
    expect(errors(await text(hops(11)))).toEqual([11215])
  })

  describe.each(['text', 'call'] as const)('after the POST of a %s', (what) => {
    const drive = async (status: number, options: SimulateOptions = {}) => {
      const twilio = simulate(
        ({ url }) =>
          new URL(url).pathname === '/next' ? xml('<Response/>') : moved(status, '/next'),
        options,
      )
      await (what === 'text' ? twilio.phone(alice).text('hi') : twilio.phone(alice).call())
      return twilio.problems
    }

    test.each([301, 302])('%i is a warning', async (status) => {
      expect(await drive(status)).toMatchObject([
        {
          type: 'warning',
          url: `https://app.test/${what === 'text' ? 'sms' : 'voice'}`,
          message: expect.stringContaining(
            `status ${status}, which Twilio repeats by GET, with${what === 'text' ? 'out the' : ' the'} parameters`,
          ),
        },
      ])
    })

    test.each([303, 307])('%i is no warning', async (status) => {
      expect(await drive(status)).toEqual([])
    })

    test('a GET loses nothing', async () => {
      expect(await drive(302, { messageMethod: 'GET', voiceMethod: 'GET' })).toEqual([])
    })
  })
})

describe('cookies', () => {
  test('expire on the virtual clock', async () => {
    const seen: (string | null)[] = []
    const twilio = simulate((request) => {
      seen.push(request.headers.get('cookie'))
      return xml('<Response/>', seen.length === 1 ? { 'Set-Cookie': 'a=1; Max-Age=60' } : {})
    })
    const phone = twilio.phone(alice)
    await phone.text('1')
    await twilio.advance(59)
    await phone.text('2')
    await twilio.advance(2)
    await phone.text('3')
    expect(seen).toEqual([null, 'a=1', null])
  })
})

describe('caching', () => {
  const play = '<Response><Play>/a.mp3</Play><Play>/a.mp3</Play></Response>'
  const sound = (headers: Record<string, string>) => {
    const seen: Headers[] = []
    const twilio = simulate((request) => {
      if (new URL(request.url).pathname !== '/a.mp3') return xml(play)
      seen.push(request.headers)
      return request.headers.has('if-none-match') || request.headers.has('if-modified-since')
        ? new Response(null, { status: 304, headers })
        : new Response('ID3', { headers: { 'Content-Type': 'audio/mpeg', ...headers } })
    })
    return { twilio, seen }
  }

  test('an ETag is revalidated, and a 304 plays the stored copy', async () => {
    const { twilio, seen } = sound({ ETag: '"1"', 'Cache-Control': 'no-cache' })
    const call = await twilio.phone(alice).call()
    expect(seen.map((headers) => headers.get('if-none-match'))).toEqual([null, '"1"'])
    expect(call.heard).toHaveLength(2)
  })

  test('Last-Modified is revalidated, too', async () => {
    const { twilio, seen } = sound({ 'Last-Modified': 'Fri, 20 Aug 2010 01:13:42 GMT' })
    await twilio.phone(alice).call()
    expect(seen[1]?.get('if-modified-since')).toBe('Fri, 20 Aug 2010 01:13:42 GMT')
  })

  test('a fresh response is not requested again until it is stale', async () => {
    const { twilio, seen } = sound({ 'Cache-Control': 'max-age=60' })
    await twilio.phone(alice).call()
    await twilio.advance(61)
    await twilio.phone(alice).call()
    expect(seen).toHaveLength(2)
  })

  test('a stored copy sets no cookie again', async () => {
    const seen: (string | null)[] = []
    const twilio = simulate(
      (request) => {
        const { pathname } = new URL(request.url)
        if (pathname === '/sms') {
          seen.push(request.headers.get('cookie'))
          return moved(302, '/static', seen.length === 2 ? { 'Set-Cookie': 'n=2; Path=/' } : {})
        }
        return request.headers.has('if-none-match')
          ? new Response(null, { status: 304, headers: { ETag: '"1"' } })
          : xml('<Response/>', { ETag: '"1"', 'Set-Cookie': 'n=1; Path=/' })
      },
      { messageUrl: '/sms' },
    )
    for (let count = 0; count < 3; count++) await twilio.phone(alice).text('hi')
    expect(requests(twilio).map(({ status }) => status)).toEqual([302, 200, 302, 304, 302, 304])
    expect(seen).toEqual([null, 'n=1', 'n=2'])
  })

  test('no-store is respected', async () => {
    const { twilio, seen } = sound({ 'Cache-Control': 'no-store', ETag: '"1"' })
    await twilio.phone(alice).call()
    expect(seen.map((headers) => headers.get('if-none-match'))).toEqual([null, null])
  })
})

const md5 = (value: string) => createHash('md5').update(value).digest('hex')

describe('private addresses', () => {
  const chase = async (url: string, options: SimulateOptions = {}) => {
    const twilio = await text(
      (request) =>
        new URL(request.url).pathname === '/sms'
          ? xml(`<Response><Redirect>${url}</Redirect></Response>`)
          : xml('<Response><Message>reached</Message></Response>'),
      { otherOrigins: () => xml('<Response><Message>reached</Message></Response>'), ...options },
    )
    return codes(twilio)
  }

  test.each([
    'http://localhost:3000/x',
    'http://api.localhost/x',
    'http://127.0.0.1/x',
    'http://10.1.2.3/x',
    'http://172.31.0.1/x',
    'http://192.168.1.5/x',
    'http://169.254.169.254/x',
    'http://[::1]/x',
    'http://[fd00::1]/x',
  ])("%s is out of Twilio's reach", async (url) => {
    expect(await chase(url)).toEqual([11205])
  })

  test.each(['http://172.32.0.1/x', 'http://8.8.8.8/x', 'http://[2001:4860::8888]/x'])(
    '%s is not',
    async (url) => {
      expect(await chase(url)).toEqual([])
    },
  )

  test("are allowed for the app's own address", async () => {
    expect(await chase('http://localhost:9000/x', { publicUrl: 'http://localhost:3000' })).toEqual(
      [],
    )
  })
})

describe('user name and password', () => {
  test.each(['u:p@ss', 'u:p:ss', 'u ser:p', 'ü:p', 'u:p%zz', 'u:[p]'])(
    '%s must be percent-encoded',
    async (userInfo) => {
      const twilio = await text(() => xml('<Response/>'), {
        messageUrl: `https://${userInfo}@app.test/sms`,
      })
      expect(codes(twilio)).toEqual([11100])
      expect(requests(twilio)).toEqual([])
    },
  )

  test('by Digest', async () => {
    const twilio = await text(
      (request) => {
        const given = request.headers.get('authorization')
        if (!given)
          return new Response('', {
            status: 401,
            headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="n", qop="auth", opaque="o"' },
          })
        const field = (name: string) => RegExp(`${name}="?([^",]+)`).exec(given)?.[1]
        const expected = md5(
          [md5('ada:r:p@ss'), 'n', field('nc'), field('cnonce'), 'auth', md5('POST:/sms?x=1')].join(
            ':',
          ),
        )
        return field(' response') === expected
          ? xml('<Response><Message>in</Message></Response>')
          : new Response('', { status: 403 })
      },
      { messageUrl: 'https://ada:p%40ss@app.test/sms?x=1' },
    )
    expect(codes(twilio)).toEqual([])
    expect(requests(twilio).map(({ status }) => status)).toEqual([401, 200])
  })

  test('by Digest, which is made for the query of a GET too', async () => {
    const wanted: boolean[] = []
    await text(
      (request) => {
        const given = request.headers.get('authorization')
        if (given)
          wanted.push(given.includes(`uri="${request.url.slice('https://app.test'.length)}"`))
        return new Response('', {
          status: 401,
          headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="n"' },
        })
      },
      { messageUrl: 'https://ada:x@app.test/sms', messageMethod: 'GET' },
    )
    expect(wanted).toEqual([true])
  })

  test('a second 401 is final, and so is one without a challenge', async () => {
    for (const headers of [
      { 'WWW-Authenticate': 'Basic realm="x"' },
      {} as Record<string, string>,
    ]) {
      const twilio = await text(() => new Response('', { status: 401, headers }), {
        messageUrl: 'https://ada:x@app.test/sms',
      })
      expect(codes(twilio)).toEqual([11200])
      expect(requests(twilio)).toHaveLength('WWW-Authenticate' in headers ? 2 : 1)
      expect(twilio.problems[0]?.url).toBe('https://app.test/sms')
    }
  })
})

test('the port is signed for messages, and dropped for calls over https', async () => {
  const options = { publicUrl: 'https://app.test:8443' }
  const twilio = simulate(() => xml('<Response/>'), options)
  await twilio.phone(alice).text('hi')
  await twilio.phone(alice).call()
  expect(requests(twilio).map(({ signedUrl }) => signedUrl)).toEqual([
    'https://app.test:8443/sms',
    'https://app.test/voice',
  ])
})

test.each([
  { message: 'https://app.test:443', call: 'https://app.test' },
  { message: 'http://app.test:80', call: 'http://app.test:80' },
])('a redundant port is signed likewise: $message', async ({ message, call }) => {
  const got: { signature: string; params: Record<string, string>; valid: boolean[] }[] = []
  const answer = serve({
    '/sms': () => moved(307, '/moved'),
    '/voice': () => moved(307, '/moved'),
    '/moved': '<Redirect>next?a=1</Redirect>',
    '/fallback': '',
  })
  const app = async (request: Request) => {
    const params = Object.fromEntries(new URLSearchParams(await request.text()))
    const signature = request.headers.get('x-twilio-signature')!
    const report = await validateSignature({
      authToken: '12345',
      url: request.url,
      signature,
      params,
    })
    const valid = [validateRequest('12345', signature, request.url, params), report.valid]
    got.push({ signature, params, valid })
    return answer(request)
  }
  const expected = (origin: string, first: string) =>
    [first, '/moved', '/next?a=1', '/fallback'].map((path) => origin + path)
  // Overrides are given where Twilio is told of the app, or in each URL.
  for (const base of ['', message]) {
    const options: SimulateOptions = {
      publicUrl: base ? new URL(message).origin : message,
      messageUrl: `${base}/sms`,
      messageFallbackUrl: `${base}/fallback`,
      voiceUrl: `${base}/voice`,
      voiceFallbackUrl: `${base}/fallback`,
    }
    got.length = 0
    const twilio = await text(app, options)
    await twilio.phone(alice).call()
    const urls = [...expected(message, '/sms'), ...expected(call, '/voice')]
    expect(requests(twilio).map(({ signedUrl }) => signedUrl)).toEqual(urls)
    expect(got.map(({ signature, valid }) => ({ signature, valid }))).toEqual(
      got.map(({ params }, index) => ({
        signature: getExpectedTwilioSignature('12345', urls[index]!, params),
        valid: [true, true],
      })),
    )
    expect(requests(twilio).map(({ params }) => params['ErrorUrl'])).toContain(
      `${message}/next?a=1`,
    )
  }
})

test.each(['documented', 'port-variant'] as const)(
  'both ways to sign a port (%s) pass Twilio’s own check',
  async (signature) => {
    for (const publicUrl of [
      'https://app.test',
      'https://app.test:443',
      'https://app.test:8443',
      'http://app.test',
    ]) {
      const valid: boolean[] = []
      const twilio = simulate(
        async (request) => {
          const params = Object.fromEntries(new URLSearchParams(await request.text()))
          const header = request.headers.get('x-twilio-signature')!
          valid.push(validateRequest('12345', header, request.url, params))
          return xml('<Response/>')
        },
        { publicUrl, signature },
      )
      await twilio.phone(alice).text('hi')
      await twilio.phone(alice).call()
      expect(valid).toEqual([true, true])
    }
  },
)

describe('faults', () => {
  const app = (request: Request) =>
    xml(`<Response><Message>${new URL(request.url).pathname}</Message></Response>`)

  test('are failures of a request that is not sent', async () => {
    const twilio = await text(app, {
      messageUrl: '/sms?x=1',
      messageFallbackUrl: '/fallback',
      fault: ({ url, method }) =>
        method === 'POST' && url === 'https://app.test/sms?x=1' ? 12400 : undefined,
    })
    expect(twilio.problems).toMatchObject([
      { type: 'error', code: 12400, url: 'https://app.test/sms?x=1' },
    ])
    expect(requests(twilio)).toMatchObject([
      { url: 'https://app.test/fallback', params: { ErrorCode: '12400' } },
    ])
  })

  test('may hit the fallback, or a status callback', async () => {
    const twilio = simulate(
      () => xml('<Response><Message statusCallback="/status">x</Message></Response>'),
      {
        delivery: () => 'delivered',
        fault: ({ url }) => (url.endsWith('/status') ? 11220 : undefined),
      },
    )
    await twilio.phone(alice).text('hi')
    expect(twilio.problems.map(({ type, code }) => `${type} ${code}`)).toEqual([
      'warning 11200',
      'warning 11200',
    ])
    expect(codes(await text(app, { messageFallbackUrl: '/fallback', fault: () => 10001 }))).toEqual(
      [10001, 10001],
    )
  })

  test('may happen on the way back, after the app has run', async () => {
    for (const [fault, told] of [
      [500, 'was answered with status 500'],
      ['timeout', 'There was no answer within 15 s'],
    ] as const) {
      const asked: string[] = []
      const twilio = await text(
        (request) => {
          asked.push(new URL(request.url).pathname)
          return app(request)
        },
        {
          messageFallbackUrl: '/fallback',
          fault: ({ url }) => (url.endsWith('/sms') ? fault : undefined),
        },
      )
      expect(asked).toEqual(['/sms', '/fallback'])
      expect(twilio.problems).toMatchObject([
        { code: 11200, message: expect.stringContaining(told) },
      ])
      expect(twilio.phone(alice).messages).toMatchObject([{ body: '/fallback' }])
      expect(twilio.events.at(-1)!.at).toBe(fault === 'timeout' ? 15 : 0)
    }
  })

  test('may be a second delivery, with the same token', async () => {
    const attempts: number[] = []
    const twilio = await text(app, {
      fault: ({ attempt }) => {
        attempts.push(attempt)
        return 'repeat'
      },
    })
    const [first, second, ...more] = requests(twilio)
    expect([second!.attempt, second!.sameToken, more.length]).toEqual([2, true, 0])
    const token = 'i-twilio-idempotency-token'
    expect(second!.headers[token]).toBe(first!.headers[token])
    expect(attempts).toEqual([1, 2])
    expect(twilio.phone(alice).messages).toHaveLength(1)
  })
})

test('an observer receives each event, response and verb as it happens', async () => {
  const seen: string[] = []
  const twilio = simulate(
    (request) =>
      request.url.endsWith('/voice')
        ? xml('<Response>\n<Say>hi</Say><Redirect>/gone</Redirect></Response>')
        : new Response('', { status: 404 }),
    {
      observer: {
        event: ({ type }) => void seen.push(type),
        answer: ({ url }, { status }, milliseconds) => {
          expect(milliseconds).toBeGreaterThanOrEqual(0)
          seen.push(`${status} ${new URL(url).pathname}`)
        },
        verb: ({ callSid, url, name, line, column }) =>
          void seen.push(`${name} ${line}:${column} ${callSid === undefined} ${url}`),
      },
    },
  )
  await twilio.phone(alice).call()
  expect(seen).toEqual([
    'stimulus',
    'request',
    '200 /voice',
    'Say 2:1 false https://app.test/voice',
    'answer',
    'say',
    'Redirect 2:14 false https://app.test/voice',
    'request',
    '404 /gone',
    'error',
    'say',
    'hangup',
  ])
})

test('a fallback that fails too ends the call, and is requested once', async () => {
  const twilio = await text(() => new Response('', { status: 500 }), {
    messageFallbackUrl: '/fallback',
  })
  expect(twilio.problems.map(({ url }) => url)).toEqual([
    'https://app.test/sms',
    'https://app.test/fallback',
  ])
})
