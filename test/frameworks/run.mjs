/**
 * @module
 * The examples for Next.js, SvelteKit and Twilio Functions, unchanged, inside these frameworks: installed by npm into an
 * empty folder beside the packed package, built and started as their users do, and asked over HTTP with signatures of
 * Twilio's own SDK. Run by `npm run test:frameworks`.
 */
import { execFile, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import twilio from 'twilio'
import { endAll, pack } from '../../scripts/packed.mjs'

const authToken = '12345'
const publicUrl = 'https://example.com'
const root = mkdtempSync(join(tmpdir(), 'twimlx-frameworks-'))
const env = {
  ...process.env,
  NO_COLOR: '1',
  CI: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  TWILIO_AUTH_TOKEN: authToken,
  PUBLIC_URL: publicUrl,
}

const run = async (folder, command, ...args) => {
  try {
    return (await promisify(execFile)(command, args, { cwd: folder, env, maxBuffer: 1e8 })).stdout
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${error.stdout}${error.stderr}`, {
      cause: error,
    })
  }
}

const write = (file, text) => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

const example = (name) => resolve('examples/frameworks', name)

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })

const started = []

/** Starts a server, and waits until it listens. */
const start = async (folder, command, args, port) => {
  const child = spawn(command, args, { cwd: folder, env, detached: true })
  started.push(child)
  let said = ''
  for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (said += text))
  for (let left = 600; left > 0; left--) {
    if (child.exitCode !== null) break
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => {})
    if (answer) return `http://127.0.0.1:${port}`
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`${command} ${args.join(' ')} did not start:\n${said}`)
}

const text = {
  AccountSid: 'AC00000000000000000000000000000000',
  MessageSid: 'SM00000000000000000000000000000000',
  From: '+14155550100',
  To: '+14155550199',
  Body: "it's me & <you>",
  NumMedia: '0',
  NumSegments: '1',
}
const status = { ...text, MessageStatus: 'delivered' }
const reply =
  '<?xml version="1.0" encoding="UTF-8"?><Response><Message>You wrote: it\'s me &amp; &lt;you&gt;</Message></Response>'

const post = async (url, params, signature) => {
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(params),
    headers: { 'X-Twilio-Signature': signature },
  })
  return `${answer.status} ${await answer.text()}`
}

const sign = (url, params) => twilio.getExpectedTwilioSignature(authToken, url, params)

let failed = 0
const check = (what, found, expected) => {
  const holds = found === expected
  if (!holds) failed++
  console.log(
    holds ? `ok      ${what}` : `FAILED  ${what}\n  expected ${expected}\n  found    ${found}`,
  )
}

const bin = (name) => join(root, 'node_modules/.bin', name)

/** The files that each framework needs around the example, and the requests to it. */
const frameworks = {
  async next() {
    cpSync(example('next-route.tsx'), join(root, 'next/app/sms/route.tsx'), { recursive: true })
    await run(join(root, 'next'), bin('next'), 'build')
    const port = await freePort()
    const base = await start(join(root, 'next'), bin('next'), ['start', '-p', String(port)], port)
    const signature = sign(`${publicUrl}/sms`, text)
    check('Next.js: a text', await post(`${base}/sms`, text, signature), `200 ${reply}`)
    const made = await post(`${base}/sms`, { ...text, Body: 'mine' }, signature)
    check('Next.js: another text under its signature', made, '403 Forbidden')
  },

  async svelte() {
    const endpoint = 'svelte/src/routes/status/+server.ts'
    cpSync(example('sveltekit-server.ts'), join(root, endpoint), { recursive: true })
    write(
      'svelte/src/app.html',
      '<html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>',
    )
    write('svelte/svelte.config.js', `export default { kit: { csrf: { trustedOrigins: ['*'] } } }`)
    write(
      'svelte/vite.config.js',
      `import { sveltekit } from '@sveltejs/kit/vite'
export default { plugins: [sveltekit()] }`,
    )
    write('svelte/package.json', '{ "type": "module", "private": true }')
    await run(join(root, 'svelte'), bin('vite'), 'build')
    const port = await freePort()
    const args = ['preview', '--host', '127.0.0.1', '--port', String(port), '--strictPort']
    const base = await start(join(root, 'svelte'), bin('vite'), args, port)
    const signature = sign(`${base}/status`, status)
    check('SvelteKit: a status', await post(`${base}/status`, status, signature), '204 ')
    const made = await post(`${base}/status`, { ...status, MessageStatus: 'failed' }, signature)
    check('SvelteKit: another status under its signature', made, '403 Forbidden')
  },

  async functions() {
    await build({
      entryPoints: [example('twilio-function.tsx')],
      outfile: join(root, 'functions/functions/sms.protected.js'),
      format: 'cjs',
      platform: 'node',
    })
    write('functions/package.json', '{ "private": true }')
    write('functions/.env', `ACCOUNT_SID=${text.AccountSid}\nAUTH_TOKEN=${authToken}\n`)
    const port = await freePort()
    const args = ['start', '--port', String(port)]
    const base = await start(join(root, 'functions'), bin('twilio-run'), args, port)
    const answer = await post(`${base}/sms`, text, sign(`${base}/sms`, text))
    check('Twilio Functions: a text', answer, `200 ${reply}`)
  },
}

const [, , only] = process.argv
if (only && !(only in frameworks)) {
  console.error(
    `There is no ${only}: name one of ${Object.keys(frameworks).join(', ')}, or none for all.`,
  )
  rmSync(root, { recursive: true })
  process.exit(2)
}

try {
  const packed = pack(root)
  const { dependencies } = JSON.parse(readFileSync('test/frameworks/package.json', 'utf8'))
  write(
    'package.json',
    JSON.stringify({
      private: true,
      dependencies: { ...dependencies, twimlx: `file:${packed}` },
    }),
  )
  await run(root, 'npm', 'install', '--no-audit', '--no-fund')
  for (const [name, tried] of Object.entries(frameworks)) if (!only || only === name) await tried()
} finally {
  endAll(started)
  rmSync(root, { recursive: true, force: true })
}
console.log(failed === 0 ? 'All frameworks passed.' : `${failed} failed.`)
process.exit(failed === 0 ? 0 : 1)
