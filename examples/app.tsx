/** @jsxImportSource twimlx */
import { Hono } from 'hono'
import { onTwimlError, type SignatureOptions } from 'twimlx/hono'
import * as Messaging from 'twimlx/messaging'
import * as Voice from 'twimlx/voice'
import { agent } from './agent.tsx'
import { introduction } from './introduction.tsx'
import { ivr } from './ivr.tsx'
import { survey } from './survey.tsx'
import { voicemail } from './voicemail.tsx'

/** All examples in one app. */
export const createApp = (signature: SignatureOptions = {}): Hono => {
  const app = new Hono()

  app.route('/introduction', introduction(signature))
  app.route('/ivr', ivr(signature))
  app.route('/voicemail', voicemail(signature))
  app.route('/agent', agent(signature))
  app.route('/survey', survey(signature))

  app.onError(
    onTwimlError({
      voice: (
        <Voice.Response>
          <Voice.Say>We are sorry, something went wrong. Please call again later.</Voice.Say>
        </Voice.Response>
      ),
      messaging: (
        <Messaging.Response>
          <Messaging.Message>We are sorry, something went wrong.</Messaging.Message>
        </Messaging.Response>
      ),
    }),
  )
  return app
}
