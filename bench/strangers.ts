/**
 * @module
 * The server's cost of a request that is not Twilio's: its CPU, over real HTTP, for bodies of 1 MB whose signature has
 * the right form but was made up. Prints milliseconds a request, the median of several.
 *
 *     npm run bench:strangers
 */
import { once } from 'node:events'
import { fork } from 'node:child_process'

const MB = 1_048_000
const whole = (text: string) => text.repeat(MB / text.length).slice(0, MB)
const names = () =>
  Array.from({ length: 110_000 }, (_, i) => `${((i * 2_654_435_761) >>> 0).toString(36)}=`)

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!

const form = 'application/x-www-form-urlencoded'
const json = 'application/json'
const bodies: Record<string, { type?: string; body: string }> = {
  'many names': { body: names().join('&').slice(0, MB) },
  'a&a&…': { body: whole('a&') },
  'one value': { body: `B=${'x'.repeat(MB - 2)}` },
  'blanks written +': { body: `B=${'+'.repeat(MB - 2)}` },
  'words with +': { body: `B=${whole('it+')}` },
  'escapes %41': { body: `B=${whole('%41')}` },
  'escapes of a euro': { body: `B=${whole('%E2%82%AC')}` },
  'escapes that are no UTF-8': { body: `B=${whole('%FF')}` },
  'raw text beyond ASCII': { body: `B=${'é'.repeat(MB / 2 - 2)}` },
  'equals signs': { body: '='.repeat(MB) },
  '2,000 long values': { body: whole(`n=${'x'.repeat(522)}&`).slice(0, -1) },
  '2,000 names backwards': {
    body: Array.from({ length: 1999 }, (_, i) => `${9999 - i}${'x'.repeat(515)}=+`).join('&'),
  },
  'nested JSON': { type: json, body: '['.repeat(MB) },
}

if (process.argv[2] === 'serve') {
  const { serve } = await import('@hono/node-server')
  const { Hono } = await import('hono')
  const { messageWebhook } = await import('../src/hono/index.ts')
  console.warn = () => {}
  const app = new Hono()
    .get('/cpu', (c) => c.json(process.cpuUsage()))
    .post('/sms', messageWebhook({ authToken: '0123456789abcdef0123456789abcdef' }), (c) =>
      c.text('in'),
    )
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send!(port))
} else {
  const server = fork(import.meta.filename, ['serve'])
  const [port] = (await once(server, 'message')) as [number]
  const origin = `http://127.0.0.1:${port}`
  const cpu = async () => {
    const { user, system } = (await (await fetch(`${origin}/cpu`)).json()) as NodeJS.CpuUsage
    return (user + system) / 1000
  }
  const post = async (headers: Record<string, string>, body: string) => {
    const { status } = await fetch(`${origin}/sms`, { method: 'POST', headers, body })
    return status
  }
  const report = async (what: string, headers: Record<string, string>, body: string) => {
    const spent: number[] = []
    let status = 0
    for (let i = -3; i < 9; i++) {
      const before = await cpu()
      status = await post(headers, body)
      if (i >= 0) spent.push((await cpu()) - before)
    }
    console.log(`${what.padEnd(28)} ${status}  ${median(spent).toFixed(1).padStart(6)} ms`)
  }
  const signature = { 'X-Twilio-Signature': `${'A'.repeat(27)}=` }
  await report('(no body)', { 'Content-Type': form, ...signature }, '')
  for (const [what, { type = form, body }] of Object.entries(bodies))
    await report(what, { 'Content-Type': type, ...signature }, body)
  await report('without a signature', { 'Content-Type': form }, bodies['many names']!.body)
  server.kill()
}
