/** `twimlx chat` and `twimlx call` with an app that is served and checks signatures. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { promisify, stripVTControlCharacters } from 'node:util'
import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { callWebhook, messageWebhook } from 'twimlx/hono'
import twilioSdk from 'twilio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAgent } from '../../examples/agents/by-hand.ts'
import { call, chat } from '../../src/cli/talk.ts'

const authToken = '0123456789abcdef0123456789abcdef'
const accountSid = `AC${'a'.repeat(32)}`
const folder = resolve('.talk')
const xml = (c: Context, body: string) =>
  c.body(`<Response>${body}</Response>`, 200, { 'Content-Type': 'text/xml' })

let restPort = 0
const signature = { authToken, onInvalid: () => {} }
const app = new Hono()
  .post('/sms', messageWebhook(signature), (c) => {
    const count = Number(getCookie(c, 'count') ?? 0) + 1
    setCookie(c, 'count', String(count))
    const { Body, media } = c.var.webhook
    return xml(
      c,
      `<Message>${count}. ${Body || media.map(({ contentType }) => contentType)}\nand more</Message>`,
    )
  })
  .post('/rest', messageWebhook(signature), async (c) => {
    const client = twilioSdk(accountSid, authToken)
    client.api.baseUrl = `http://127.0.0.1:${restPort}`
    await client.messages.create({
      to: c.var.webhook.From,
      from: c.var.webhook.To,
      body: 'by REST',
    })
    return xml(c, '')
  })
  .post('/escape', (c) => xml(c, '<Message>\u009b31mred \u202edelivered</Message>'))
  .post('/garbage', (c) => c.body('\0<a', 200, { 'Content-Type': 'text/xml' }))
  .post('/page', (c) => c.html('<!doctype html><h1>502 Bad Gateway</h1>'))
  .post('/json', (c) => c.json({ say: 'hi' }))
  .post('/voice', callWebhook(signature), (c) =>
    xml(
      c,
      '<Gather input="speech dtmf" action="/heard" numDigits="1"><Say>Speak or press.</Say></Gather><Say>Nothing.</Say>',
    ),
  )
  .post('/heard', callWebhook({ ...signature, after: 'Gather' }), (c) => {
    const { Digits, SpeechResult } = c.var.webhook
    return Digits === '9'
      ? xml(c, '<Dial action="/dialled">+14155550177</Dial>')
      : xml(c, `<Say>Got ${Digits ?? SpeechResult}.</Say><Redirect>/voice</Redirect>`)
  })
  .post('/dialled', callWebhook({ ...signature, after: 'Dial' }), (c) =>
    xml(c, `<Say>${c.var.webhook.DialCallStatus}</Say>`),
  )

let origin = ''
let server: ReturnType<typeof serve>
beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  await new Promise<void>((done) => {
    server = serve({ fetch: app.fetch, port: 0 }, ({ port }: AddressInfo) => {
      origin = `http://localhost:${port}`
      done()
    })
  })
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

const commands = { chat, call }

const run = async (
  name: 'chat' | 'call',
  args: string[],
  lines: string[] = [],
  env: Record<string, string> = { TWILIO_AUTH_TOKEN: authToken, TWILIO_ACCOUNT_SID: accountSid },
) => {
  const out: string[] = []
  const errors: string[] = []
  const code = await commands[name](args, {
    env,
    input: Readable.from(lines.map((line) => `${line}\n`)),
    isTerminal: false,
    cwd: folder,
    out: (text) => void out.push(text),
    error: (text) => void errors.push(text),
  })
  return { code, out: out.join('\n').replaceAll(origin, '⌂'), error: errors.join('\n') }
}

test('texts are answered, with cookies and a signature', async () => {
  const { code, out } = await run(
    'chat',
    [`${origin}/sms`],
    ['hi', '/media image/png', '', '/text /hi', '/wait 5h', 'again'],
  )
  expect(out).toBe(`> hi
  POST ⌂/sms → 200
+15550100200 to +14155550100: 1. hi
  | and more
> /media image/png
  POST ⌂/sms → 200
+15550100200 to +14155550100: 2. image/png
  | and more
>${' '}
> /text /hi
  POST ⌂/sms → 200
+15550100200 to +14155550100: 3. /hi
  | and more
> /wait 5h
> again
  POST ⌂/sms → 200
+15550100200 to +14155550100: 1. again
  | and more`)
  expect(code).toBe(0)
})

test('a call takes keys and words, rings phones, and hangs up at the end of the input', async () => {
  const { code, out } = await run(
    'call',
    [`${origin}/voice`],
    ['1', 'two words', '/say 3', '9', '/answer', '/bye'],
  )
  expect(out.split('\n').filter((line) => !line.startsWith('  '))).toEqual([
    '[picked up]',
    'Twilio: Speak or press.',
    '> 1',
    '[got the keys 1]',
    'Twilio: Got 1.',
    'Twilio: Speak or press.',
    '> two words',
    '[heard: two words]',
    'Twilio: Got two words.',
    'Twilio: Speak or press.',
    '> /say 3',
    '[heard: 3]',
    'Twilio: Got 3.',
    'Twilio: Speak or press.',
    '> 9',
    '[got the keys 9]',
    'Twilio dials +14155550177',
    '[+14155550177 rings: /answer, /busy or /no-answer]',
    '> /answer',
    '[connected with +14155550177]',
    '> /bye',
    '[dial: completed after 0 s]',
    'Twilio: completed',
    'Twilio hangs up: completed',
  ])
  expect(code).toBe(0)
})

test('time can be skipped until something happens', async () => {
  const { out } = await run('call', [`${origin}/voice`], ['/wait', '/hangup'])
  expect(out).toContain('> /wait\n[nothing for 5 s]\nTwilio: Nothing.\nTwilio hangs up: completed')
})

test('an agent behind a relay is talked to over its socket', async () => {
  const agent = createAgent('agent.example', authToken).listen(0)
  await once(agent, 'listening')
  const { port } = agent.address() as AddressInfo
  const { out, code } = await run(
    'call',
    [`http://localhost:${port}/voice`, '--public-url', 'https://agent.example'],
    ['hello', '0'],
  )
  agent.close()
  expect(out).toContain('> hello\nTwilio: You said hello.\n> 0\n')
  expect(out).toContain('Twilio: One moment.')
  expect(code).toBe(0)
})

test('requests of the app to the REST API are received', async () => {
  restPort = await freePort()
  const { out, code } = await run('chat', [`${origin}/rest`, '--port', String(restPort)], ['hi'])
  expect(out).toContain('+15550100200 to +14155550100: by REST')
  expect(code).toBe(0)
})

test('no response can control the terminal, and colours are used on request', async () => {
  const env = { TWILIO_AUTH_TOKEN: authToken, FORCE_COLOR: '1' }
  const { out } = await run('chat', [`${origin}/escape`], ['hi'], env)
  expect(out).toContain('\u001b[32m+15550100200')
  expect(stripVTControlCharacters(out)).toContain(': \\u009b31mred \\u202edelivered')
})

describe('a failure ends with 1 and a sentence', () => {
  test.each([
    ['chat', '/sms', { TWILIO_AUTH_TOKEN: 'another' }, 'The app refused the signature'],
    ['chat', '/sms', {}, 'TWILIO_AUTH_TOKEN is not set here.'],
    ['chat', '/garbage', {}, '! error 12100: The document is not well-formed XML'],
    ['call', '/page', {}, '! error 12100'],
    ['call', '/json', {}, '! error 12300'],
    ['call', '/nowhere', {}, 'The app has no route for POST /nowhere'],
  ] as const)('%s %s', async (command, path, env, sentence) => {
    const { code, out } = await run(command, [origin + path], ['hi'], { ...env })
    expect([code, out]).toEqual([1, expect.stringContaining(sentence)])
  })

  test('an app that does not run', async () => {
    const url = `http://localhost:${await freePort()}/sms`
    const { code, out } = await run('chat', [url], ['hi'])
    expect([code, out]).toEqual([1, expect.stringContaining('is the app started')])
  })

  test.each([
    ['chat', '/foo', 'There is no /foo. Type /help'],
    ['chat', '/constructor', 'There is no /constructor'],
    ['chat', '/hangup', 'This is a chat, not a call'],
    ['chat', '/wait', 'The time is missing'],
    ['call', '/wait soon', '"soon" is not a time: write 90, 5m, 2h or 3d.'],
    ['call', '/answer', 'No phone rings.'],
    ['call', '/bye', 'No other party is on the line.'],
    ['chat', '/media owl', 'The type of the file is missing'],
    ['chat', 'long '.repeat(321), '1600'],
  ] as const)('%s %s', async (command, line, sentence) => {
    const { code, out } = await run(
      command,
      [`${origin}/${command === 'chat' ? 'sms' : 'voice'}`],
      [line],
    )
    expect([code, out]).toEqual([1, expect.stringContaining(`! `)])
    expect(out).toContain(sentence)
  })

  test.each([
    [[], 'Which URL?'],
    [['localhost:3000'], 'is not an http or https URL'],
    [['http://a.test', 'http://b.test'], 'One URL is enough'],
    [['http://a.test', '--public-url', 'b.test'], 'is not an http or https URL'],
    [['http://a.test', '--port', '99999'], '--port is a number'],
    [['http://a.test', '--script', 'none.txt'], 'There is no file'],
    [['http://a.test', '--save', 'none/x.test.ts'], 'There is no folder'],
    [['http://a.test', '--fast'], "Unknown option '--fast'"],
  ])('%j is called wrongly', async (args, sentence) => {
    const { code, error } = await run('chat', args)
    expect([code, error]).toEqual([2, expect.stringContaining(sentence)])
  })
})

test('help', async () => {
  const { code, out } = await run('call', ['--help'])
  expect([code, out]).toEqual([0, expect.stringContaining('/wait 90')])
  expect((await run('chat', [`${origin}/sms`], ['/help'])).out).toContain('/media TYPE')
})

describe('a script', () => {
  test('is the output of the command, and can be replayed', async () => {
    const { out } = await run('call', [`${origin}/voice`], ['1', 'two words', '/hangup'])
    writeFileSync(join(folder, 'call.txt'), `# A call\n\n${out}\n`)
    const again = await run('call', [`${origin}/voice`, '--script', 'call.txt'])
    expect(again).toEqual({ code: 0, out, error: '' })
  })

  test('that differs exits with 1, and shows the difference', async () => {
    const script = `> hi\n+15550100200 to +14155550100: 7. hi\n  | and more\n`
    writeFileSync(join(folder, 'chat.txt'), script)
    const { code, error } = await run('chat', [`${origin}/sms`, '--script', 'chat.txt'])
    expect(code).toBe(1)
    expect(error).toBe(`${join(folder, 'chat.txt')} differs after "> hi":
- +15550100200 to +14155550100: 7. hi
+ +15550100200 to +14155550100: 1. hi`)
  })
})

test('is saved as a test that passes, compiles, and fails when the app changes', async () => {
  await run('chat', [`${origin}/sms`, '--save', 'chat.test.ts'], ['hi "you"', '/wait 1m', 'again'])
  await run('call', [`${origin}/voice`, '--save', 'call.test.ts'], ['1', '9', '/busy', '/wait'])
  const taken = await run('chat', [`${origin}/sms`, '--save', 'chat.test.ts'], ['hi'])
  expect([taken.code, taken.error]).toEqual([2, expect.stringContaining('is there already')])
  const saved = readFileSync(join(folder, 'chat.test.ts'), 'utf8')
  expect(saved).not.toContain(authToken)
  writeFileSync(
    join(folder, 'differs.test.ts'),
    saved.replace(': 1. hi', ': 1. hello').replace(/^test\('[^']*'/m, "test('differs'"),
  )
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `import config from '../vitest.config.ts'
export default { ...config, test: { include: ['*.test.ts'], root: import.meta.dirname } }`,
  )
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.json', include: ['*.test.ts'], exclude: [] }),
  )
  const execute = promisify(execFile)
  const node = (...args: string[]) =>
    execute(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, TWILIO_AUTH_TOKEN: authToken },
    }).catch((error: { stdout: string }) => error)
  const [{ stdout }, types] = await Promise.all([
    node(resolve('node_modules/vitest/vitest.mjs'), 'run', '--reporter=json'),
    node(resolve('node_modules/typescript/bin/tsc'), '-p', '.', '--noEmit'),
  ])
  const { testResults } = JSON.parse(stdout) as {
    testResults: { assertionResults: { title: string; status: string }[] }[]
  }
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  expect(Object.fromEntries(results.map(({ title, status }) => [title, status]))).toEqual({
    '2 texts': 'passed',
    'a call': 'passed',
    differs: 'failed',
  })
  expect(types.stdout).toBe('')
}, 180_000)

test('an interruption leaves nothing running', async () => {
  const silent = createServer(() => {}).listen(0)
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const twimlx = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--conditions=twimlx-source',
      'src/cli.ts',
      'chat',
      `http://localhost:${port}/`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const asked = once(silent, 'request')
  twimlx.stdin.write('hi\n')
  await asked
  twimlx.kill('SIGINT')
  expect(await once(twimlx, 'exit')).toEqual([130, null])
  silent.closeAllConnections()
  silent.close()
})
