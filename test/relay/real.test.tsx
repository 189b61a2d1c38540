/** @jsxImportSource twimlx/voice */
/** Agents behind real sockets: one of this library, and one written without it. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve, upgradeWebSocket } from '@hono/node-server'
import { Hono } from 'hono'
import { callWebhook, twiml } from 'twimlx/hono'
import { relay, type Spoken } from 'twimlx/relay'
import { simulate } from 'twimlx/simulator'
import { Response, Say } from 'twimlx/voice'
import { signRequest, type WebhookEvent } from 'twimlx/webhook'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { createAgent } from '../../examples/agents/by-hand.ts'

const host = 'agent.example'
const authToken = 'secret'
const publicUrl = `https://${host}`
const servers: { close(): unknown }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const listening = async (server: Server): Promise<string> => {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const served = (app: Hono): Promise<string> =>
  new Promise((resolve) => {
    const websocket = { server: new WebSocketServer({ noServer: true }) }
    servers.push(
      serve({ fetch: app.fetch, port: 0, createServer, websocket }, ({ port }: AddressInfo) =>
        resolve(`http://127.0.0.1:${port}`),
      ),
    )
  })

test('an agent by hand, in Express and ws', async () => {
  const base = await listening(createAgent(host, authToken))
  const twilio = simulate(base, { authToken, publicUrl, sockets: 'real' })
  const call = await twilio.phone('+14155550100').call()
  await call.say('hello')
  await call.say('again', { listen: 0.5 })
  await call.press('0')
  expect(call.heard).toEqual(['Hi!', 'You said hello.', 'You said', 'One moment.'])
  expect(twilio.problems).toEqual([])
})

test('refuses everybody but Twilio', async () => {
  const base = await listening(createAgent(host, 'another'))
  const twilio = simulate(base, { authToken, publicUrl, sockets: 'real' })
  await twilio.phone('+14155550100').call()
  expect(twilio.problems).toMatchObject([
    { code: 64102, message: expect.stringContaining('status 403') },
  ])
})

test('an agent of this library, served by Node', async () => {
  const heard: Spoken[] = []
  const agent = relay({
    async talk(call) {
      for await (const turn of call) {
        if (turn.type === 'digit') return { key: turn.digit }
        if (turn.type === 'prompt') heard.push(await turn.say(`You said ${turn.text}`))
      }
    },
  })
  const signature = { authToken, publicUrl }
  const app = new Hono()
    .post('/voice', callWebhook(signature), (c) =>
      twiml(
        c,
        <Response>
          <agent.Connect url={`wss://${host}/agent`} action="/after" dtmfDetection />
        </Response>,
      ),
    )
    .get('/agent', agent.socket({ upgradeWebSocket, ...signature }))
    .post('/after', callWebhook({ ...signature, after: 'Connect' }), (c) =>
      twiml(
        c,
        <Response>
          <Say>{JSON.stringify(agent.result(c.var.webhook))}</Say>
        </Response>,
      ),
    )
  const base = await served(app)
  const twilio = simulate(base, { authToken, publicUrl, sockets: 'real' })
  const call = await twilio.phone('+14155550100').call()
  await call.say('hello')
  await call.say('stop', { listen: 0.6 })
  await call.press('1')
  expect(heard).toMatchObject([
    { heard: 'You said hello', interrupted: false, certain: true },
    { heard: 'You said', interrupted: true, certain: true },
  ])
  expect(call.heard.at(-1)).toBe('{"how":"ended","handoff":{"key":"1"}}')
  expect(twilio.problems).toEqual([])
})

test('an observer of the webhooks learns that the socket was opened, or why not', async () => {
  const seen: unknown[] = []
  const agent = relay({ talk: async () => 'done' })
  const onWebhook = ({ kind, status, refusal }: WebhookEvent) =>
    void seen.push([kind, status, refusal])
  const app = new Hono()
    .post('/voice', (c) =>
      twiml(
        c,
        <Response>
          <agent.Connect url={`wss://${host}/agent`} action="/after" />
        </Response>,
      ),
    )
    .get('/agent', agent.socket({ upgradeWebSocket, authToken, publicUrl, onWebhook }))
    .post('/after', (c) => twiml(c, <Response />))
  const base = await served(app)
  const call = async (token: string) => {
    const twilio = simulate(base, { authToken: token, publicUrl, sockets: 'real' })
    await twilio.phone('+14155550100').call()
    return twilio.problems.map(({ code }) => code)
  }
  vi.spyOn(console, 'warn').mockReturnValue()
  expect([await call(authToken), await call('another')]).toEqual([[], [64102]])
  expect(seen).toEqual([
    ['signature', 200, undefined],
    ['signature', 403, 'mismatch'],
  ])
  // Signed, but no handshake.
  const url = `${publicUrl}/agent`
  const headers = { 'x-twilio-signature': await signRequest({ authToken, url, method: 'GET' }) }
  expect((await app.request('/agent', { headers })).status).toBe(404)
})

test('a server that does not run', async () => {
  const base = await listening(createAgent(host, authToken))
  const twilio = simulate(base, {
    authToken,
    publicUrl,
    sockets: 'real',
    handshake: () => 'refused',
  })
  await twilio.phone('+14155550100').call()
  expect(twilio.problems).toMatchObject([{ code: 64102 }])
})

test('an app that is served over http is reached by wss at its own address', async () => {
  const server = createServer((_, response) => {
    const { port } = server.address() as AddressInfo
    response.setHeader('Content-Type', 'text/xml')
    response.end(
      `<Response><Connect><Stream url="wss://127.0.0.1:${port}/audio"/></Connect></Response>`,
    )
  })
  servers.push(new WebSocketServer({ server, path: '/audio' }))
  const base = await listening(server)
  const call = await simulate(base, { authToken, sockets: 'real' }).phone('+14155550100').call()
  expect(call.events).toContainEqual(expect.objectContaining({ type: 'wsOpen' }))
  expect(call.waitingFor).toBe('Stream')
  await call.hangup()
})
