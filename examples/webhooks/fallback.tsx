/** @jsxImportSource twimlx */
/**
 * The fallback that Twilio requests if the app itself fails: deployed on another host, so that it survives what ends
 * the app. Set `https://…/voice` and `https://…/sms` of that host as the fallback URLs of your number.
 */
import { Hono } from 'hono'
import { callWebhook, messageWebhook, type SignatureOptions, twiml } from 'twimlx/hono'
import * as Messaging from 'twimlx/messaging'
import * as Voice from 'twimlx/voice'

/** `alarm` is called with Twilio's code and the URL that failed. */
export const fallback = (
  alarm: (code: string, url: string) => void,
  signature: SignatureOptions = {},
) => {
  const app = new Hono()

  app.post('/voice', callWebhook(signature), (c) => {
    const { ErrorCode = '', ErrorUrl = '' } = c.var.webhook
    alarm(ErrorCode, ErrorUrl)
    return twiml(
      c,
      <Voice.Response>
        <Voice.Say>We cannot take your call right now. We connect you with our office.</Voice.Say>
        <Voice.Dial>+14155550100</Voice.Dial>
      </Voice.Response>,
    )
  })

  app.post('/sms', messageWebhook(signature), (c) => {
    const { ErrorCode = '', ErrorUrl = '' } = c.var.webhook
    alarm(ErrorCode, ErrorUrl)
    return twiml(
      c,
      <Messaging.Response>
        <Messaging.Message>
          We cannot answer right now. Please call +1 415 555 0100.
        </Messaging.Message>
      </Messaging.Response>,
    )
  })
  return app
}
