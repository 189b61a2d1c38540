/** @jsxImportSource twimlx/voice */
import { Hono } from 'hono'
import { callWebhook, type SignatureOptions, twiml } from 'twimlx/hono'
import { Hangup, Record, Response, Say } from 'twimlx/voice'
import { Brand } from './components/brand.tsx'

/** A voicemail box. */
export const voicemail = (signature: SignatureOptions = {}) =>
  new Hono()
    .post('/', callWebhook({ ...signature, after: 'Dial' }), (c) =>
      twiml(
        c,
        <Response>
          <Brand>
            {/* Whoever comes from a <Dial> that was answered has nothing to record. */}
            {c.var.webhook.DialCallStatus === 'completed' ? (
              <Say>Thank you for calling. Goodbye.</Say>
            ) : (
              <>
                <Say>Please leave a message after the beep, and press pound when you are done.</Say>
                <Record maxLength={60} finishOnKey="#" action="/voicemail/recorded" />
                <Say>We did not hear a message. Goodbye.</Say>
              </>
            )}
          </Brand>
        </Response>,
      ),
    )
    .post('/recorded', callWebhook({ ...signature, after: 'Record' }), (c) =>
      twiml(
        c,
        <Response>
          <Brand>
            <Say>We saved your message of {c.var.webhook.RecordingDuration} seconds. Goodbye.</Say>
          </Brand>
          <Hangup />
        </Response>,
      ),
    )
