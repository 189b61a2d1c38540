/** @jsxImportSource twimlx */
/**
 * A conversation with memory, by Hono's signed cookies. Twilio keeps the cookies of a pair of numbers for four hours
 * after their last message. A cookie that was changed does not verify, and counts as none.
 */
import { Hono } from 'hono'
import { getSignedCookie, setSignedCookie } from 'hono/cookie'
import { messageWebhook, twiml } from 'twimlx/hono'
import { Message, Response } from 'twimlx/messaging'

const FOUR_HOURS = 4 * 60 * 60

export const counting = (secret: string) =>
  new Hono().post('/', messageWebhook(), async (c) => {
    const count = Number((await getSignedCookie(c, secret, 'count')) || 0) + 1
    await setSignedCookie(c, 'count', String(count), secret, {
      httpOnly: true,
      maxAge: FOUR_HOURS,
    })
    return twiml(
      c,
      <Response>
        <Message>Message {count} from you.</Message>
      </Response>,
    )
  })
