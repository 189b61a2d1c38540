/**
 * @module
 * The app that Jest tests.
 */
import { Hono } from 'hono'
import { messageWebhook, twiml } from 'twimlx/hono'
import { Message, Response } from 'twimlx/messaging'
import { receiveStatus } from 'twimlx/webhook'

export const app = new Hono()

app.post('/sms', messageWebhook({ authToken: 'your auth token' }), (c) =>
  twiml(
    c,
    <Response>
      <Message>You wrote: {c.var.webhook.Body}</Message>
    </Response>,
  ),
)

app.post('/status', (c) =>
  receiveStatus(c.req.raw, { authToken: 'your auth token' }, ({ kind }) => c.json({ kind })),
)
