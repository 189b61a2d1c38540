/**
 * @module
 * The cost of the first webhook: the time from starting a process to its first answer, for the app bundled into one file.
 * Ours on Node and on workerd, Express with `twilio` on Node; beside each the same with nothing but a server. Printed by
 *
 *     npm run bench:http
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { workerdConfig } from '../test/runtimes/workerd.mjs'

// The one that Miniflare brings.
const require = createRequire(createRequire(import.meta.url).resolve('miniflare'))
const { default: workerd } = require('workerd') as { default: string }

const authToken = '0123456789abcdef0123456789abcdef'
const params = { AccountSid: 'AC1', Body: 'hi', From: '+15550001111', MessageSid: 'SM1' }
const signature = createHmac('sha1', authToken)
  .update(`https://example.com/sms${Object.entries(params).flat().join('')}`)
  .digest('base64')

const hono = `
  import { Hono } from 'hono'
  import { messageWebhook, twiml } from 'twimlx/hono'
  import { Message, Response } from 'twimlx/messaging'
  const options = { authToken: '${authToken}', publicUrl: 'https://example.com' }
  const app = new Hono().post('/sms', messageWebhook(options), (c) =>
    twiml(c, Response({ children: Message({ children: c.var.webhook.Body }) })))`

const sources = {
  'node:http alone': `
    import { createServer } from 'node:http'
    createServer((_, response) => response.end('hi')).listen(process.env.PORT, '127.0.0.1')`,
  'twimlx on Node': `${hono}
    import { serve } from '@hono/node-server'
    serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' })`,
  'Express with twilio': `
    import express from 'express'
    import twilio from 'twilio'
    const app = express()
    app.use(express.urlencoded({ extended: false }))
    const check = twilio.webhook('${authToken}', { host: 'example.com', protocol: 'https' })
    app.post('/sms', check, (request, response) => {
      const twiml = new twilio.twiml.MessagingResponse()
      twiml.message(request.body.Body)
      response.type('text/xml').send(twiml.toString())
    })
    app.listen(process.env.PORT, '127.0.0.1')`,
  'workerd alone': `export default { fetch: () => new Response('hi') }`,
  'twimlx on workerd': `${hono}
    export default app`,
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

/** Milliseconds from the start of a process to its first answer. */
const firstAnswer = async (start: (port: number) => ChildProcess): Promise<number> => {
  const port = await freePort()
  const began = performance.now()
  const server = start(port)
  try {
    for (;;) {
      const text = await fetch(`http://127.0.0.1:${port}/sms`, {
        method: 'POST',
        body: new URLSearchParams(params),
        headers: { 'X-Twilio-Signature': signature },
      }).then(
        (response) => response.text(),
        () => undefined,
      )
      if (text?.includes('hi')) return performance.now() - began
      if (text !== undefined || server.exitCode !== null) throw new Error(`answered ${text}`)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  } finally {
    server.kill('SIGKILL')
  }
}

const RUNS = Number(process.env['RUNS'] ?? 9)

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!

/** Measures each app, in turn, and prints a line for each. */
export const compareColdStarts = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'twimlx-cold-'))
  const apps = await Promise.all(
    Object.entries(sources).map(async ([name, contents], index) => {
      const isWorker = name.includes('workerd')
      const outfile = join(folder, `${index}.${isWorker ? 'js' : 'cjs'}`)
      await build({
        stdin: { contents, resolveDir: import.meta.dirname },
        bundle: true,
        minify: true,
        outfile,
        format: isWorker ? 'esm' : 'cjs',
        platform: isWorker ? 'neutral' : 'node',
        ...(isWorker && { mainFields: ['module', 'main'] }),
      })
      const start = (port: number): ChildProcess => {
        const env = { ...process.env, PORT: `${port}` }
        if (!isWorker) return spawn(process.execPath, [outfile], { env, stdio: 'ignore' })
        const config = join(folder, `${index}.capnp`)
        writeFileSync(config, workerdConfig(`${index}.js`, port))
        return spawn(workerd, ['serve', config], { stdio: 'ignore' })
      }
      return { name, start, times: [] as number[] }
    }),
  )
  for (let run = 0; run < RUNS; run++)
    for (const { start, times } of apps) times.push(await firstAnswer(start))

  console.log('\nFrom the start of a process to its first answer, bundled')
  for (const { name, times } of apps)
    console.log(`${name.padEnd(20)} ${median(times).toFixed(0).padStart(6)} ms`)

  rmSync(folder, { recursive: true })
}
