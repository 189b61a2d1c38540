import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { simulate, type SimulateOptions } from 'twimlx/simulator'
import { xml } from './app.ts'

const alice = '+14155550100'

const reply = (body: ConstructorParameters<typeof Response>[0], init: ResponseInit = {}) =>
  new Response(body, init)
const html = { headers: { 'Content-Type': 'text/html' } }
const texml = { headers: { 'Content-Type': 'text/xml' } }

/** Each failing answer, and Twilio's code for it. */
const bad: Record<
  string,
  [code: number, answer: (request: Request) => Response | Promise<Response>]
> = {
  'malformed XML': [12100, () => xml('<Response><Say>hi</Response>')],
  'text before the declaration': [12100, () => xml('\n<?xml version="1.0"?><Response/>')],
  'an empty document': [12100, () => xml('')],
  'no XML at all': [12100, () => reply('hello', html)],
  'binary garbage': [12100, () => reply(new Uint8Array([0, 255, 254, 1, 60, 7]), texml)],
  'another root': [12102, () => xml('<Reply/>')],
  'a root in lower case': [12102, () => xml('<response/>')],
  'a version that never was': [12101, () => xml('<Response version="3"/>')],
  JSON: [12300, () => Response.json({ twiml: '<Response/>' })],
  'no Content-Type': [11200, () => reply(new TextEncoder().encode('<Response/>'))],
  'a 404': [11200, () => reply('', { status: 404 })],
  'a 500': [11200, () => reply('', { status: 500 })],
  'an exception': [
    11200,
    () => {
      throw new Error('oops')
    },
  ],
  'no Response at all': [11200, () => undefined as unknown as Response],
  'an answer in circles': [
    11215,
    ({ url }) => reply(null, { status: 307, headers: { Location: url } }),
  ],
  'a redirect without Location': [11216, () => reply(null, { status: 301 })],
  'a redirect that is not followed': [
    11216,
    () => reply(null, { status: 308, headers: { Location: '/x' } }),
  ],
  'a redirect to elsewhere': [
    11216,
    () => reply(null, { status: 302, headers: { Location: 'mailto:x@y.z' } }),
  ],
  'a 304 that nobody asked for': [11216, () => reply(null, { status: 304 })],
  'ten megabytes': [11750, () => xml(`<Response>${' '.repeat(10_000_000)}</Response>`)],
  'a body without end': [
    11750,
    () =>
      reply(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(10_000)),
        }),
        texml,
      ),
  ],
  'a body that breaks off': [
    11200,
    () =>
      reply(
        new ReadableStream({
          start: (controller) => controller.error(new Error('cut')),
        }),
        texml,
      ),
  ],
  'a chunked nothing': [
    11770,
    () => reply('', { headers: { ...texml.headers, 'Transfer-Encoding': 'chunked' } }),
  ],
  'a compressed document': [
    12100,
    () =>
      reply(gzipSync('<Response/>'), {
        headers: { ...texml.headers, 'Content-Encoding': 'gzip' },
      }),
  ],
  'never an answer': [11200, () => new Promise(() => {})],
  'headers, and then never a body': [11200, () => reply(new ReadableStream({}), texml)],
}

describe.each(Object.entries(bad))('%s', (name, [code, answer]) => {
  // Only an answer that never comes has a short time-out: on a slow machine, the others take their time.
  const options: SimulateOptions = { patience: name.includes('never') ? 50 : 60_000 }

  test('is an error of its own, and an apology to the caller', async () => {
    const twilio = simulate(async (request) => answer(request), options)
    const call = await twilio.phone(alice).call()
    expect(twilio.problems.map(({ code }) => code)).toEqual([code])
    expect(twilio.problems[0]).toMatchObject({ type: 'error', url: 'https://app.test/voice' })
    expect(call.heard).toEqual(['We are sorry, an application error has occurred. Goodbye.'])
    expect(call.status).toBe('completed')
  })

  test('leaves a texter without a reply', async () => {
    const twilio = simulate(async (request) => answer(request), options)
    const chat = await twilio.phone(alice).text('hi')
    expect(twilio.problems.map(({ code }) => code)).toEqual([code])
    expect(chat.messages).toEqual([])
    expect(chat.events.at(-1)?.type).toBe('end')
  })

  test('leads to the fallback', async () => {
    const twilio = simulate(
      async (request) =>
        new URL(request.url).pathname === '/fallback'
          ? xml('<Response><Say>Try again later</Say></Response>')
          : answer(request),
      { ...options, voiceFallbackUrl: '/fallback' },
    )
    const call = await twilio.phone(alice).call()
    expect(call.heard).toEqual(['Try again later'])
    const asked = twilio.events.findLast(({ type }) => type === 'request')
    expect(asked).toMatchObject({
      url: 'https://app.test/fallback',
      params: { ErrorCode: String(code), ErrorUrl: 'https://app.test/voice' },
    })
  })
})

const listen = async (server: ReturnType<typeof createTcpServer>): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const http = (handle: RequestListener) => createServer(handle)

// Waits long enough for any answer, on the slowest machine.
const reach = (base: string, options?: SimulateOptions) =>
  simulate(base, { patience: 60_000, ...options })

describe('over the network', () => {
  test('a refused connection is tried twice', async () => {
    const server = createTcpServer()
    const port = await listen(server)
    await new Promise((resolve) => server.close(resolve))
    const twilio = reach(`http://127.0.0.1:${port}`)
    await twilio.phone(alice).text('hi')
    expect(twilio.problems.map(({ code }) => code)).toEqual([11205])
    expect(twilio.events.filter(({ type }) => type === 'request')).toMatchObject([
      { attempt: 1 },
      { attempt: 2, sameToken: true },
    ])
  })

  test('a host without an address fails', async () => {
    const twilio = reach('http://nowhere.invalid')
    await twilio.phone(alice).text('hi')
    expect(twilio.problems.map(({ code }) => code)).toEqual([11210])
  })

  test('a server of another protocol fails', async () => {
    const port = await listen(createTcpServer((socket) => socket.end('220 smtp ready\r\n')))
    const twilio = reach(`http://127.0.0.1:${port}`)
    await twilio.phone(alice).text('hi')
    expect(twilio.problems.map(({ code }) => code)).toEqual([11206])
  })

  test('plain HTTP to an https URL fails', async () => {
    const port = await listen(http((_, response) => response.end('hi')))
    const twilio = reach(`https://127.0.0.1:${port}`)
    await twilio.phone(alice).text('hi')
    expect(twilio.problems.map(({ code }) => code)).toEqual([11220])
  })

  test('a server that never responds fails', async () => {
    const port = await listen(http(() => {}))
    const twilio = simulate(`http://127.0.0.1:${port}`, { patience: 50 })
    await twilio.phone(alice).text('hi')
    expect(twilio.problems).toMatchObject([
      { code: 11200, message: expect.stringContaining('patience') },
    ])
  })

  test('a response that is cut short fails', async () => {
    const port = await listen(
      http((_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': '1000' })
        response.write('<Response>')
        setTimeout(() => response.destroy(), 10)
      }),
    )
    const twilio = reach(`http://127.0.0.1:${port}`)
    await twilio.phone(alice).text('hi')
    expect(twilio.problems.map(({ code }) => code)).toEqual([11200])
    expect(twilio.events.filter(({ type }) => type === 'request')).toHaveLength(1)
  })

  test('a response that stops half-way is not requested again', async () => {
    const port = await listen(
      http((_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/xml' })
        response.write('<Response>')
      }),
    )
    const twilio = simulate(`http://127.0.0.1:${port}`, { messageUrl: '/sms#rt=2000&rp=all&rc=5' })
    await twilio.phone(alice).text('hi')
    expect(twilio.problems).toMatchObject([
      { code: 11200, message: expect.stringContaining('did not continue within 2 s') },
    ])
    expect(twilio.events.filter(({ type }) => type === 'request')).toHaveLength(1)
  })

  test('a response in slow pieces is complete, however long it takes altogether', async () => {
    const port = await listen(
      http((_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/xml' })
        const pieces = ['<Response>', '<Message>', 'slow', '</Message>', '</Response>']
        const write = () => {
          const piece = pieces.shift()
          if (piece === undefined) return response.end()
          response.write(piece)
          setTimeout(write, 250)
        }
        write()
      }),
    )
    const twilio = reach(`http://127.0.0.1:${port}`, { messageUrl: '/sms#rt=1000' })
    expect((await twilio.phone(alice).text('hi')).messages).toMatchObject([{ body: 'slow' }])
  })

  test('an unanswered handshake is given up after the connect time-out, and retried', async () => {
    const port = await listen(
      createTcpServer((socket) => onTestFinished(() => void socket.destroy())),
    )
    const twilio = reach(`https://127.0.0.1:${port}`, { messageUrl: '/sms#ct=100' })
    await twilio.phone(alice).text('hi')
    expect(twilio.problems).toMatchObject([{ code: 11205, at: 0.2 }])
    expect(twilio.events.filter(({ type }) => type === 'request')).toMatchObject([
      { attempt: 1, at: 0 },
      { attempt: 2, at: 0.1 },
    ])
  })

  test('TLS checks the host name, unless an override disables it', async () => {
    const names: string[] = []
    const server = createTlsServer({
      SNICallback: (name, done) => {
        names.push(name)
        done(null)
      },
    })
    // Without a certificate no handshake succeeds, but the server has seen the name by then.
    server.on('tlsClientError', () => {})
    const port = await listen(server)
    const ask = async (fragment: string) => {
      names.length = 0
      await reach(`https://localhost:${port}`, { messageUrl: `/sms#rc=0${fragment}` })
        .phone(alice)
        .text('hi')
      return [...names]
    }
    expect(await ask('')).toEqual(['localhost'])
    expect(await ask('&sni=n')).toEqual([])
  })

  test('an empty chunked response is accepted', async () => {
    const port = await listen(
      http((_, response) => {
        response.writeHead(200, texml.headers)
        response.flushHeaders()
        response.end()
      }),
    )
    const twilio = reach(`http://127.0.0.1:${port}`)
    await twilio.phone(alice).text('hi')
    expect(twilio.problems.map(({ code }) => code)).toEqual([11770])
  })

  test('an https request to a plain port fails', async () => {
    const server = createTlsServer()
    server.on('tlsClientError', () => {})
    const twilio = reach(`http://127.0.0.1:${await listen(server)}`)
    await twilio.phone(alice).text('hi')
    expect(twilio.problems.map(({ code }) => code)).toEqual([11206])
  })

  test('a request has the headers of Twilio and no others', async () => {
    let names: string[] = []
    const port = await listen(
      http((request, response) => {
        names = Object.keys(request.headers)
        response.writeHead(204).end()
      }),
    )
    const twilio = reach(`http://127.0.0.1:${port}`)
    await twilio.phone(alice).call()
    const [asked] = twilio.events.filter((event) => event.type === 'request')
    expect(names.toSorted()).toEqual(Object.keys(asked!.headers).toSorted())
    expect(names).toContain('connection')
  })

  test.each(['https://shop.example', 'https://shop.example:443'])(
    'behind a tunnel the app is told its public address: %s',
    async (publicUrl) => {
      let seen: Record<string, unknown> = {}
      const port = await listen(
        http((request, response) => {
          seen = request.headers
          response.writeHead(204).end()
        }),
      )
      const twilio = reach(`http://127.0.0.1:${port}`, { publicUrl })
      await twilio.phone(alice).text('hi')
      expect(seen).toMatchObject({
        host: `127.0.0.1:${port}`,
        'x-forwarded-host': 'shop.example',
        'x-forwarded-proto': 'https',
      })
    },
  )
})

test('what can no longer be done in a call that failed tells of the error', async () => {
  const call = await simulate(() => xml('<Response><Say>a & b</Say></Response>'))
    .phone(alice)
    .call()
  await expect(call.press('1')).rejects.toThrow(
    /^The call is over \(completed\): it can no longer press keys\. Before that, error 12100 at https:\/\/app\.test\/voice:1:\d+: .*&/,
  )
})
