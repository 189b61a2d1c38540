/** The types of a webhook, and the code that they refuse. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { Hono } from 'hono'
import {
  callWebhook,
  memoryStore,
  messageWebhook,
  type StandardSchema,
  statusWebhook,
  twiml,
  verifySignature,
  withDeadline,
} from 'twimlx/hono'
import {
  type Media,
  parseAddress,
  parseCall,
  parseMessage,
  parseStatus,
  type StatusPayload,
  validateSignature,
} from 'twimlx/webhook'
import * as v from 'valibot'
import { expectTypeOf } from 'vitest'

const app = new Hono()

app.post('/sms', messageWebhook(), (c) => {
  const message = c.var.webhook
  expectTypeOf(message.Body).toEqualTypeOf<string>()
  expectTypeOf(message.MessageSid).toEqualTypeOf<string>()
  expectTypeOf(message.NumMedia).toEqualTypeOf<number | undefined>()
  expectTypeOf(message.Forwarded).toEqualTypeOf<boolean | undefined>()
  expectTypeOf(message.WaId).toEqualTypeOf<string | undefined>()
  expectTypeOf(message.media).toEqualTypeOf<Media[]>()
  expectTypeOf(message.idempotencyToken).toEqualTypeOf<string | undefined>()
  expectTypeOf(message.params.get('whatever')).toEqualTypeOf<string | null>()
  // @ts-expect-error misspelt
  void message.Bodi
  // @ts-expect-error a message has no call
  void message.CallSid
  // @ts-expect-error the result of a verb needs `after`
  void message.MessageStatus
  return c.text('')
})

app.post('/voice', callWebhook(), (c) => {
  const call = c.var.webhook
  expectTypeOf(call.CallSid).toEqualTypeOf<string>()
  expectTypeOf(call['SipHeader_X-Order']).toEqualTypeOf<string | undefined>()
  expectTypeOf(call.MachineDetectionDuration).toEqualTypeOf<number | undefined>()
  // The caller's keys and speech need `after: 'Gather'`, as the comments of these properties say.
  expectTypeOf(call.Digits).toEqualTypeOf<undefined>()
  expectTypeOf(call.SpeechResult).toEqualTypeOf<undefined>()
  // @ts-expect-error nothing is there
  void call.Digits.length
  if (call.CallStatus === 'in-progress') void 0
  return c.text('')
})

app.post('/gather', callWebhook({ after: 'Gather' }), (c) => {
  expectTypeOf(c.var.webhook.Digits).toEqualTypeOf<string | undefined>()
  expectTypeOf(c.var.webhook.SpeechResult).toEqualTypeOf<string | undefined>()
  expectTypeOf(c.var.webhook.Confidence).toEqualTypeOf<number | undefined>()
  expectTypeOf(c.var.webhook.From).toEqualTypeOf<string>()
  // @ts-expect-error another verb's result
  void c.var.webhook.RecordingUrl
  return c.text('')
})

// @ts-expect-error no such verb
callWebhook({ after: 'Gathr' })
// @ts-expect-error <Say> has no action
callWebhook({ after: 'Say' })
// @ts-expect-error a message does not follow a <Gather>
messageWebhook({ after: 'Gather' })
// @ts-expect-error no such kind of callback
statusWebhook({ kind: 'calls' })
// @ts-expect-error no such option
callWebhook({ authTokens: ['a'] })

app.post('/record', callWebhook({ after: 'Record' }), (c) => {
  expectTypeOf(c.var.webhook.RecordingUrl).toEqualTypeOf<string>()
  expectTypeOf(c.var.webhook.RecordingDuration).toEqualTypeOf<number | undefined>()
  return c.text('')
})
app.post('/dial', callWebhook({ after: 'Dial' }), (c) => {
  expectTypeOf(c.var.webhook.DialBridged).toEqualTypeOf<boolean | undefined>()
  expectTypeOf(c.var.webhook['DialSipHeader_X-A']).toEqualTypeOf<string | undefined>()
  return c.text('')
})
app.post('/enqueue', callWebhook({ after: 'Enqueue' }), (c) => {
  expectTypeOf(c.var.webhook.QueueTime).toEqualTypeOf<number | undefined>()
  return c.text('')
})
app.post('/queue', callWebhook({ after: 'Queue' }), (c) => {
  expectTypeOf(c.var.webhook.DequeingCallSid).toEqualTypeOf<string | undefined>()
  return c.text('')
})
app.post('/pay', callWebhook({ after: 'Pay' }), (c) => {
  expectTypeOf(c.var.webhook.PaymentCardNumber).toEqualTypeOf<string | undefined>()
  return c.text('')
})
app.post('/refer', callWebhook({ after: 'Refer' }), (c) => {
  expectTypeOf(c.var.webhook.ReferCallStatus).toEqualTypeOf<string>()
  return c.text('')
})
app.post('/relay', callWebhook({ after: 'Connect' }), (c) => {
  expectTypeOf(c.var.webhook.HandoffData).toEqualTypeOf<string | undefined>()
  expectTypeOf(c.var.webhook.SessionDuration).toEqualTypeOf<number | undefined>()
  return c.text('')
})
app.post('/voice-sms', callWebhook({ after: 'Sms' }), (c) => {
  expectTypeOf(c.var.webhook.SmsSid).toEqualTypeOf<string | undefined>()
  return c.text('')
})
app.post('/message', messageWebhook({ after: 'Message' }), (c) => {
  expectTypeOf(c.var.webhook.MessageStatus).exclude<undefined>().toExtend<string>()
  expectTypeOf(c.var.webhook.MessageSid).toEqualTypeOf<string>()
  return c.text('')
})
app.post('/wait', callWebhook({ for: 'waitUrl' }), (c) => {
  expectTypeOf(c.var.webhook.QueuePosition).toEqualTypeOf<number | undefined>()
  return c.text('')
})
app.post('/whisper', callWebhook({ for: 'url' }), (c) => {
  expectTypeOf(c.var.webhook.ParentCallSid).toEqualTypeOf<string | undefined>()
  return c.text('')
})
app.post('/transfer', callWebhook({ for: 'referUrl' }), (c) => {
  expectTypeOf(c.var.webhook.ReferTransferTarget).toEqualTypeOf<string>()
  return c.text('')
})

// A Hono handler without an answer is async.
// @ts-expect-error a plain function must answer
app.post('/status', statusWebhook(), () => {})

// Two middlewares on one route narrow the type.
app.post('/two', callWebhook(), callWebhook({ after: 'Gather' }), (c) => {
  expectTypeOf(c.var.webhook.Digits).toEqualTypeOf<string | undefined>()
  expectTypeOf(c.var.webhook.CallSid).toEqualTypeOf<string>()
  return c.text('')
})
app.post('/three', statusWebhook(), statusWebhook({ kind: 'call' }), async (c) => {
  expectTypeOf(c.var.webhook.kind).toEqualTypeOf<'call'>()
  expectTypeOf(c.var.webhook.CallDuration).toEqualTypeOf<number | undefined>()
})
app.post('/four', messageWebhook(), messageWebhook({ after: 'Message' }), (c) => {
  expectTypeOf(c.var.webhook.Body).toEqualTypeOf<string>()
  expectTypeOf(c.var.webhook.ErrorMessage).toEqualTypeOf<string | undefined>()
  return c.text('')
})
app.post('/five', callWebhook({ after: 'Sms' }), messageWebhook(), (c) => {
  expectTypeOf(c.var.webhook).not.toBeNever()
  expectTypeOf(c.var.webhook.CallSid).toEqualTypeOf<string>()
  expectTypeOf(c.var.webhook.Body).toEqualTypeOf<string>()
  return c.text('')
})

new Hono<{ Variables: { user: string }; Bindings: { DB: number } }>()
  .use(callWebhook())
  .post('/gather', callWebhook({ after: 'Gather' }), (c) => {
    expectTypeOf(c.var.webhook.Digits).toEqualTypeOf<string | undefined>()
    expectTypeOf(c.var.user).toEqualTypeOf<string>()
    expectTypeOf(c.env.DB).toEqualTypeOf<number>()
    return c.text('')
  })

// There is no global augmentation: a route without the middleware has no `webhook`.
new Hono().get('/', (c) => {
  // @ts-expect-error not set on this route
  void c.var.webhook
  return c.text('')
})
app.get('/ws', verifySignature(), (c) => c.text(''))

app.post('/status', statusWebhook(), async (c) => {
  const status = c.var.webhook
  expectTypeOf(status).toEqualTypeOf<StatusPayload>()
  // @ts-expect-error which kind is it?
  void status.CallDuration
  switch (status.kind) {
    case 'message':
      expectTypeOf(status.MessageSid).toEqualTypeOf<string>()
      expectTypeOf(status.MessageStatus).toExtend<string>()
      expectTypeOf(status.From).toEqualTypeOf<string>()
      expectTypeOf(status.To).toEqualTypeOf<string>()
      expectTypeOf(status.ErrorCode).toEqualTypeOf<string | undefined>()
      break
    case 'call':
      expectTypeOf(status.Timestamp).toEqualTypeOf<Date | undefined>()
      expectTypeOf(status.SequenceNumber).toEqualTypeOf<number | undefined>()
      break
    case 'recording':
      expectTypeOf(status.RecordingStartTime).toEqualTypeOf<Date | undefined>()
      break
    case 'conference':
      expectTypeOf(status.Muted).toEqualTypeOf<boolean | undefined>()
      break
    case 'realTimeTranscription':
      expectTypeOf(status.Final).toEqualTypeOf<boolean | undefined>()
      break
    case 'partialResult':
      expectTypeOf(status.Stability).toEqualTypeOf<number | undefined>()
      break
    case 'debugger':
      expectTypeOf(status.Payload).toEqualTypeOf<string>()
      break
    case 'unknown':
      expectTypeOf(status.json).toEqualTypeOf<unknown>()
      break
  }
})

// Work is given as a function: a promise could reject before anything listens.
app.get('/slow', (c) => withDeadline(c, () => twiml(c, null)))
app.get('/slow', (c) => withDeadline(c, async (deadline) => c.text(`${deadline.aborted}`), {}))
// @ts-expect-error an answer is not a function that makes it
app.get('/slow', (c) => withDeadline(c, twiml(c, null), { voice: '/poll' }))
// @ts-expect-error nor is a promise of one
app.get('/slow', (c) => withDeadline(c, Promise.resolve(c.text('')), { voice: '/poll' }))

// A schema of any library narrows the type further.
const pin = v.object({ Digits: v.pipe(v.string(), v.length(4), v.transform(Number)) })
app.post('/pin', callWebhook({ after: 'Gather', schema: pin }), (c) => {
  expectTypeOf(c.var.webhook.Digits).toEqualTypeOf<number>()
  expectTypeOf(c.var.webhook.SpeechResult).toEqualTypeOf<string | undefined>()
  expectTypeOf(c.var.webhook.params).toEqualTypeOf<URLSearchParams>()
  return c.text('')
})
const order = v.object({ orderId: v.string() })
app.post(
  '/order',
  callWebhook({ schema: order, onIssues: (issues, c) => c.text(`${issues.length}`) }),
  (c) => {
    expectTypeOf(c.var.webhook.orderId).toEqualTypeOf<string>()
    return c.text('')
  },
)
app.post(
  '/failed',
  statusWebhook({ kind: 'message', schema: v.object({ ErrorCode: v.string() }) }),
  async (c) => {
    expectTypeOf(c.var.webhook.ErrorCode).toEqualTypeOf<string>()
    expectTypeOf(c.var.webhook.kind).toEqualTypeOf<'message'>()
  },
)
expectTypeOf<StandardSchemaV1<string, number>>().toExtend<StandardSchema<string, number>>()
// @ts-expect-error not a schema
callWebhook({ schema: { Digits: 'string' } })

// Options with several tokens.
callWebhook({ authToken: ['a', 'b'] as const, idempotency: { store: memoryStore() } })
callWebhook({
  authToken: async (accountSid, headers) => (headers.has('x') ? accountSid : undefined),
})
// @ts-expect-error a token is text
callWebhook({ authToken: 12345 })

// The parsers without a framework.
expectTypeOf(parseMessage({ Body: 'x' }).Body).toEqualTypeOf<string>()
expectTypeOf(parseCall('', { after: 'Gather' }).Confidence).toEqualTypeOf<number | undefined>()
// @ts-expect-error needs `after`
void parseCall('').Confidence
expectTypeOf(parseStatus('')).toEqualTypeOf<StatusPayload>()
expectTypeOf(parseStatus('', { kind: 'stream' }).StreamSid).toEqualTypeOf<string>()

const address = parseAddress('+1')
if (address.type === 'phone') expectTypeOf(address.number).toEqualTypeOf<`+${string}`>()

const report = await validateSignature({ authToken: 'x', url: 'https://example.com' })
expectTypeOf(report.reason).toEqualTypeOf<string | undefined>()
if (!report.valid) expectTypeOf(report.reason).toEqualTypeOf<string>()
