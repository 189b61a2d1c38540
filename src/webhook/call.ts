/**
 * @module
 * The webhook of a call, which Twilio sends whenever it needs a voice document.
 */
import {
  type AnyShape,
  requireParameter,
  requireSid,
  mergeShapes,
  number,
  type Open,
  type ParseOptions,
  readPayload,
  type Received,
  type Shape,
} from './payload.ts'
import type { ParameterSource } from './parameters.ts'
import type { Places } from './places.ts'
import { type CallRequests, callRequests } from './call-requests.ts'
import { type CallResults, callResults } from './verb-results.ts'

/** The states of a call known today. */
export type KnownCallStatus =
  | 'queued'
  | 'initiated'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled'

/**
 * The status of a call.
 *
 * @example
 * ```ts
 * const isOver = (status: CallStatus): boolean =>
 *   ['completed', 'busy', 'no-answer', 'failed', 'canceled'].includes(status)
 * ```
 */
export type CallStatus = Open<KnownCallStatus>

/**
 * The verdict of answering-machine detection.
 *
 * @example
 * ```ts
 * const isMachine = (by: AnsweredBy): boolean => by.startsWith('machine')
 * ```
 */
export type AnsweredBy = Open<
  | 'human'
  | 'machine_start'
  | 'machine_end_beep'
  | 'machine_end_silence'
  | 'machine_end_other'
  | 'fax'
  | 'unknown'
>

/**
 * The parameters of every request for a voice document.
 *
 * @see https://www.twilio.com/docs/voice/twiml#request-parameters
 *
 * @example
 * ```ts
 * const caller = ({ From, CallerName }: CallParameters): string => CallerName ?? From
 * ```
 */
export interface CallParameters extends Places {
  /** SID of the call, `CA…`. */
  CallSid: string
  /** SID of the account. */
  AccountSid: string
  /** The caller: a phone number, `client:…`, `sip:…`, or a word such as `anonymous`; see `parseAddress`. */
  From: string
  /** The called party. */
  To: string
  /** The same as `From`. */
  Caller?: string
  /** The same as `To`. */
  Called?: string
  /** The status of the call. */
  CallStatus: CallStatus
  /** Version of Twilio's API, `2010-04-01`. */
  ApiVersion: string
  /** The direction of the call: incoming, or made by the API or a `<Dial>`. */
  Direction: Open<'inbound' | 'outbound-api' | 'outbound-dial'>
  /** The number that forwarded the call, if the carrier tells. */
  ForwardedFrom?: string
  /** The same as `ForwardedFrom`. */
  CalledVia?: string
  /** The caller's name, if caller-name look-up is on. */
  CallerName?: string
  /** SID of the call that made this one. */
  ParentCallSid?: string
  /** A token that lets the app show the caller's verified number on another call. */
  CallToken?: string
  /** The outcome of verifying the caller ID (STIR/SHAKEN), such as `TN-Validation-Passed-A`. */
  StirVerstat?: string
  /** The signed token behind `StirVerstat`. */
  StirPassportToken?: string
  /** SID of the TwiML application that the call came through. */
  ApplicationSid?: string
  /** Results of the number's add-ons, as JSON text. */
  AddOns?: string
  /** The same as `FromCity`. */
  CallerCity?: string
  /** The same as `FromState`. */
  CallerState?: string
  /** The same as `FromZip`. */
  CallerZip?: string
  /** The same as `FromCountry`. */
  CallerCountry?: string
  /** The same as `ToCity`. */
  CalledCity?: string
  /** The same as `ToState`. */
  CalledState?: string
  /** The same as `ToZip`. */
  CalledZip?: string
  /** The same as `ToCountry`. */
  CalledCountry?: string
  /** The verdict of answering-machine detection, if it is on. */
  AnsweredBy?: AnsweredBy
  /** The duration of answering-machine detection, in milliseconds. */
  MachineDetectionDuration?: number
  /** Domain of your SIP address that was called. */
  SipDomain?: string
  /** SID of that SIP domain, `SD…`. */
  SipDomainSid?: string
  /** SIP's own `Call-ID`. */
  SipCallId?: string
  /** IP address that the SIP request came from. */
  SipSourceIp?: string
  /** User name that the SIP request signed in with. */
  SipUsername?: string
  /** A custom header of the SIP request, such as `SipHeader_X-Order`. */
  [header: `SipHeader_${string}`]: string | undefined
  /** In a request to the fallback URL: the error of the first URL. */
  ErrorCode?: string
  /** In a request to the fallback URL: the URL that failed. */
  ErrorUrl?: string
}

/**
 * The payload of a call that needs a document.
 *
 * @example
 * ```ts
 * const extra = (call: CallPayload): string | null => call.params.get('X-Campaign')
 * ```
 */
export interface CallPayload extends CallParameters, Received {}

/**
 * The verbs whose `action` may be a call's webhook.
 *
 * @example
 * ```ts
 * const after: CallVerb = 'Record'
 * ```
 */
export type CallVerb = keyof CallResults

/**
 * The attributes, other than `action`, whose URL may be a call's webhook.
 *
 * @example
 * ```ts
 * const attribute: CallRequest = 'waitUrl'
 * ```
 */
export type CallRequest = keyof CallRequests

/**
 * Parameters that only the webhook after a verb has. They are patterns instead of names, so that the types of another
 * middleware with `after: 'Gather'` win.
 */
interface Untold {
  /** The caller's keys are sent to the `action` of a verb: write `callWebhook({ after: 'Gather' })` there. */
  readonly [digits: `Digits${string}`]: undefined
  /** The caller's speech is sent to the `action` of a verb: write `callWebhook({ after: 'Gather' })` there. */
  readonly [speechResult: `SpeechResult${string}`]: undefined
}

/**
 * A call's payload, with the result of `Verb` or the parameters of a request for `Attribute`.
 *
 * @example
 * ```ts
 * const pressed = (call: CallPayloadOf<'Gather'>): string | undefined => call.Digits
 * ```
 */
export type CallPayloadOf<
  Verb extends CallVerb = never,
  Attribute extends CallRequest = never,
> = CallPayload &
  ([Verb] extends [never] ? Untold : CallResults[Verb]) &
  ([Attribute] extends [never] ? unknown : CallRequests[Attribute])

/** The context of a request for a call's document. */
export interface CallContext<Verb extends CallVerb, Attribute extends CallRequest> {
  /** The verb whose `action` this request is for. */
  after?: Verb | undefined
  /** The attribute whose URL is requested: `waitUrl`, `url` (a whisper), `referUrl`. */
  for?: Attribute | undefined
}

const call: Shape<CallParameters, 'AccountSid' | 'CallSid'> = {
  conversions: { MachineDetectionDuration: number },
  always: { From: '', To: '', CallStatus: '', ApiVersion: '', Direction: '' },
}

/**
 * Reads a call's parameters. Check the signature first: this does not.
 *
 * @param source - The form's body, or its parameters; the query of a GET.
 * @param options - `after`: the verb whose `action` this request is for; `for`: the attribute whose URL it is;
 * `headers`: for `idempotencyToken`.
 * @throws {WebhookError} If there is no `AccountSid` or no `CallSid`.
 *
 * @example
 * ```ts
 * import { parseCall } from 'twimlx/webhook'
 *
 * const call = parseCall('AccountSid=AC1&CallSid=CA1&SpeechResult=yes&Confidence=0.9', { after: 'Gather' })
 * call.SpeechResult // 'yes'
 * call.Confidence // 0.9
 * ```
 */
export const parseCall = <Verb extends CallVerb = never, Attribute extends CallRequest = never>(
  source: ParameterSource,
  { headers, ...context }: ParseOptions & CallContext<Verb, Attribute> = {},
): CallPayloadOf<Verb, Attribute> =>
  // The shape reads exactly these interfaces, which the compiler cannot infer from the tables.
  readCall(source, callShape(context), { headers }) as unknown as CallPayloadOf<Verb, Attribute>

/** The shape of a call, with the parameters of a verb or an attribute. */
export const callShape = (context: CallContext<CallVerb, CallRequest> = {}): AnyShape => {
  const key = `${context.after} ${context.for}`
  const known = shapes.get(key)
  if (known) return known
  const shape = mergeShapes(
    call,
    context.after && callResults[context.after],
    context.for && callRequests[context.for],
  )
  shapes.set(key, shape)
  return shape
}

// One for each verb and attribute, made on first use.
const shapes = new Map<string, AnyShape>()

/** Reads a call by a shape already merged. */
export const readCall = (source: ParameterSource, shape: AnyShape, options?: ParseOptions) => {
  const payload = readPayload(source, shape, options)
  requireParameter(payload, 'AccountSid')
  requireSid(payload, 'call')
  return payload
}
