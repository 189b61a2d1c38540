/** @jsxImportSource twimlx */
import { Hono } from 'hono'
import { onTwimlError } from 'twimlx/hono'
import * as Messaging from 'twimlx/messaging'
import * as Voice from 'twimlx/voice'
import { agent } from './agent.tsx'
import { introduction } from './introduction.tsx'
import { ivr } from './ivr.tsx'
import { survey } from './survey.tsx'
import { voicemail } from './voicemail.tsx'

/** All examples in one app. */
export const app = new Hono()

app.route('/introduction', introduction)
app.route('/ivr', ivr)
app.route('/voicemail', voicemail)
app.route('/agent', agent)
app.route('/survey', survey)

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
