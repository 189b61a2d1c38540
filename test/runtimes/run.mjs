/**
 * @module
 * The same app on every runtime, over real HTTP: the answers must be the same XML, without a flag that gives workers
 * Node's modules. Run by `npm run test:runtimes`.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { simulate } from 'twimlx/simulator'
import { workerdConfig } from './workerd.mjs'

const folder = mkdtempSync(join(tmpdir(), 'twimlx-runtimes-'))
const bin = (name) => join(import.meta.dirname, 'node_modules/.bin', name)

const bundle = async (entry, outfile, options = {}) =>
  build({
    entryPoints: [join(import.meta.dirname, entry)],
    outfile,
    bundle: true,
    format: 'esm',
    ...options,
  })

await bundle('worker.ts', join(folder, 'worker.js'))
await bundle('serve.node.ts', join(folder, 'node.mjs'), {
  platform: 'node',
  // ws calls `require`.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
  },
})
const capnp = (port) => {
  const file = join(folder, 'worker.capnp')
  writeFileSync(file, workerdConfig('worker.js', port))
  return file
}

const runtimes = {
  node: () => [process.execPath, [join(folder, 'node.mjs')]],
  bun: () => [bin('bun'), ['serve.bun.ts']],
  deno: () => [bin('deno'), ['run', '--allow-net', '--allow-env', '--no-check', 'serve.deno.ts']],
  'deno, precompiled': () => [
    bin('deno'),
    [
      'run',
      '--allow-net',
      '--allow-env',
      '--no-check',
      '--config',
      'deno.precompile.json',
      'serve.deno.ts',
    ],
  ],
  workerd: (port) => [bin('workerd'), ['serve', capnp(port)]],
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const ask = async (port, path) => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    body: new URLSearchParams({ From: '+15550100111', CallSid: 'CA0' }),
  })
  return `${answer.status} ${answer.headers.get('content-type')} ${answer.headers.get('x-runtime')} ${await answer.text()}`
}

// An empty element has two spellings, and precompiled ones use the other.
const canonical = (text) => text.replace(/<(\w+)([^<>]*)><\/\1>/g, '<$1$2/>')

const wanted = {
  '/voice':
    '200 text/xml; charset=utf-8 any <?xml version="1.0" encoding="UTF-8"?><Response><Gather numDigits="1" input="dtmf speech">' +
    '<Say voice="Polly.Joanna">Press <emphasis level="strong">one</emphasis>.<break time="500ms"/>&lt;&amp;&gt; "quoted" \u{1F989} </Say>' +
    '</Gather><Say>You call from +15550100111.</Say><Hangup/></Response>',
  '/broken':
    '200 text/xml; charset=utf-8 null <?xml version="1.0" encoding="UTF-8"?><Response><Say>Sorry.</Say></Response>',
}

/** A call to the agent over a real socket, signed; and a handshake with a wrong signature. */
const talk = async (port) => {
  const options = { publicUrl: 'https://app.test', voiceUrl: '/agent/voice', sockets: 'real' }
  const twilio = simulate(`http://127.0.0.1:${port}`, { authToken: 'secret', ...options })
  const call = await twilio.phone('+15550100111').call()
  await call.say('hello')
  await call.say('stop', { listen: 0.6 })
  await call.press('1')
  const forged = await fetch(`http://127.0.0.1:${port}/agent`, {
    headers: { 'x-twilio-signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
  })
  return [...call.heard, ...twilio.problems.map(({ message }) => message), forged.status].join('\n')
}

const conversation = [
  'You said hello',
  'You said',
  '{"how":"ended","handoff":{"key":"1"}}',
  '403',
].join('\n')

/** An order by text and by phone, over real HTTP. */
const order = async (port, path) => {
  const options = { publicUrl: 'https://app.test', voiceUrl: path, messageUrl: path }
  const twilio = simulate(`http://127.0.0.1:${port}`, { authToken: 'secret', ...options })
  const alice = twilio.phone('+15550100111')
  const bodies = async (text) => (await alice.text(text)).messages.map(({ body }) => body)
  const texts = [...(await bodies('hi')), ...(await bodies('medium')), ...(await bodies('large'))]
  const call = await alice.call()
  await call.silence()
  await call.press('1')
  return [...texts, ...call.heard, ...twilio.problems.map(({ message }) => message)].join('\n')
}

const question = 'Small or large? \u{1F355}'
const sorry = 'Sorry, I did not get that.'
const ordered = `Welcome.
${question}
${sorry}
${question}
One large, placed.
Welcome.
${question}
${sorry}
${question}
One small, placed.`

// A runtime may take long to start on a busy machine; one that ends is not waited for.
const PATIENCE = 120_000

let [passed, failed] = [0, 0]
for (const [name, command] of Object.entries(runtimes)) {
  const port = await freePort()
  const [file, args] = command(port)
  const server = spawn(file, args, {
    cwd: import.meta.dirname,
    env: { ...process.env, PORT: String(port) },
  })
  let output = ''
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (chunk) => (output += chunk))
  const givenUp = Date.now() + PATIENCE
  while (server.exitCode === null && Date.now() < givenUp) {
    if (await fetch(`http://127.0.0.1:${port}/`).catch(() => false)) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  for (const [path, answer] of Object.entries(wanted)) {
    const got = await ask(port, path).catch((error) => `${error}\n${output}`)
    const isRight = canonical(got) === answer
    if (isRight) passed++
    else failed++
    console.log(
      `${isRight ? 'ok  ' : 'FAIL'} ${name} ${path}${isRight ? '' : `\n  wanted ${answer}\n  got    ${got}`}`,
    )
  }
  const said = await talk(port).catch((error) => `${error}\n${output}`)
  const isRight = said === conversation
  if (isRight) passed++
  else failed++
  console.log(`${isRight ? 'ok  ' : 'FAIL'} ${name}, an agent${isRight ? '' : `\n${said}`}`)
  for (const kept of ['cookie', 'store']) {
    const got = await order(port, `/order/${kept}`).catch((error) => `${error}\n${output}`)
    const isRight = got === ordered
    if (isRight) passed++
    else failed++
    console.log(
      `${isRight ? 'ok  ' : 'FAIL'} ${name}, a flow in a ${kept}${isRight ? '' : `\n${got}`}`,
    )
  }
  server.kill('SIGKILL')
}
rmSync(folder, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
