/** A process that answers one webhook, and is killed while its handler runs: `dying.ts SOCKET_OF_REDIS`. */
import { Hono } from 'hono'
import { Redis } from 'ioredis'
import { messageWebhook } from 'twimlx/hono'
import { redisStore } from '../../examples/webhooks/redis-store.ts'
import { authToken, message, send } from '../hono/twilio.ts'

const store = redisStore(new Redis(process.argv[2]!))
const app = new Hono().post('/sms', messageWebhook({ authToken, idempotency: { store } }), () => {
  process.kill(process.pid, 'SIGKILL')
  return new Promise<Response>(() => {})
})
await send(app, '/sms', message, { headers: { 'I-Twilio-Idempotency-Token': 'dying' } })
