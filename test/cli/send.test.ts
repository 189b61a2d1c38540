/** `twimlx send` against a real server that checks the request. */
import { execFile } from 'node:child_process'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { basicAuth } from 'hono/basic-auth'
import { getCookie, setCookie } from 'hono/cookie'
import { callWebhook, messageWebhook, statusWebhook } from 'twimlx/hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send } from '../../src/cli/send.ts'

const authToken = '0123456789abcdef0123456789abcdef'
const onInvalid = () => {}
const app = new Hono()
  .on(['GET', 'POST'], '/sms', messageWebhook({ authToken, onInvalid }), (c) =>
    c.text(
      JSON.stringify({
        ...c.var.webhook,
        agent: c.req.header('user-agent'),
        method: c.req.method,
      }),
    ),
  )
  .post('/voice', callWebhook({ authToken, onInvalid, publicUrl: 'https://example.com' }), (c) =>
    c.body('<Response><Say>Hi</Say></Response>', 200, { 'Content-Type': 'text/xml' }),
  )
  .post('/call', callWebhook({ authToken, onInvalid, after: 'Gather' }), (c) =>
    c.text(JSON.stringify(c.var.webhook)),
  )
  .post('/json', (c) => c.json({ text: 'hi' }))
  .post('/long', (c) => c.text('long '.repeat(100_000)))
  .post('/endless', (c) =>
    c.body(
      new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) }),
      200,
      { 'Content-Type': 'text/plain' },
    ),
  )
  .post('/escape', (c) => c.text('a\u001b[31mred\u202e\nb'))
  .post('/count', (c) => {
    const count = Number(getCookie(c, 'count') ?? 0) + 1
    setCookie(c, 'count', String(count))
    return c.text(String(count))
  })
  .post('/status', statusWebhook({ authToken, onInvalid }), async (c) => {
    c.header('X-Kind', c.var.webhook.kind)
  })
  .post('/page', (c) => c.html('<!doctype html><p>1 < 2<br>Sorry</b>'))
  .post('/broken', () => {
    throw new Error('broken')
  })
  .post('/moved', (c) => c.redirect('/sms', 308))
  .post('/moves', (c) => c.redirect('/sms', 307))
  .post('/nowhere', (c) => c.body(null, 302))
  .on(['GET', 'POST'], '/private', basicAuth({ username: 'ada', password: 'p@ss' }), (c) =>
    c.text('in'),
  )
app.onError((_, c) => c.text('Internal Server Error', 500))

let origin = ''
let server: ReturnType<typeof serve>
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0 }, ({ port }: AddressInfo) => {
      origin = `http://localhost:${port}`
      resolve()
    })
  })
})
afterAll(() => void server.close())

const run = async (...args: string[]) => {
  const out: string[] = []
  const errors: string[] = []
  const code = await send(args, {
    env: { TWILIO_AUTH_TOKEN: authToken },
    out: (text) => void out.push(text),
    error: (text) => void errors.push(text),
  })
  return { code, status: out[0], body: out.slice(1).join('\n'), error: errors.join('\n') }
}

test('a page that is not XML is shown as received, and Twilio refuses it', async () => {
  const { code, body, error } = await run(`${origin}/page`)
  expect(body).toBe('<!doctype html><p>1 < 2<br>Sorry</b>')
  expect([code, error]).toEqual([1, expect.stringMatching(/not well-formed XML: .* 12100\.$/)])
})

test.each([
  ['json', 'Body=hi', 'The answer is application/json: send TwiML as text/xml', 12300],
  ['long', 'Body=hi', 'The document has more than 65536 bytes', 11750],
  ['endless', 'Digits=1', 'The document has more than 65536 bytes', 11750],
])('Twilio refuses /%s', async (path, pair, why, twilio) => {
  const { code, body, error } = await run(`${origin}/${path}`, pair)
  expect([code, error]).toEqual([1, expect.stringContaining(why)])
  expect(error).toContain(`error ${twilio}`)
  expect(body.length).toBeLessThan(500_000)
})

test('no response can control the terminal', async () => {
  const { code, body } = await run(`${origin}/escape`, 'Body=hi')
  expect([code, body]).toEqual([0, 'a\\u001b[31mred\\u202e\nb'])
})

test('cookies are kept in a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'twimlx-'))
  const file = join(folder, 'jar.json')
  const count = () => run(`${origin}/count`, 'Body=hi', '--cookies', file)
  expect([(await count()).body, (await count()).body]).toEqual(['1', '2'])
  writeFileSync(file, 'count=1')
  expect(await count()).toMatchObject({
    code: 1,
    error: expect.stringMatching(/^\/.*jar\.json is not a file of cookies/),
  })
  rmSync(folder, { recursive: true })
})

describe('the request', () => {
  test('is a message with the parameters that Twilio always sends', async () => {
    const { code, status, body } = await run(`${origin}/sms`, 'From=+15551234567', 'Body=a=b & ü')
    expect(status).toMatch(/^200 OK, text\/plain; charset=UTF-8, \d+ ms$/)
    const message = JSON.parse(body)
    expect(message).toMatchObject({
      From: '+15551234567',
      Body: 'a=b & ü',
      NumMedia: 0,
      SmsStatus: 'received',
      ApiVersion: '2010-04-01',
      media: [],
      agent: 'TwilioProxy/1.1',
      method: 'POST',
    })
    expect(message.MessageSid).toMatch(/^SM[0-9a-f]{32}$/)
    expect(message.SmsSid).toBe(message.MessageSid)
    expect(message.idempotencyToken).toMatch(/^[0-9a-f-]{36}$/)
    expect(code).toBe(0)
  })

  test('counts its media', async () => {
    const { body } = await run(`${origin}/sms`, 'MediaUrl0=u', 'MediaContentType0=image/png')
    expect(JSON.parse(body)).toMatchObject({
      NumMedia: 1,
      MessageSid: expect.stringMatching(/^MM/),
      media: [{ url: 'u', contentType: 'image/png' }],
    })
  })

  test('may be a GET with a query of its own', async () => {
    const { body } = await run('--get', `${origin}/sms?x=1`, 'Body=hi')
    expect(JSON.parse(body)).toMatchObject({ method: 'GET', Body: 'hi' })
  })

  test('leaves connection overrides out, and sends user name and password apart', async () => {
    for (const method of [['--get'], []]) {
      const { code } = await run(...method, `${origin}/sms#rc=2`, 'Body=hi')
      expect(code).toBe(0)
      const url = `${origin.replace('//', '//ada:p%40ss@')}/private`
      expect((await run(...method, url)).body).toBe('in')
    }
    const { code, error } = await run(`${origin.replace('//', '//ada:%@')}/private`)
    expect([code, error]).toEqual([1, expect.stringContaining('must be percent-encoded')])
  })

  test('is signed as it is sent, however its URL is written', async () => {
    const { code } = await run(`${origin.toUpperCase()}/sms?x=it's a b`, 'Body=hi')
    expect(code).toBe(0)
  })

  test('is a call if there is no text', async () => {
    const { body } = await run(
      `${origin}/call`,
      'Digits=1',
      '--account-sid',
      'AC7',
      'From=client:al',
    )
    expect(JSON.parse(body)).toMatchObject({
      AccountSid: 'AC7',
      Digits: '1',
      From: 'client:al',
      Caller: 'client:al',
      CallStatus: 'ringing',
      Direction: 'inbound',
    })
  })

  test('is a status callback if it has the parameters of one', async () => {
    const { code, status, body } = await run(
      `${origin}/status`,
      'MessageSid=SM1',
      'MessageStatus=sent',
    )
    expect([code, body]).toEqual([0, ''])
    expect(status).toContain('204 No Content, no Content-Type')
  })

  test('is signed for another URL if the app expects one', async () => {
    expect((await run(`${origin}/voice`)).code).toBe(1)
    const { code, body } = await run(`${origin}/voice`, '--public-url', 'https://example.com/voice')
    expect([code, body]).toEqual([0, '<Response>\n  <Say>Hi</Say>\n</Response>'])
  })
})

describe('the messages', () => {
  test('of a missing route', async () => {
    const { code, status, error } = await run(`${origin}/smss?a=1`, 'Body=hi')
    expect(code).toBe(1)
    expect(status).toContain('404')
    expect(error).toBe(
      'The app has no route for POST /smss: is the path right, and the method (--get)?',
    )
  })

  test('of a signature that the app refuses', async () => {
    const { code, status, error } = await run(`${origin}/sms`, 'Body=hi', '--auth-token', 'other')
    expect(code).toBe(1)
    expect(status).toContain('403 Forbidden')
    expect(error).toContain('the same auth token')
  })

  test('of a failure and of a redirect, which is not followed', async () => {
    const broken = await run(`${origin}/broken`)
    expect([broken.code, broken.body]).toEqual([1, 'Internal Server Error'])
  })

  test('of a redirect, and whether Twilio follows it', async () => {
    const followed = await run(`${origin}/moves`)
    expect([followed.code, followed.error]).toEqual([0, ''])
    expect(followed.status).toMatch(/^307 Temporary Redirect, .+, to \/sms$/)
    const permanent = await run(`${origin}/moved`)
    expect(permanent.status).toMatch(/^308 Permanent Redirect, .+, to \/sms$/)
    expect([permanent.code, permanent.error]).toEqual([
      1,
      "HTTP redirects with status 308 are not followed: use 301, 302, 303 or 307. That is Twilio's error 11216.",
    ])
    const { code, error } = await run(`${origin}/nowhere`)
    expect([code, error]).toEqual([1, expect.stringContaining('status 302 but no Location')])
  })

  test('of an app that does not run', async () => {
    const closed = createServer().listen(0)
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const { code, error } = await run(`http://localhost:${port}/sms`, 'Body=hi')
    expect([code, error]).toEqual([
      1,
      `Nothing listens at http://localhost:${port}: start the app first.`,
    ])
  })

  test.each([
    [[], 'Which URL?'],
    [['localhost:3000/sms'], 'is not an http or https URL: write the whole URL'],
    [['ftp://localhost/sms'], 'is not an http or https URL: write the whole URL'],
    [['http://localhost/sms', 'Body'], '"Body" is not a parameter: write Name=Value.'],
    [['http://localhost/sms', '=x'], '"=x" is not a parameter: write Name=Value.'],
    [['http://localhost/sms', '--body=x'], "Unknown option '--body'"],
    [
      ['http://localhost/sms', '--public-url', 'x'],
      'is not an http or https URL: write the whole URL',
    ],
  ])('of a wrong call: %j', async (args, sentence) => {
    const { code, error } = await run(...args)
    expect(code).toBe(2)
    expect(error).toContain(sentence)
    expect(error).toContain('Usage: twimlx send')
  })

  test('about a missing auth token', async () => {
    const errors: string[] = []
    const error = (text: string) => void errors.push(text)
    const code = await send([`${origin}/sms`], { env: {}, out: () => {}, error })
    expect(code).toBe(2)
    expect(errors[0]).toContain('TWILIO_AUTH_TOKEN')
  })

  test('on request for help', async () => {
    const { code, status } = await run('--help')
    expect(code).toBe(0)
    expect(status).toContain('Usage: twimlx send <URL>')
  })
})

const twimlx = (...args: string[]) =>
  promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--conditions=twimlx-source', 'src/cli.ts', ...args],
    { env: { ...process.env, TWILIO_AUTH_TOKEN: authToken } },
  )

describe('the twimlx command', () => {
  test('sends', async () => {
    const { stdout } = await twimlx('send', `${origin}/sms`, 'Body=hi')
    expect(stdout).toContain('200 OK')
    expect(stdout).toContain('"Body":"hi"')
  })

  test('knows only its commands', async () => {
    expect((await twimlx()).stdout).toContain('send     sign a webhook')
    for (const name of ['sned', 'constructor'])
      await expect(twimlx(name)).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`There is no command "${name}"`),
      })
  })
})

test('shows what was sent if the app expected another kind', async () => {
  const server = createHttpServer((_, response) => response.writeHead(400).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms`
  const said = async (...pairs: string[]) => {
    const errors: string[] = []
    const error = (text: string) => void errors.push(text)
    await send([url, ...pairs], { env: { TWILIO_AUTH_TOKEN: 'any' }, out: () => {}, error })
    return errors.join()
  }
  expect(await said('body=hi')).toContain('sent as a call, because it has no Body')
  expect(await said('Body=hi')).toContain('sent as a message')
  await new Promise((resolve) => server.close(resolve))
})
