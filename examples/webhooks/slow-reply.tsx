/** @jsxImportSource twimlx */
/** An answer that takes longer than Twilio waits: the call hears a pause, and asks again until the answer is there. */
import { Hono } from 'hono'
import { callWebhook, type DeadlineOptions, twiml, withDeadline } from 'twimlx/hono'
import { Response, Say } from 'twimlx/voice'

/** Finds the answer. The store of `options` keeps it for the process that is asked next. */
export const slowReply = (think: () => Promise<string>, options: DeadlineOptions) =>
  new Hono().post('/', callWebhook(), (c) =>
    withDeadline(
      c,
      async () => {
        const text = await think()
        return twiml(
          c,
          <Response>
            <Say>{text}</Say>
          </Response>,
        )
      },
      options,
    ),
  )
