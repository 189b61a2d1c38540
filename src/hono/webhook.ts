/**
 * @module
 * Middleware for Twilio's webhooks: checks the signature, reads the parameters, and sets `c.var.webhook`.
 */
import type { Context, MiddlewareHandler } from 'hono'
import {
  type CallContext,
  type CallPayloadOf,
  type CallRequest,
  callShape,
  type CallVerb,
  readCall,
} from '../webhook/call.ts'
import { contentIdentity } from '../webhook/identity.ts'
import {
  type MessagePayloadAfter,
  messageShape,
  type MessageVerb,
  readMessage,
} from '../webhook/message.ts'
import {
  type AnyShape,
  mergeShapes,
  type ParseOptions,
  type Received,
  WebhookError,
} from '../webhook/payload.ts'
import { assertPublicUrl } from '../webhook/public-url.ts'
import { assertAuthToken } from '../webhook/signature.ts'
import {
  identifyStatus,
  readStatus,
  statusKindOf,
  type StatusKinds,
  type StatusPayload,
  type StatusPayloadOf,
  statusShape,
} from '../webhook/status.ts'
import type { WebhookEvent } from '../webhook/event.ts'
import { answerOnceIn, type IdempotencyOptions, type Identify } from './idempotency.ts'
import { type Findings, observed, refusalOf } from './observe.ts'
import { receive, type SignatureOptions } from './received.ts'
import { applySchema, type Narrowed, type SchemaOptions, type StandardSchema } from './schema.ts'

/** What a webhook middleware sets: `c.var.webhook`. */
export interface WebhookEnv<Payload> {
  Variables: { webhook: Payload }
}

/** What every webhook middleware takes. */
export interface WebhookOptions<Schema extends StandardSchema = never, Payload = Received>
  extends SignatureOptions, SchemaOptions<Schema> {
  /** Answers a webhook that Twilio sends again as it was answered first. Default: every request reaches the handler. */
  idempotency?: IdempotencyOptions<Payload> | undefined
}

/** Options of {@link messageWebhook}. */
export interface MessageWebhookOptions<
  Verb extends MessageVerb = never,
  Schema extends StandardSchema = never,
> extends WebhookOptions<Schema, Narrowed<MessagePayloadAfter<Verb>, Schema>> {
  /** The verb whose `action` URL this route is. */
  after?: Verb | undefined
}

/** Options of {@link callWebhook}. */
export interface CallWebhookOptions<
  Verb extends CallVerb = never,
  Attribute extends CallRequest = never,
  Schema extends StandardSchema = never,
>
  extends
    WebhookOptions<Schema, Narrowed<CallPayloadOf<Verb, Attribute>, Schema>>,
    CallContext<Verb, Attribute> {}

/** Options of {@link statusWebhook}. */
export interface StatusWebhookOptions<
  Kind extends keyof StatusKinds = never,
  Schema extends StandardSchema = never,
> extends WebhookOptions<Schema, Narrowed<StatusOf<Kind>, Schema>> {
  /** The kind of callback that this route gets, where it gets one only. */
  kind?: Kind | undefined
}

/** What a route of {@link statusWebhook} gets. */
type StatusOf<Kind extends keyof StatusKinds> = [Kind] extends [never]
  ? StatusPayload
  : StatusPayloadOf<Kind>

/**
 * Middleware for an incoming message: SMS, MMS, WhatsApp, RCS.
 *
 * @param options how the signature is checked; `after`, `schema`, `idempotency`
 * @throws {Error} when `authToken` is given but empty, or `publicUrl` is text that is no absolute URL
 *
 * @example
 * ```tsx
 * import { Hono } from 'hono'
 * import { messageWebhook, twiml } from 'twimlx/hono'
 * import { Message, Response } from 'twimlx/messaging'
 *
 * const app = new Hono()
 *
 * app.post('/sms', messageWebhook(), (c) =>
 *   twiml(c, <Response><Message>You wrote: {c.var.webhook.Body}</Message></Response>),
 * )
 * ```
 */
export function messageWebhook<
  const Verb extends MessageVerb = never,
  Schema extends StandardSchema = never,
>(
  options: MessageWebhookOptions<Verb, Schema> = {},
): MiddlewareHandler<WebhookEnv<Narrowed<MessagePayloadAfter<Verb>, Schema>>> {
  const shape = messageShape(options.after)
  return webhook('message', options, () => ({ shape, read: readMessage }), contentIdentity)
}

/**
 * Middleware for a call that asks for a document: the number's URL, an `action`, a `<Redirect>`, a wait document.
 *
 * @param options how the signature is checked; `after` or `for`, `schema`, `idempotency`
 * @throws {Error} when `authToken` is given but empty, or `publicUrl` is text that is no absolute URL
 *
 * @example
 * ```tsx
 * import { Hono } from 'hono'
 * import { callWebhook, twiml } from 'twimlx/hono'
 * import { Response, Say } from 'twimlx/voice'
 *
 * const app = new Hono()
 *
 * app.post('/menu', callWebhook({ after: 'Gather' }), (c) =>
 *   twiml(c, <Response><Say>You pressed {c.var.webhook.Digits}</Say></Response>),
 * )
 * ```
 */
export function callWebhook<
  const Verb extends CallVerb = never,
  const Attribute extends CallRequest = never,
  Schema extends StandardSchema = never,
>(
  options: CallWebhookOptions<Verb, Attribute, Schema> = {},
): MiddlewareHandler<WebhookEnv<Narrowed<CallPayloadOf<Verb, Attribute>, Schema>>> {
  const shape = callShape(options)
  return webhook('call', options, () => ({ shape, read: readCall }))
}

/**
 * Middleware for a status callback. Answers 204 when the handler returns nothing.
 *
 * @param options how the signature is checked; `kind`, `schema`, `idempotency`
 * @throws {Error} when `authToken` is given but empty, or `publicUrl` is text that is no absolute URL
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { statusWebhook } from 'twimlx/hono'
 *
 * const app = new Hono()
 *
 * app.post('/status', statusWebhook(), async (c) => {
 *   const status = c.var.webhook
 *   if (status.kind === 'message') console.log(status.MessageSid, status.MessageStatus)
 * })
 * ```
 */
export function statusWebhook<
  const Kind extends keyof StatusKinds = never,
  Schema extends StandardSchema = never,
>(
  options: StatusWebhookOptions<Kind, Schema> = {},
): MiddlewareHandler<WebhookEnv<Narrowed<StatusOf<Kind>, Schema>>> {
  return webhook(
    'status',
    options,
    (params) => {
      const kind = options.kind ?? statusKindOf(params)
      return {
        kind,
        shape: statusShape(kind),
        read: (source, shape, parse) => readStatus(source, kind, shape, parse),
      }
    },
    identifyStatus,
  )
}

/**
 * Middleware that checks the signature and nothing else: for the WebSocket handshake of a `<Stream>` or a
 * `<ConversationRelay>`, and for requests that this library does not read.
 *
 * @throws {Error} when `authToken` is given but empty, or `publicUrl` is text that is no absolute URL
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'hono/cloudflare-workers'
 * import { verifySignature } from 'twimlx/hono'
 *
 * const app = new Hono()
 *
 * app.get('/relay', verifySignature(), upgradeWebSocket(() => ({ onMessage: (event) => console.log(event.data) })))
 * ```
 */
export function verifySignature(options: SignatureOptions = {}): MiddlewareHandler {
  assertConfigured(options)
  return observed('signature', options, async (c, next, options, findings) => {
    const request = await receive(c, options).catch((error) => refuse(c, error, findings))
    if (!('params' in request)) return request
    findings.params = request.params
    await next()
    return undefined
  })
}

/** How one kind of webhook is read. */
interface Reading {
  /** Of a status callback. */
  kind?: StatusPayload['kind'] | undefined
  shape: AnyShape
  read: (source: URLSearchParams, shape: AnyShape, options: ParseOptions) => object
}

/** What the webhook middlewares of one request have made of it so far. */
interface Progress {
  shape: AnyShape
  payload: object
  /** What schemas gave; it keeps its precedence over what a later middleware reads. */
  narrowed: object | undefined
  isAnsweredOnce: boolean
}

const progress = new WeakMap<Context, Progress>()

// The handler's type says what `reading` gives; the two are declared side by side above.
function webhook(
  kind: WebhookEvent['kind'],
  options: WebhookOptions<StandardSchema, never>,
  reading: (params: URLSearchParams) => Reading,
  identify?: Identify,
): MiddlewareHandler {
  assertConfigured(options)
  return observed(kind, options, async (c, next, options, findings) => {
    const refusal = await prepare(c, options, reading, findings).catch((error) =>
      refuse(c, error, findings),
    )
    if (refusal) return refusal
    const current = progress.get(c)!
    if (options.idempotency && !current.isAnsweredOnce) {
      current.isAnsweredOnce = true
      const earlier = await answerOnceIn(c, next, options.idempotency, identify)
      findings.isDuplicate = earlier !== undefined
      if (earlier) return earlier
    } else {
      await next()
    }
    // A status callback wants no document.
    return kind === 'status' && !c.finalized ? c.body(null, 204) : undefined
  })
}

/** Sets `c.var.webhook`, or answers a request that is refused. */
async function prepare(
  c: Context,
  options: WebhookOptions<StandardSchema, never>,
  reading: (params: URLSearchParams) => Reading,
  findings: Findings,
): Promise<Response | undefined> {
  const request = await receive(c, options)
  // What did not pass is the answer, whichever realm's `Response` it is.
  if (!('params' in request)) return request

  const earlier = progress.get(c)
  findings.params = request.params
  const { kind, shape: own, read } = reading(request.params)
  findings.statusKind = kind
  const shape = earlier ? mergeShapes(earlier.shape, own) : own
  // Without a prototype, as the payload itself.
  const payload = Object.assign(
    Object.create(null) as object,
    earlier?.payload,
    read(request.params, shape, { headers: c.req.raw.headers }),
    request.json === undefined ? undefined : { json: request.json },
    earlier?.narrowed,
  )
  let narrowed = earlier?.narrowed
  if (options.schema) {
    const applied = await applySchema(c, payload, options)
    if (!('output' in applied)) {
      findings.refusal = 'schema'
      return applied
    }
    narrowed = { ...narrowed, ...applied.output }
    Object.assign(payload, applied.output)
  }
  progress.set(c, { shape, payload, narrowed, isAnsweredOnce: earlier?.isAnsweredOnce ?? false })
  c.set('webhook', payload)
  return undefined
}

/** The answer to a request that is not what Twilio sends; any other error is the app's. */
function refuse(c: Context, error: unknown, findings: Findings): Response {
  findings.refusal = refusalOf(error)
  if (error instanceof WebhookError) return c.text(error.message, error.status)
  throw error
}

// A token that is given but empty is a mistake at once; one that is not given is looked for in the environment of the
// first request, where Cloudflare Workers have it.
function assertConfigured({ authToken, validate, publicUrl }: SignatureOptions): void {
  if (authToken !== undefined && validate !== false) assertAuthToken(authToken)
  assertPublicUrl(publicUrl)
}
