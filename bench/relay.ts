/**
 * @module
 * 200 calls at once, each with an agent that says 20 tokens a second: the cost of a session of twimlx/relay beside a
 * bare loop over `ws`. The server is a process of its own; delay is from the writing of a token to its arrival here.
 */
import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve, upgradeWebSocket } from '@hono/node-server'
import { Hono } from 'hono'
import { relay } from '../src/relay/index.ts'
import { signRequest } from '../src/webhook/index.ts'
import { WebSocket, WebSocketServer } from 'ws'

const SESSIONS = 200
const TOKENS_A_SECOND = 20
const SECONDS = 8
const signature = { authToken: 'secret', publicUrl: 'https://app.test' }

/** A model whose tokens are the times at which they are written. */
async function* model(tokens = SECONDS * TOKENS_A_SECOND) {
  for (let token = 0; token < tokens; token++) {
    await sleep(1000 / TOKENS_A_SECOND)
    yield `${performance.timeOrigin + performance.now()} `
  }
}

const servers = {
  relay() {
    const agent = relay({
      async talk(call) {
        for await (const turn of call) if (turn.type === 'prompt') await turn.say(model())
      },
    })
    const app = new Hono().get('/agent', agent.socket({ upgradeWebSocket, ...signature }))
    return new Promise<number>((resolve) => {
      const websocket = { server: new WebSocketServer({ noServer: true }) }
      serve({ fetch: app.fetch, port: 0, websocket }, ({ port }: AddressInfo) => resolve(port))
    })
  },
  ws() {
    const server = createServer()
    new WebSocketServer({ server }).on('connection', (socket) => {
      socket.on('message', async (data) => {
        if ((JSON.parse(String(data)) as { type: string }).type !== 'prompt') return
        for await (const token of model())
          socket.send(JSON.stringify({ type: 'text', token, last: false }))
        socket.send(JSON.stringify({ type: 'text', token: '', last: true }))
      })
    })
    return new Promise<number>((resolve) =>
      server.listen(0, () => resolve((server.address() as AddressInfo).port)),
    )
  },
}

const call = async (port: number, delays: number[]): Promise<void> => {
  const headers = {
    'x-twilio-signature': await signRequest({
      authToken: 'secret',
      url: 'wss://app.test/agent',
      method: 'GET',
    }),
  }
  const socket = new WebSocket(`ws://127.0.0.1:${port}/agent`, { headers })
  await new Promise((resolve) => socket.on('open', resolve))
  const send = (message: object) => socket.send(JSON.stringify(message))
  send({ type: 'setup', sessionId: 'VX', customParameters: {} })
  send({ type: 'prompt', voicePrompt: 'go', last: true })
  await new Promise<void>((resolve) =>
    socket.on('message', (data) => {
      const { token, last } = JSON.parse(String(data)) as { token: string; last: boolean }
      if (token) delays.push(performance.timeOrigin + performance.now() - Number(token))
      // Acknowledges tokens as heard, as Twilio does.
      if (token) send({ type: 'info', name: 'tokensPlayed', value: token })
      if (last) resolve()
    }),
  )
  socket.close()
}

const measure = async (name: keyof typeof servers): Promise<void> => {
  const server = fork(import.meta.filename, [name])
  const ask = (question: string) =>
    new Promise<number>((resolve) => {
      server.once('message', (answer) => resolve(Number(answer)))
      server.send(question)
    })
  const port = await ask('port')
  await call(port, [])
  const delays: number[] = []
  const before = await ask('cpu')
  await Promise.all(Array.from({ length: SESSIONS }, () => call(port, delays)))
  const cpu = (await ask('cpu')) - before
  server.kill()
  const sorted = delays.toSorted((a, b) => a - b)
  const percentile = (share: number) =>
    `${(sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1)} ms`
  console.log(
    `${name.padEnd(6)} ${sorted.length} tokens  CPU ${((100 * cpu) / SECONDS).toFixed(1)} %  ` +
      `delay p50 ${percentile(0.5)}, p95 ${percentile(0.95)}, p99 ${percentile(0.99)}`,
  )
}

const [, , role] = process.argv
if (role === 'relay' || role === 'ws') {
  const port = await servers[role]()
  process.on('message', (question) => {
    const { user, system } = process.cpuUsage()
    process.send!(question === 'port' ? port : (user + system) / 1e6)
  })
} else for (const name of ['ws', 'relay'] as const) await measure(name)
