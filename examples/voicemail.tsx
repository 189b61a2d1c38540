/** @jsxImportSource twimlx/voice */
import { Hono } from 'hono'
import { twiml } from 'twimlx/hono'
import { Hangup, Record, Response, Say } from 'twimlx/voice'
import { Brand } from './components/brand.tsx'

/** A voicemail box. */
export const voicemail = new Hono()

voicemail.post('/', async (c) => {
  // Whoever comes from a <Dial> that was answered has nothing to record.
  const { DialCallStatus } = await c.req.parseBody()
  return twiml(
    c,
    <Response>
      <Brand>
        {DialCallStatus === 'completed' ? (
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
  )
})

voicemail.post('/recorded', async (c) => {
  const { RecordingDuration } = await c.req.parseBody()
  return twiml(
    c,
    <Response>
      <Brand>
        <Say>We saved your message of {String(RecordingDuration)} seconds. Goodbye.</Say>
      </Brand>
      <Hangup />
    </Response>,
  )
})
