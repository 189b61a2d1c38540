/**
 * `npm run load [seconds]`: an app on Node under a hundred connections for at most twenty seconds, among them strangers
 * and broken ones. No genuine webhook may be lost or get another one's answer, no handler may run twice for one
 * webhook, and memory must not grow with the traffic.
 */
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createServer, request, Agent } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { memoryStore, messageWebhook } from 'twimlx/hono'
import { signRequest } from 'twimlx/webhook'

const SECONDS = Math.min(Number(process.argv[2] ?? 15), 20)
const CONNECTIONS = 100
const MAX_GROWTH_MB = 100
const authToken = '0123456789abcdef0123456789abcdef'
const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }

const runs = new Map<string, number>()
const idempotency = { store: memoryStore({ maxBytes: 8_000_000 }) }
const app = new Hono().post(
  '/sms',
  messageWebhook({ authToken, idempotency, onInvalid() {} }),
  async (c) => {
    const { MessageSid } = c.var.webhook
    runs.set(MessageSid, (runs.get(MessageSid) ?? 0) + 1)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return c.text(`Answer to ${MessageSid}`)
  },
)
// A body that ends too soon is the sender's fault, and fails only its own request.
app.onError((_, c) => c.text('', 500))
const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const { port } = server.address() as AddressInfo
const url = `http://127.0.0.1:${port}/sms`
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })

const post = (
  body: string,
  more: Record<string, string>,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const length = { 'Content-Length': String(Buffer.byteLength(body)) }
    const sent = request(
      url,
      { method: 'POST', agent, headers: { ...headers, ...length, ...more } },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk) => (text += chunk))
        answer.on('end', () => resolve({ status: answer.statusCode!, text })).on('error', reject)
      },
    )
    sent.on('error', reject).end(body)
  })

/** Opens a connection, and misuses it as no genuine sender does. */
const broken = (write: (socket: ReturnType<typeof connect>) => Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {}).on('close', () => resolve())
    socket.resume().on('connect', () => void write(socket).then(() => socket.destroy()))
  })

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const head = (length: number) =>
  `POST /sms HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: ${headers['Content-Type']}\r\nContent-Length: ${length}\r\nX-Twilio-Signature: ${'A'.repeat(27)}=\r\n\r\n`

const count = { genuine: 0, repeated: 0, forged: 0, aborted: 0, dripping: 0 }
const wrong: string[] = []
let sids = 0

const kinds: Record<keyof typeof count, () => Promise<void>> = {
  async genuine() {
    const MessageSid = `SM${++sids}`
    const params = { AccountSid: 'AC1', MessageSid, Body: 'x'.repeat(sids % 1000) }
    const { status, text } = await post(String(new URLSearchParams(params)), {
      'X-Twilio-Signature': await signRequest({ authToken, url, params }),
      'I-Twilio-Idempotency-Token': MessageSid,
    })
    if (status !== 200 || text !== `Answer to ${MessageSid}`)
      wrong.push(`${MessageSid}: ${status} ${text}`)
  },
  async repeated() {
    const MessageSid = `SM${++sids}`
    const params = { AccountSid: 'AC1', MessageSid, Body: 'again' }
    const signed = {
      'X-Twilio-Signature': await signRequest({ authToken, url, params }),
      'I-Twilio-Idempotency-Token': MessageSid,
    }
    const tries = [1, 2, 3].map(() => post(String(new URLSearchParams(params)), signed))
    for (const { status, text } of await Promise.all(tries))
      if (status !== 200 || text !== `Answer to ${MessageSid}`)
        wrong.push(`${MessageSid}: ${status} ${text}`)
  },
  async forged() {
    const signature = { 'X-Twilio-Signature': `${'A'.repeat(27)}=` }
    const { status } = await post(`Body=${'x'.repeat(100_000)}`, signature)
    if (status !== 403) wrong.push(`a forged request: ${status}`)
  },
  aborted: () =>
    broken(async (socket) => {
      socket.write(`${head(100_000)}Body=${'x'.repeat(1000)}`)
      await pause(5)
    }),
  dripping: () =>
    broken(async (socket) => {
      socket.write(head(1000))
      for (let i = 0; i < 50; i++) {
        socket.write('x')
        await pause(20)
      }
    }),
}

const heap = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1e6
}

const until = Date.now() + SECONDS * 1000
const mix = [
  'genuine',
  'genuine',
  'genuine',
  'genuine',
  'repeated',
  'forged',
  'aborted',
  'dripping',
] as const
const before = heap()
await Promise.all(
  Array.from({ length: CONNECTIONS }, async (_, connection) => {
    for (let i = connection; Date.now() < until; i++) {
      const kind = mix[i % mix.length]!
      await kinds[kind]().catch((error: unknown) => wrong.push(`${kind}: ${String(error)}`))
      count[kind]++
    }
  }),
)
agent.destroy()
server.closeAllConnections()
await new Promise((resolve) => server.close(resolve))
const twice = [...runs].filter(([, times]) => times > 1)
const lost = sids - runs.size
runs.clear()
const growth = heap() - before
console.log(count)
for (const line of wrong.slice(0, 10)) console.log(`wrong: ${line}`)
console.log(
  `${sids} webhooks: ${lost} lost, ${wrong.length} answered wrongly, ${twice.length} run twice; ` +
    `${growth.toFixed(1)} MB of heap more than before, of which the store may keep 8`,
)
const isFine = lost === 0 && wrong.length === 0 && twice.length === 0 && growth < MAX_GROWTH_MB
process.exit(isFine ? 0 : 1)
