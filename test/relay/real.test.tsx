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
import { afterEach, expect, test } from 'vitest'
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
  const base = await new Promise<string>((resolve) => {
    const websocket = { server: new WebSocketServer({ noServer: true }) }
    servers.push(
      serve({ fetch: app.fetch, port: 0, createServer, websocket }, ({ port }: AddressInfo) =>
        resolve(`http://127.0.0.1:${port}`),
      ),
    )
  })
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
