/** A handler after statusWebhook() that Hono takes for none. */
import { Hono } from 'hono'
import { statusWebhook } from 'twimlx/hono'

const app = new Hono()
//! Argument of type 'MakeItsHandlerAsync<StatusPayload>' is not assignable
app.post('/a', statusWebhook(), (c) => {
  console.log(c.var.webhook.kind)
})
//! Argument of type 'MakeItsHandlerAsync<
app.post('/b', statusWebhook({ kind: 'message' }), (c) => {
  console.log(c.var.webhook.MessageStatus)
})
// Both of these are fine.
app.post('/c', statusWebhook(), async (c) => {
  console.log(c.var.webhook.kind)
})
app.post('/d', statusWebhook(), (c) => c.body(null, 204))
