/** @jsxImportSource twimlx/voice */
import { Hono } from 'hono'
import { callWebhook, type SignatureOptions, twiml } from 'twimlx/hono'
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

/** Hands a call to a WebSocket app that talks with the caller, and continues it when the app is done. */
export const agent = (signature: SignatureOptions = {}) =>
  new Hono()
    .post('/', callWebhook(signature), (c) =>
      twiml(
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
              <Parameter name="caller" value={c.var.webhook.From} />
            </ConversationRelay>
          </Connect>
        </Response>,
      ),
    )
    .post('/done', callWebhook({ ...signature, after: 'Connect' }), (c) =>
      twiml(
        c,
        <Response>
          <Brand>
            {c.var.webhook.HandoffData ? (
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
      ),
    )
