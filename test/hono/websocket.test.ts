/** The handshake of a <Stream> or <ConversationRelay>, over a real socket. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve, upgradeWebSocket } from '@hono/node-server'
import { Hono } from 'hono'
import { verifySignature } from 'twimlx/hono'
import { signRequest } from 'twimlx/webhook'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { authToken } from './twilio.ts'

let port = 0
let server: ReturnType<typeof serve>
beforeAll(async () => {
  const app = new Hono().get(
    '*',
    verifySignature({ authToken, publicUrl: 'https://example.com', onInvalid: () => {} }),
    upgradeWebSocket(() => ({ onOpen: (_, socket) => socket.send('welcome') })),
  )
  await new Promise<void>((resolve) => {
    const websocket = { server: new WebSocketServer({ noServer: true }) }
    server = serve({ fetch: app.fetch, port: 0, createServer, websocket }, (info: AddressInfo) => {
      port = info.port
      resolve()
    })
  })
})
afterAll(() => void server.close())

/** The app's answer to a handshake: its first message, or the status that refuses it. */
const handshake = async (path: string, signature: string): Promise<string | number | undefined> => {
  const socket = new WebSocket(`ws://localhost:${port}${path}`, {
    headers: { 'X-Twilio-Signature': signature },
  })
  return new Promise((resolve) => {
    socket.once('message', (data) => {
      resolve(String(data))
      socket.close()
    })
    socket.once('unexpected-response', (_, response: IncomingMessage) =>
      resolve(response.statusCode),
    )
    socket.once('error', () => resolve(undefined))
  })
}

test.each([
  ['/relay', 'wss://example.com/relay'],
  ['/relay', 'wss://example.com/relay/'],
  ['/', 'wss://example.com'],
])('of %s is accepted as signed for %s', async (path, url) => {
  expect(await handshake(path, await signRequest({ authToken, url, method: 'GET' }))).toBe(
    'welcome',
  )
})

test.each([
  ['another path', 'wss://example.com/other'],
  ['https', 'https://example.com/relay'],
])('signed for %s is refused', async (_, url) => {
  expect(await handshake('/relay', await signRequest({ authToken, url, method: 'GET' }))).toBe(403)
})
