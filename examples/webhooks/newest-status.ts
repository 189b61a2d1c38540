/** Status callbacks may come twice and out of order: keep the newest. */
import { Hono } from 'hono'
import { statusWebhook } from 'twimlx/hono'

/** The rank of a message's status: it may follow those before it, never those after. */
const order = ['accepted', 'scheduled', 'queued', 'sending', 'sent', 'delivered', 'read']
const final = new Set(['canceled', 'failed', 'undelivered'])
const rank = (status: string) => (final.has(status) ? order.length : order.indexOf(status))

/** The newest status of each message, and the newest event of each call: a database in real life. */
export const messages = new Map<string, string>()
export const calls = new Map<string, { CallStatus: string; SequenceNumber: number }>()

export const statuses = new Hono().post('/', statusWebhook(), async (c) => {
  const status = c.var.webhook
  if (status.kind === 'message' && status.MessageSid && status.MessageStatus) {
    const known = messages.get(status.MessageSid)
    if (known === undefined || rank(status.MessageStatus) > rank(known))
      messages.set(status.MessageSid, status.MessageStatus)
  }
  if (status.kind === 'call') {
    const { CallSid, CallStatus, SequenceNumber = 0 } = status
    const known = calls.get(CallSid)
    if (!known || SequenceNumber > known.SequenceNumber)
      calls.set(CallSid, { CallStatus, SequenceNumber })
  }
})
