import { upgradeWebSocket, websocket } from 'hono/bun'
import { withAgent } from './app.tsx'

export default {
  fetch: withAgent(upgradeWebSocket).fetch,
  websocket,
  port: Number(process.env['PORT']),
}
