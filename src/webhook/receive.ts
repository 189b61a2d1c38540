/**
 * @module
 * Receives a webhook in any framework: takes a web `Request`, and returns its verified, typed payload, or the
 * `Response` to send.
 */
import {
  type CallContext,
  type CallPayloadOf,
  type CallRequest,
  callShape,
  type CallVerb,
  readCall,
} from './call.ts'
import { checkRequest, type LimitOptions, readAtMost } from './check.ts'
import { eventOf, type Findings, refusalOf, type WebhookEvent } from './event.ts'
import { answerOnce, type IdempotencyOptions, type Identify, keyOf, nameOf } from './idempotency.ts'
import { contentIdentity } from './identity.ts'
import { type MessagePayloadAfter, messageShape, type MessageVerb, readMessage } from './message.ts'
import { type Reading, type Received, WebhookError } from './payload.ts'
import type { PublicUrlOptions } from './public-url.ts'
import {
  applySchema,
  describeIssues,
  type Narrowed,
  type SchemaOptions,
  type StandardSchema,
} from './schema.ts'
import type { SharedKeys } from './shared-keys.ts'
import type { AuthToken, InvalidSignature } from './signature.ts'
import {
  identifyStatus,
  type StatusKinds,
  type StatusPayload,
  type StatusPayloadOf,
  statusReading,
} from './status.ts'
import { notify } from './notify.ts'

/**
 * Options of receiving a request.
 *
 * @example
 * ```ts
 * const options: ReceiveOptions = { authToken: 'your auth token', trustProxy: true }
 * ```
 */
export interface ReceiveOptions<Schema extends StandardSchema = never>
  extends PublicUrlOptions, LimitOptions, SchemaOptions<Schema, Request> {
  /**
   * The auth token, several, or a function that finds those of an account. Default: `TWILIO_AUTH_TOKEN` of the
   * environment; none if there are `sharedKeys`.
   */
  authToken?: AuthToken | undefined
  /**
   * The secrets of the account's shared keys by key id, or a function that finds them. Without an `authToken` beside
   * them, requests that are not signed with a shared key are refused.
   */
  sharedKeys?: SharedKeys | undefined
  /**
   * If `true`, the signature is checked. `false` lets anyone in: use it for development only, and never take it from a
   * variable that production may lack. Default `true`.
   */
  validate?: boolean | undefined
  /**
   * Called with the report of a refused request. Default: one `console.warn` line that says what to change. The sender
   * gets a 403 without details.
   */
  onInvalid?: (report: InvalidSignature, request: Request) => void | Promise<void>
}

/**
 * Options that involve the answer, for {@link receiveMessage} and its siblings with a handler.
 *
 * @example
 * ```ts
 * const options: AnswerOptions = { idempotency: { store: memoryStore() } }
 * ```
 */
export interface AnswerOptions<Payload = Received> {
  /** Answers a webhook that Twilio sends again with its first answer. Default: every request reaches the handler. */
  idempotency?: IdempotencyOptions<Payload>
  /**
   * Called with the outcome of each webhook, once it is answered: for metrics and traces. It has no texts, digits or
   * phone numbers. Its own failures are logged.
   */
  onWebhook?: (event: WebhookEvent) => void | Promise<void>
}

/**
 * A request's payload, or the response that refuses it: 403, 413 or 400.
 *
 * @example
 * ```ts
 * const statusOf = ({ response }: Outcome<MessagePayload>): number => response?.status ?? 200
 * ```
 */
export type Outcome<Payload> =
  { webhook: Payload; response?: undefined } | { webhook?: undefined; response: Response }

/**
 * Makes the answer to a webhook.
 *
 * @example
 * ```ts
 * const echo: Answer<MessagePayload> = ({ Body }) =>
 *   new Response(Body, { headers: { 'Content-Type': 'text/plain' } })
 * ```
 */
export type Answer<Payload> = (webhook: Payload) => Response | Promise<Response>

type MessageOptions<
  Verb extends MessageVerb,
  Schema extends StandardSchema,
> = ReceiveOptions<Schema> & {
  /** The verb whose `action` leads to this route. */
  after?: Verb
}
type Message<Verb extends MessageVerb, Schema extends StandardSchema> = Narrowed<
  MessagePayloadAfter<Verb>,
  Schema
>

/**
 * Receives an incoming message: SMS, MMS, WhatsApp, RCS.
 *
 * @param request - The web request. Its body must not have been read.
 * @param options - How the signature is checked, and the limits of a request; `after`, `schema`.
 * @returns The payload as `webhook`, or the `response` that refuses the request.
 * @throws {Error} If there is no secret to check the signature with, or the body was read before.
 *
 * @example
 * ```ts
 * import { receiveMessage } from 'twimlx/webhook'
 *
 * export async function POST(request: Request): Promise<Response> {
 *   const { webhook, response } = await receiveMessage(request, { publicUrl: 'https://example.com' })
 *   if (response) return response
 *   return new Response(`You wrote: ${webhook.Body}`, { headers: { 'Content-Type': 'text/plain' } })
 * }
 * ```
 */
export function receiveMessage<
  const Verb extends MessageVerb = never,
  Schema extends StandardSchema = never,
>(request: Request, options?: MessageOptions<Verb, Schema>): Promise<Outcome<Message<Verb, Schema>>>
/**
 * Receives an incoming message and answers it. A webhook that comes again can get its first answer, and an observer can
 * be notified of the outcome.
 *
 * @param answer - Makes the answer.
 * @returns The answer, or the response that refuses the request.
 */
export function receiveMessage<
  const Verb extends MessageVerb = never,
  Schema extends StandardSchema = never,
>(
  request: Request,
  options: MessageOptions<Verb, Schema> & AnswerOptions<Message<Verb, Schema>>,
  answer: Answer<Message<Verb, Schema>>,
): Promise<Response>
export function receiveMessage(
  request: Request,
  options: MessageOptions<MessageVerb, StandardSchema> & AnswerOptions<never> = {},
  answer?: Answer<never>,
) {
  const shape = messageShape(options.after)
  const reading = () => ({ shape, read: readMessage })
  return receive('message', { request, options, reading, identify: contentIdentity }, answer)
}

type CallOptions<
  Verb extends CallVerb,
  Attribute extends CallRequest,
  Schema extends StandardSchema,
> = ReceiveOptions<Schema> & CallContext<Verb, Attribute>
type Call<
  Verb extends CallVerb,
  Attribute extends CallRequest,
  Schema extends StandardSchema,
> = Narrowed<CallPayloadOf<Verb, Attribute>, Schema>

/**
 * Receives a call that needs a document: a request to the number's URL, an `action`, a `<Redirect>`, a wait document.
 *
 * @param request - The web request. Its body must not have been read.
 * @param options - How the signature is checked, and the limits of a request; `after` or `for`, `schema`.
 * @returns The payload as `webhook`, or the `response` that refuses the request.
 * @throws {Error} If there is no secret to check the signature with, or the body was read before.
 *
 * @example
 * ```ts
 * import { receiveCall } from 'twimlx/webhook'
 *
 * export async function POST(request: Request): Promise<Response> {
 *   const { webhook, response } = await receiveCall(request, { after: 'Gather' })
 *   if (response) return response
 *   return Response.json({ pressed: webhook.Digits })
 * }
 * ```
 */
export function receiveCall<
  const Verb extends CallVerb = never,
  const Attribute extends CallRequest = never,
  Schema extends StandardSchema = never,
>(
  request: Request,
  options?: CallOptions<Verb, Attribute, Schema>,
): Promise<Outcome<Call<Verb, Attribute, Schema>>>
/**
 * Receives a call that needs a document, and answers it.
 *
 * @param answer - Makes the answer.
 * @returns The answer, or the response that refuses the request.
 */
export function receiveCall<
  const Verb extends CallVerb = never,
  const Attribute extends CallRequest = never,
  Schema extends StandardSchema = never,
>(
  request: Request,
  options: CallOptions<Verb, Attribute, Schema> & AnswerOptions<Call<Verb, Attribute, Schema>>,
  answer: Answer<Call<Verb, Attribute, Schema>>,
): Promise<Response>
export function receiveCall(
  request: Request,
  options: CallOptions<CallVerb, CallRequest, StandardSchema> & AnswerOptions<never> = {},
  answer?: Answer<never>,
) {
  const shape = callShape(options)
  const reading = () => ({ shape, read: readCall })
  return receive('call', { request, options, reading }, answer)
}

type StatusOptions<
  Kind extends keyof StatusKinds,
  Schema extends StandardSchema,
> = ReceiveOptions<Schema> & {
  /** The kind of callback, for a route that receives only one. */
  kind?: Kind
}
type Status<Kind extends keyof StatusKinds, Schema extends StandardSchema> = Narrowed<
  [Kind] extends [never] ? StatusPayload : StatusPayloadOf<Kind>,
  Schema
>

/**
 * Receives a status callback. Answer it with status 204: it needs no document.
 *
 * @param request - The web request. Its body must not have been read.
 * @param options - How the signature is checked, and the limits of a request; `kind`, `schema`.
 * @returns The payload as `webhook`, or the `response` that refuses the request.
 * @throws {Error} If there is no secret to check the signature with, or the body was read before.
 *
 * @example
 * ```ts
 * import { receiveStatus } from 'twimlx/webhook'
 *
 * export async function POST(request: Request): Promise<Response> {
 *   const { webhook, response } = await receiveStatus(request)
 *   if (response) return response
 *   if (webhook.kind === 'message') console.log(webhook.MessageSid, webhook.MessageStatus)
 *   return new Response(null, { status: 204 })
 * }
 * ```
 */
export function receiveStatus<
  const Kind extends keyof StatusKinds = never,
  Schema extends StandardSchema = never,
>(request: Request, options?: StatusOptions<Kind, Schema>): Promise<Outcome<Status<Kind, Schema>>>
/**
 * Receives a status callback and answers it.
 *
 * @param answer - Makes the answer.
 * @returns The answer, or the response that refuses the request.
 */
export function receiveStatus<
  const Kind extends keyof StatusKinds = never,
  Schema extends StandardSchema = never,
>(
  request: Request,
  options: StatusOptions<Kind, Schema> & AnswerOptions<Status<Kind, Schema>>,
  answer: Answer<Status<Kind, Schema>>,
): Promise<Response>
export function receiveStatus(
  request: Request,
  options: StatusOptions<keyof StatusKinds, StandardSchema> & AnswerOptions<never> = {},
  answer?: Answer<never>,
) {
  const reading = statusReading(options.kind)
  return receive('status', { request, options, reading, identify: identifyStatus }, answer)
}

/** One incoming request. */
interface Incoming {
  request: Request
  options: ReceiveOptions<StandardSchema> & AnswerOptions<never>
  reading: (params: URLSearchParams) => Reading<StatusPayload['kind']>
  identify?: Identify
}

// The overloads above state the result of `reading`; both are declared side by side.
const receive = async (
  kind: WebhookEvent['kind'],
  incoming: Incoming,
  answer: Answer<never> | undefined,
): Promise<never> => {
  const findings: Findings = {}
  return (await (answer
    ? observe(kind, incoming, answer, findings)
    : admit(incoming, findings))) as never
}

/** Answers a request, and notifies the observer. */
const observe = async (
  kind: WebhookEvent['kind'],
  incoming: Incoming,
  answer: Answer<never>,
  findings: Findings,
): Promise<Response> => {
  const { onWebhook } = incoming.options
  const began = Date.now()
  let status = 500
  let isFailed = true
  try {
    const { webhook, response } = await admit(incoming, findings)
    const answered = response ?? (await answerAdmitted(incoming, webhook, answer, findings))
    status = answered.status
    isFailed = false
    return answered
  } finally {
    if (onWebhook) await notify(onWebhook, eventOf(kind, findings, { began, status, isFailed }))
  }
}

const answerAdmitted = async (
  { request, options: { idempotency }, identify = () => undefined }: Incoming,
  webhook: Received,
  answer: Answer<never>,
  findings: Findings,
): Promise<Response> => {
  const name = idempotency && nameOf(request, webhook, idempotency.key, identify)
  if (!name) return answer(webhook as never)
  let own: Response | undefined
  const run = async () => {
    own = await answer(webhook as never)
    return own.status < 400 ? own.clone() : undefined
  }
  const ttl = Math.min(name.ttl ?? Infinity, idempotency.ttl ?? 3600)
  const earlier = await answerOnce(await keyOf(...name.parts), run, { ...idempotency, ttl })
  findings.isDuplicate = earlier !== undefined
  return earlier ?? own!
}

/** Reads, checks and types a request. */
const admit = async (
  { request, options, reading }: Incoming,
  findings: Findings,
): Promise<Outcome<Received>> => {
  const { schema, onIssues, onInvalid } = options
  try {
    if (request.bodyUsed)
      throw new Error(
        'The body of this request was read before: the bytes that Twilio signed are gone. Receive the webhook first, or hand over a clone that was made before the body was read.',
      )

    const { params, json } = await checkRequest(
      request,
      (maxSize, isBounded) => (isBounded ? request.text() : readAtMost(request.body, maxSize)),
      {
        ...options,
        secrets: options.validate === false ? undefined : secretsOf(options),
        onInvalid: onInvalid && ((report) => onInvalid(report, request)),
      },
    )
    findings.params = params
    const { kind, shape, read } = reading(params)
    const payload = read(params, shape, { headers: request.headers, json })
    findings.statusKind = kind && (payload as StatusPayload).kind
    const applied = schema && (await applySchema(payload, schema))
    if (applied && 'issues' in applied) {
      findings.refusal = 'schema'
      const { issues } = applied
      return {
        response: onIssues
          ? await onIssues(issues, request)
          : new Response(describeIssues(issues), { status: 400 }),
      }
    }
    return { webhook: Object.assign(payload, applied?.output) as Received }
  } catch (error) {
    findings.refusal = refusalOf(error)
    if (!(error instanceof WebhookError)) throw error
    return { response: new Response(error.message, { status: error.status }) }
  }
}

const secretsOf = ({ authToken, sharedKeys }: ReceiveOptions<StandardSchema>) => ({
  authToken: authToken ?? (sharedKeys ? undefined : globalThis.process?.env?.['TWILIO_AUTH_TOKEN']),
  sharedKeys,
})
