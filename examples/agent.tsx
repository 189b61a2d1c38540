/** @jsxImportSource twimlx/voice */
import { Hono } from 'hono'
import { twiml } from 'twimlx/hono'
import {
  Connect,
  ConversationRelay,
  Dial,
  Hangup,
  Language,
  Parameter,
  Response,
  Say,
} from 'twimlx/voice'
import { Brand } from './components/brand.tsx'

/** Hands a call to a WebSocket app that talks with the caller, and takes it back when the app is done. */
export const agent = new Hono()

agent.post('/', async (c) => {
  const { From } = await c.req.parseBody()
  return twiml(
    c,
    <Response>
      <Connect action="/agent/done">
        <ConversationRelay
          url="wss://relay.example.com/agent"
          welcomeGreeting="Hi! How can I help you?"
          interruptible="speech"
          events={['speaker-events']}
        >
          <Language code="es-US" ttsProvider="Google" voice="es-US-Journey-F" />
          <Parameter name="caller" value={String(From)} />
        </ConversationRelay>
      </Connect>
    </Response>,
  )
})

agent.post('/done', async (c) => {
  const { HandoffData } = await c.req.parseBody()
  return twiml(
    c,
    <Response>
      <Brand>
        {HandoffData ? (
          <>
            <Say>One moment, I will get a colleague.</Say>
            <Dial>+14155550100</Dial>
          </>
        ) : (
          <>
            <Say>Goodbye.</Say>
            <Hangup />
          </>
        )}
      </Brand>
    </Response>,
  )
})
