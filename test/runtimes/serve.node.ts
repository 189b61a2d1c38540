import { serve, upgradeWebSocket } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { withAgent } from './app.tsx'

serve({
  fetch: withAgent(upgradeWebSocket).fetch,
  port: Number(process.env['PORT']),
  websocket: { server: new WebSocketServer({ noServer: true }) },
})
