/**
 * @module
 * Reads parameters into a payload: converts numbers, booleans and dates, and fills in missing texts.
 */
import type { SignatureFailure } from './diagnosis.ts'
import { type HeaderSource, toHeaders } from './headers.ts'
import { type ParameterSource, toSearchParams } from './parameters.ts'

/**
 * Known values, and any other text: Twilio adds values without notice.
 *
 * @example
 * ```ts
 * const status: Open<'queued' | 'sent'> = 'a status that Twilio may add'
 * ```
 */
export type Open<Known extends string> = Known | (string & {})

/**
 * The fields of every payload, beside Twilio's own parameters.
 *
 * @example
 * ```ts
 * const parameter = ({ params }: Received, name: string): string | null => params.get(name)
 * ```
 */
export interface Received {
  /** Every parameter as sent, documented or not: `params.get('orderId')`. */
  params: URLSearchParams
  /** `I-Twilio-Idempotency-Token` of the request's headers: unique to a webhook, and the same for each of its tries. */
  idempotencyToken?: string | undefined
}

/**
 * The options of the parsers.
 *
 * @example
 * ```ts
 * const options: ParseOptions = { headers: { 'i-twilio-idempotency-token': 'b7e4' } }
 * ```
 */
export interface ParseOptions {
  /** The request's headers, for the payload's `idempotencyToken`. */
  headers?: HeaderSource | undefined
  /** The parsed body of a JSON request, for `parseStatus`, which knows the events of Event Streams. */
  json?: unknown
}

/** Reads a parameter's text; `undefined` if it holds no such value. */
export type Conversion<Value> = (text: string) => Value | undefined

/**
 * The way to read the parameters of `P`. The compiler keeps this table in step with its interface: every parameter that
 * is no text has a conversion, every text that is always sent a default.
 */
export interface Shape<P, Demanded extends keyof P = never> {
  conversions: {
    [K in keyof P as Exclude<P[K], undefined> extends string ? never : K]-?: Conversion<
      Exclude<P[K], undefined>
    >
  }
  /** Texts that Twilio always sends: empty instead of missing, should one be left out. */
  always: { [K in keyof P as undefined extends P[K] ? never : K extends Demanded ? never : K]: '' }
}

/** A shape of any parameters. */
export interface AnyShape {
  readonly conversions: Readonly<Record<string, Conversion<unknown>>>
  readonly always: Readonly<Record<string, ''>>
}

/**
 * A request that Twilio does not send. The message says what is missing or wrong, without any parameter's value;
 * `status` is the HTTP status to answer with. A forged request gets 403 without details; `code` is for the app alone.
 *
 * @example
 * ```ts
 * const statusFor = (error: unknown): number =>
 *   error instanceof WebhookError ? error.status : 500
 * ```
 */
export class WebhookError extends Error {
  override readonly name = 'WebhookError'
  readonly status: 400 | 403 | 413
  /** With status 403: the reason that the signature does not hold. */
  readonly code: SignatureFailure | undefined

  constructor(message: string, status: 400 | 403 | 413 = 400, code?: SignatureFailure) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** A number, such as a count or a duration. */
export const number: Conversion<number> = (text) =>
  /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined

/** `true` or `false`. */
export const boolean: Conversion<boolean> = (text) =>
  /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined

/** A point in time as RFC 2822 or ISO 8601 writes it, the two forms that Twilio sends. */
export const date: Conversion<Date> = (text) => {
  if (!/^(\w{3}, )?\d{1,2} \w{3} \d{4} \d|^\d{4}-\d\d-\d\dT\d/.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : new Date(time)
}

/** Several shapes as one; a later one has precedence. */
export const mergeShapes = (...shapes: (AnyShape | undefined)[]): AnyShape =>
  // Without a prototype, so that a parameter called `constructor` has no conversion.
  ({
    conversions: Object.assign(Object.create(null), ...shapes.map((shape) => shape?.conversions)),
    always: Object.assign({}, ...shapes.map((shape) => shape?.always)),
  })

/** Reads the parameters: the documented ones by their shape, all others as text. */
export const readPayload = (
  source: ParameterSource,
  { conversions, always }: AnyShape,
  { headers }: ParseOptions = {},
): Record<string, unknown> & Received => {
  const params = toSearchParams(source)
  const payload = new Parameters()
  params.forEach((value, decoded) => {
    const name = interned(decoded)
    // Of a repeated name the first value stands, as in `URLSearchParams.get`.
    if (name in payload) return
    const convert = conversions[name]
    payload[name] = convert ? convert(value) : value
  })
  for (const name in always) payload[name] ??= ''
  payload['params'] = params
  payload['idempotencyToken'] =
    headers && (toHeaders(headers).get('i-twilio-idempotency-token') ?? undefined)
  return payload as typeof payload & Received
}

/**
 * Inherits nothing, so that a parameter called `__proto__` or `constructor` is a name like any other. A class of its own:
 * what `Object.create(null)` makes is a hash table, which took 2 µs more for each webhook of twenty parameters.
 */
const Parameters = function Parameters() {} as unknown as new () => Record<string, unknown>
Parameters.prototype = Object.create(null)

/**
 * The one text that stands for all equal ones. V8 looks a property up by identity: by a text that was just decoded it
 * takes 1.4 µs more for each webhook of twenty parameters.
 */
const interned = (name: string): string => {
  const known = names.get(name)
  if (known !== undefined) return known
  if (names.size < MAX_NAMES) names.set(name, name)
  return name
}

const names = new Map<string, string>()
// Twilio has some three hundred; an app may have its own.
const MAX_NAMES = 1000

/** Options of reading one webhook. */
export interface Reading<Kind = undefined> {
  /** The kind of a status callback. */
  kind?: Kind | undefined
  shape: AnyShape
  read: (source: URLSearchParams, shape: AnyShape, options: ParseOptions) => object
}

/** @throws {WebhookError} If all of `names` are missing, though every such request of Twilio's has one of them. */
export const requireParameter = (payload: Record<string, unknown>, ...names: string[]): void => {
  if (names.some((name) => payload[name])) return
  throw new WebhookError(
    `The request has no ${names.join(' or ')}, which every such webhook of Twilio's has: send its parameters as a form, or in the query of a GET.`,
  )
}

const sids = { message: ['MessageSid', 'SmsSid'], call: ['CallSid'] }
const readers = {
  message: 'messageWebhook() or parseMessage()',
  call: 'callWebhook() or parseCall()',
}

/**
 * Requires the SID of a message or of a call.
 *
 * @param read - Names the function that reads the other kind, in case the payload is of that kind.
 * @throws {WebhookError} If there is none.
 */
export const requireSid = (
  payload: Record<string, unknown>,
  kind: keyof typeof sids,
  read = (other: keyof typeof sids): string => readers[other],
): void => {
  const other = kind === 'call' ? 'message' : 'call'
  if (!sids[kind].some((name) => payload[name]) && sids[other].some((name) => payload[name]))
    throw new WebhookError(
      `This is a ${other}, and a ${kind} is expected here: give ${other}s a URL of their own, read with ${read(other)}.`,
    )
  requireParameter(payload, ...sids[kind])
}
