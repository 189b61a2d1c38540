/** @jsxImportSource twimlx */
/** A conversation with memory, by `@hono/session`: the state is encrypted in the cookie that Twilio keeps. */
import { type Session, type SessionEnv, useSession } from '@hono/session'
import { Hono } from 'hono'
import { messageWebhook, twiml } from 'twimlx/hono'
import { Message, Response } from 'twimlx/messaging'

type Order = { name?: string }

export const ordering = (secret: string) =>
  new Hono<SessionEnv<Order>>()
    .use(useSession<Order>({ secret, duration: { absolute: 4 * 60 * 60 } }))
    .post('/', messageWebhook(), async (c) => {
      const session: Session<Order> = c.var.session
      const { name } = (await session.get()) ?? {}
      if (name === undefined) {
        await session.update({ name: c.var.webhook.Body })
        return twiml(
          c,
          <Response>
            <Message>Thanks, {c.var.webhook.Body}. What would you like?</Message>
          </Response>,
        )
      }
      session.delete()
      return twiml(
        c,
        <Response>
          <Message>
            {c.var.webhook.Body} for {name}, coming.
          </Message>
        </Response>,
      )
    })
