/** @jsxImportSource twimlx */
/** Records each webhook in the span that `@hono/otel` made for its request. */
import { httpInstrumentationMiddleware } from '@hono/otel'
import { trace, type TracerProvider } from '@opentelemetry/api'
import { Hono } from 'hono'
import { messageWebhook, twiml, type WebhookEvent } from 'twimlx/hono'
import { Message, Response } from 'twimlx/messaging'

const onWebhook = ({ kind, sids, outcome, refusal, share, isDuplicate }: WebhookEvent) => {
  trace.getActiveSpan()?.setAttributes({
    'twilio.webhook.kind': kind,
    'twilio.webhook.outcome': outcome,
    'twilio.webhook.share_of_timeout': share,
    'twilio.webhook.duplicate': isDuplicate,
    ...(refusal && { 'twilio.webhook.refusal': refusal }),
    ...(sids['MessageSid'] && { 'twilio.message_sid': sids['MessageSid'] }),
  })
}

/** The app; without a `tracerProvider` it uses the registered one. */
export const traced = (tracerProvider: TracerProvider = trace.getTracerProvider()) =>
  new Hono()
    .use(httpInstrumentationMiddleware({ tracerProvider }))
    .post('/sms', messageWebhook({ onWebhook }), (c) =>
      twiml(
        c,
        <Response>
          <Message>Thanks.</Message>
        </Response>,
      ),
    )
