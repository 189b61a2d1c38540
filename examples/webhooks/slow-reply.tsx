/** @jsxImportSource twimlx */
/** An answer that takes longer than Twilio waits: the call hears a pause, and asks again until it is there. */
import { Hono } from 'hono'
import { callWebhook, twiml, withDeadline } from 'twimlx/hono'
import { Response, Say } from 'twimlx/voice'

/** Finds the answer; `after` is how long a request waits for it, in milliseconds. */
export function slowReply(think: () => Promise<string>, after?: number) {
  // The answers being found, by call: in several processes, a store that all of them share.
  const pending = new Map<string, Promise<string>>()
  const app = new Hono()

  app.post('/', callWebhook(), (c) => {
    const { CallSid } = c.var.webhook
    const answer = pending.get(CallSid) ?? think()
    pending.set(CallSid, answer)
    const say = async () => {
      const text = await answer
      return twiml(
        c,
        <Response>
          <Say>{text}</Say>
        </Response>,
      )
    }
    return withDeadline(c, say, { voice: c.req.path, ...(after !== undefined && { after }) })
  })
  return app
}
