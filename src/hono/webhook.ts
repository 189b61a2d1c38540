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
import { mergeShapes, type Reading, type Received, WebhookError } from '../webhook/payload.ts'
import { assertPublicUrl } from '../webhook/public-url.ts'
import { assertSecrets, type Secrets } from '../webhook/signature.ts'
import {
  identifyStatus,
  statusReading,
  type StatusKinds,
  type StatusPayload,
  type StatusPayloadOf,
} from '../webhook/status.ts'
import type { CheckedRequest } from '../webhook/check.ts'
import { type Findings, refusalOf, type WebhookEvent } from '../webhook/event.ts'
import type { Identify } from '../webhook/idempotency.ts'
import { answerOnceIn, type IdempotencyOptions } from './idempotency.ts'
import { observed } from './observe.ts'
import { receive, type SignatureOptions } from './received.ts'
import {
  applySchema,
  describeIssues,
  type Narrowed,
  type SchemaOptions,
  type StandardSchema,
} from '../webhook/schema.ts'

/**
 * The variable that a webhook middleware sets: `c.var.webhook`.
 *
 * @example
 * ```ts
 * import { createMiddleware } from 'hono/factory'
 * import type { WebhookEnv } from 'twimlx/hono'
 * import type { MessagePayload } from 'twimlx/webhook'
 *
 * // A middleware of your own, after messageWebhook()
 * const log = createMiddleware<WebhookEnv<MessagePayload>>(async (c, next) => {
 *   console.log(c.var.webhook.From)
 *   await next()
 * })
 * ```
 */
export interface WebhookEnv<Payload> {
  Variables: { webhook: Payload }
}

/**
 * The options of every webhook middleware.
 *
 * @example
 * ```ts
 * const options: WebhookOptions = {
 *   trustProxy: true,
 *   onInvalid: ({ reason }) => console.warn(reason),
 * }
 * ```
 */
export interface WebhookOptions<Schema extends StandardSchema = never, Payload = Received>
  extends SignatureOptions, SchemaOptions<Schema, Context> {
  /** Answers a webhook that Twilio sends again with its first answer. Default: every request reaches the handler. */
  idempotency?: IdempotencyOptions<Payload> | undefined
}

/**
 * Options of {@link messageWebhook}.
 *
 * @example
 * ```ts
 * const options: MessageWebhookOptions = { idempotency: { store: memoryStore() } }
 * ```
 */
export interface MessageWebhookOptions<
  Verb extends MessageVerb = never,
  Schema extends StandardSchema = never,
> extends WebhookOptions<Schema, Narrowed<MessagePayloadAfter<Verb>, Schema>> {
  /** The verb whose `action` leads to this route. */
  after?: Verb | undefined
}

/**
 * Options of {@link callWebhook}.
 *
 * @example
 * ```ts
 * const options: CallWebhookOptions<'Gather'> = { after: 'Gather', trustProxy: true }
 * ```
 */
export interface CallWebhookOptions<
  Verb extends CallVerb = never,
  Attribute extends CallRequest = never,
  Schema extends StandardSchema = never,
>
  extends
    WebhookOptions<Schema, Narrowed<CallPayloadOf<Verb, Attribute>, Schema>>,
    CallContext<Verb, Attribute> {}

/**
 * Options of {@link statusWebhook}.
 *
 * @example
 * ```ts
 * const options: StatusWebhookOptions<'message'> = { kind: 'message' }
 * ```
 */
export interface StatusWebhookOptions<
  Kind extends keyof StatusKinds = never,
  Schema extends StandardSchema = never,
> extends WebhookOptions<Schema, Narrowed<StatusOf<Kind>, Schema>> {
  /** The kind of callback, for a route that receives only one. */
  kind?: Kind | undefined
}

/**
 * A middleware for a status callback. Its name is what the compiler says where a handler after it returns nothing and is
 * not async, which Hono takes for no handler.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { messageWebhook } from 'twimlx/hono'
 *
 * const app = new Hono()
 * // The compiler's message has this name if the handler after a middleware is not `async` and returns no promise.
 * app.post('/sms', messageWebhook(), async (c) => c.text(`You wrote: ${c.var.webhook.Body}`))
 * ```
 */
export interface MakeItsHandlerAsync<Payload> extends MiddlewareHandler<WebhookEnv<Payload>> {}

/** The payload of a {@link statusWebhook}. */
type StatusOf<Kind extends keyof StatusKinds> = [Kind] extends [never]
  ? StatusPayload
  : StatusPayloadOf<Kind>

/**
 * Middleware for an incoming message: SMS, MMS, WhatsApp, RCS.
 *
 * @param options - How the signature is checked; `after`, `schema`, `idempotency`.
 * @throws {Error} If `authToken` is given but empty, or `publicUrl` is text that is no absolute URL.
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
export const messageWebhook = <
  const Verb extends MessageVerb = never,
  Schema extends StandardSchema = never,
>(
  options: MessageWebhookOptions<Verb, Schema> = {},
): MiddlewareHandler<WebhookEnv<Narrowed<MessagePayloadAfter<Verb>, Schema>>> => {
  const shape = messageShape(options.after)
  return webhook('message', options, () => ({ shape, read: readMessage }), contentIdentity)
}

/**
 * Middleware for a call that requests a document: the number's URL, an `action`, a `<Redirect>`, a wait document.
 *
 * @param options - How the signature is checked; `after` or `for`, `schema`, `idempotency`.
 * @throws {Error} If `authToken` is given but empty, or `publicUrl` is text that is no absolute URL.
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
export const callWebhook = <
  const Verb extends CallVerb = never,
  const Attribute extends CallRequest = never,
  Schema extends StandardSchema = never,
>(
  options: CallWebhookOptions<Verb, Attribute, Schema> = {},
): MiddlewareHandler<WebhookEnv<Narrowed<CallPayloadOf<Verb, Attribute>, Schema>>> => {
  const shape = callShape(options)
  return webhook('call', options, () => ({ shape, read: readCall }))
}

/**
 * Middleware for a status callback. Answers 204 if the handler returns nothing.
 *
 * @param options - How the signature is checked; `kind`, `schema`, `idempotency`.
 * @throws {Error} If `authToken` is given but empty, or `publicUrl` is text that is no absolute URL.
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
export const statusWebhook = <
  const Kind extends keyof StatusKinds = never,
  Schema extends StandardSchema = never,
>(
  options: StatusWebhookOptions<Kind, Schema> = {},
): MakeItsHandlerAsync<Narrowed<StatusOf<Kind>, Schema>> =>
  webhook('status', options, statusReading(options.kind), identifyStatus)

/**
 * Middleware that checks the signature and nothing else: for the WebSocket handshake of a `<Stream>` or a
 * `<ConversationRelay>`, and for requests that this library does not read.
 *
 * @throws {Error} If `authToken` is given but empty, or `publicUrl` is text that is no absolute URL.
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
export const verifySignature = (options: SignatureOptions = {}): MiddlewareHandler => {
  assertConfigured(options)
  return observed('signature', options, async (c, next, options, findings) => {
    const refusal = await receive(c, options).then(
      ({ params }) => void (findings.params = params),
      (error) => refuse(c, error, findings),
    )
    if (refusal) return refusal
    await next()
    return undefined
  })
}

/** The results of the webhook middlewares of one request so far. */
interface Progress {
  params: URLSearchParams
  readings: Reading<StatusPayload['kind']>[]
  payload: object
  /** The output of schemas, which takes precedence over the readings of later middlewares. */
  narrowed: object | undefined
  isAnsweredOnce: boolean
}

// Stored on the context itself, like the received request.
const progress = Symbol('twimlx.progress')

type Carrier = Context & { [progress]?: Progress }

// The handler's type states the result of `reading`; both are declared side by side above.
const webhook = (
  kind: WebhookEvent['kind'],
  options: WebhookOptions<StandardSchema, never>,
  reading: (params: URLSearchParams) => Reading<StatusPayload['kind']>,
  identify?: Identify,
): MiddlewareHandler => {
  assertConfigured(options)
  return observed(kind, options, async (c: Carrier, next, options, findings) => {
    try {
      const refusal = prepare(c, await receive(c, options), options, reading, findings)
      const known = refusal && (await refusal)
      if (known) return known
    } catch (error) {
      return refuse(c, error, findings)
    }
    const current = c[progress]!
    if (options.idempotency && !current.isAnsweredOnce) {
      current.isAnsweredOnce = true
      const earlier = await answerOnceIn(c, next, options.idempotency, identify)
      findings.isDuplicate = earlier !== undefined
      if (earlier) return earlier
    } else await next()

    // A status callback needs no document.
    return kind === 'status' && !c.finalized ? c.body(null, 204) : undefined
  })
}

/** Sets `c.var.webhook`. Only a schema is awaited, and may refuse. */
const prepare = (
  c: Carrier,
  { params, json }: CheckedRequest,
  options: WebhookOptions<StandardSchema, never>,
  reading: (params: URLSearchParams) => Reading<StatusPayload['kind']>,
  findings: Findings,
): Promise<Response | undefined> | undefined => {
  const earlier = c[progress]
  const own = reading(params)
  findings.params = params
  // An earlier reading with another URL is not reused: this middleware may be the first that checks.
  const isSame = earlier?.params === params
  const readings = earlier ? [...earlier.readings, own] : [own]
  const shape = earlier ? mergeShapes(...readings.map((each) => each.shape)) : own.shape
  const parse = { headers: c.req.raw.headers, json }
  const payload = isSame
    ? Object.assign(earlier.payload, own.read(params, shape, parse), earlier.narrowed)
    : own.read(params, shape, parse)
  if (earlier && !isSame)
    for (const each of readings) Object.assign(payload, each.read(params, shape, parse))

  findings.statusKind = own.kind && (payload as StatusPayload).kind
  const current: Progress = (c[progress] = {
    params,
    readings,
    payload,
    narrowed: isSame ? earlier.narrowed : undefined,
    isAnsweredOnce: earlier?.isAnsweredOnce ?? false,
  })
  c.set('webhook', payload)
  return options.schema && narrow(c, current, { ...options, schema: options.schema }, findings)
}

/** Validates the payload by a schema. */
const narrow = async (
  c: Context,
  current: Progress,
  { schema, onIssues }: SchemaOptions<StandardSchema, Context> & { schema: StandardSchema },
  findings: Findings,
): Promise<Response | undefined> => {
  const applied = await applySchema(current.payload, schema)
  if ('issues' in applied) {
    findings.refusal = 'schema'
    const { issues } = applied
    return onIssues ? onIssues(issues, c) : c.text(describeIssues(issues), 400)
  }
  current.narrowed = { ...current.narrowed, ...applied.output }
  Object.assign(current.payload, applied.output)
  return undefined
}

/** The answer to a request that Twilio does not send; any other error is the app's. */
const refuse = (c: Context, error: unknown, findings: Findings): Response => {
  findings.refusal = refusalOf(error)
  if (error instanceof WebhookError) return c.text(error.message, error.status)
  throw error
}

// A token that is given but empty is an error at once. Without a token, the environment of the first request is
// searched, where Cloudflare Workers have it.
const assertConfigured = ({
  authToken,
  sharedKeys,
  validate,
  publicUrl,
}: SignatureOptions): void => {
  const isGiven = authToken !== undefined || sharedKeys !== undefined
  // Nothing is called here, so the functions' parameter for bindings does not matter.
  if (isGiven && validate !== false) assertSecrets({ authToken, sharedKeys } as Secrets)
  assertPublicUrl(publicUrl)
}
