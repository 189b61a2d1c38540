import { upgradeWebSocket } from 'hono/cloudflare-workers'
import { withAgent } from './app.tsx'

export default withAgent(upgradeWebSocket)
