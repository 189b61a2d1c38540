/** @jsxImportSource twimlx */
import { Hono } from 'hono'
import {
  callWebhook,
  messageWebhook,
  type SignatureOptions,
  statusWebhook,
  twiml,
} from 'twimlx/hono'
import * as Messaging from 'twimlx/messaging'
import { Body, Media, Message } from 'twimlx/messaging'
import { Play, Redirect, Response, Say } from 'twimlx/voice'

/** The documents of Twilio's introductory pages. */
export const introduction = (signature: SignatureOptions = {}) => {
  const app = new Hono()
  const text = messageWebhook(signature)

  app.on(['GET', 'POST'], '/hello', text, (c) =>
    twiml(
      c,
      <Messaging.Response>
        <Message>The robots are coming! Head for the hills!</Message>
      </Messaging.Response>,
    ),
  )

  app.on(['GET', 'POST'], '/two-messages', text, (c) =>
    twiml(
      c,
      <Messaging.Response>
        <Message>This is message 1 of 2.</Message>
        <Message>This is message 2 of 2.</Message>
      </Messaging.Response>,
    ),
  )

  app.on(['GET', 'POST'], '/message-then-redirect', text, (c) =>
    twiml(
      c,
      <Messaging.Response>
        <Message>Hello, and one moment please.</Message>
        <Redirect>/introduction/hello</Redirect>
      </Messaging.Response>,
    ),
  )

  app.on(['GET', 'POST'], '/picture', text, (c) =>
    twiml(
      c,
      <Messaging.Response>
        <Message>
          <Body>Store location: 123 Easy St.</Body>
          <Media>https://demo.twilio.com/owl.png</Media>
        </Message>
      </Messaging.Response>,
    ),
  )

  app.on(['GET', 'POST'], '/say-then-play', callWebhook(signature), (c) =>
    twiml(
      c,
      <Response>
        <Say>Hello, and welcome.</Say>
        <Play>https://api.twilio.com/cowbell.mp3</Play>
      </Response>,
    ),
  )

  // A status callback wants no instructions.
  app.on(['GET', 'POST'], '/status', statusWebhook(signature), (c) => twiml(c, <Response />))

  return app
}
