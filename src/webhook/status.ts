/**
 * @module
 * Status callbacks: events that Twilio reports, without needing a document.
 */
import { type EventStreamPayload, isEventStream } from './event-stream.ts'
import { contentIdentity, type Identity } from './identity.ts'
import {
  type AnyShape,
  requireParameter,
  requireSid,
  mergeShapes,
  type ParseOptions,
  type Reading,
  readPayload,
  type Received,
} from './payload.ts'
import { type ParameterSource, toSearchParams } from './parameters.ts'
import { type AnsweringMachineParameters, answeringMachine } from './status/answering-machine.ts'
import { type CallStatusParameters, callStatus } from './status/call.ts'
import { type ConversationParameters, conversation } from './status/conversation.ts'
import { type ConferenceStatusParameters, conferenceStatus } from './status/conference.ts'
import { type DebuggerParameters, debuggerEvent } from './status/debugger.ts'
import type { StatusKind } from './status/kind.ts'
import { type MessageStatusParameters, messageStatus } from './status/message.ts'
import { type PartialResultParameters, partialResult } from './status/partial-result.ts'
import { type PayStatusParameters, payStatus } from './status/pay.ts'
import {
  type RealTimeTranscriptionParameters,
  realTimeTranscription,
} from './status/real-time-transcription.ts'
import { type RecordingStatusParameters, recordingStatus } from './status/recording.ts'
import { type StreamStatusParameters, streamStatus } from './status/stream.ts'
import { type TranscriptionStatusParameters, transcriptionStatus } from './status/transcription.ts'

/**
 * The kinds of status callback, each with its parameters.
 *
 * @example
 * ```ts
 * const kind: keyof StatusKinds = 'recording'
 * ```
 */
export interface StatusKinds {
  message: MessageStatusParameters
  call: CallStatusParameters
  recording: RecordingStatusParameters
  transcription: TranscriptionStatusParameters
  conference: ConferenceStatusParameters
  conversation: ConversationParameters
  stream: StreamStatusParameters
  realTimeTranscription: RealTimeTranscriptionParameters
  pay: PayStatusParameters
  answeringMachine: AnsweringMachineParameters
  partialResult: PartialResultParameters
  debugger: DebuggerParameters
}

/**
 * The fields of every status callback.
 *
 * @example
 * ```ts
 * const accountOf = ({ AccountSid }: AnyStatus): string => AccountSid
 * ```
 */
export interface AnyStatus extends Received {
  /** SID of the account. */
  AccountSid: string
}

/**
 * A status callback of one kind.
 *
 * @example
 * ```ts
 * const audio = (status: StatusPayloadOf<'recording'>): string | undefined => status.RecordingUrl
 * ```
 */
export type StatusPayloadOf<Kind extends keyof StatusKinds> = {
  [K in Kind]: AnyStatus & StatusKinds[K] & { kind: K }
}[Kind]

/**
 * An unknown event: its parameters are in `params`, the body of a JSON request in `json`.
 *
 * @example
 * ```ts
 * const dump = ({ params }: UnknownStatus): string => params.toString()
 * ```
 */
export interface UnknownStatus extends Received {
  kind: 'unknown'
  /** SID of the account, if it is sent. */
  AccountSid?: string
  /** The body, if it was JSON. */
  json?: unknown
}

/** The kinds of callback that a form's parameters can show. */
type FormKind = keyof StatusKinds | 'unknown'

/**
 * Any status callback; `kind` names its kind.
 *
 * @example
 * ```ts
 * const wasDelivered = (status: StatusPayload): boolean =>
 *   status.kind === 'message' && status.MessageStatus === 'delivered'
 * ```
 */
export type StatusPayload = StatusPayloadOf<keyof StatusKinds> | EventStreamPayload | UnknownStatus

// In the order of recognition: distinctive parameters first, since many callbacks also have a call's status.
const kinds: { [Kind in keyof StatusKinds]: StatusKind<StatusKinds[Kind]> } = {
  debugger: debuggerEvent,
  conversation,
  realTimeTranscription,
  transcription: transcriptionStatus,
  stream: streamStatus,
  recording: recordingStatus,
  conference: conferenceStatus,
  partialResult,
  pay: payStatus,
  answeringMachine,
  message: messageStatus,
  call: callStatus,
}

/**
 * Reads a status callback's parameters. Check the signature first: this does not.
 *
 * @param source - The form's body, or its parameters; the query of a GET.
 * @param options - `kind`: reads it as this kind, for a URL that receives only one; `headers`: for `idempotencyToken`.
 * @throws {WebhookError} If a known kind has no `AccountSid`, a message no `MessageSid`, or a call no `CallSid`.
 *
 * @example
 * ```ts
 * import { parseStatus } from 'twimlx/webhook'
 *
 * const status = parseStatus('AccountSid=AC1&CallSid=CA1&CallStatus=completed&CallDuration=12')
 * if (status.kind === 'call') status.CallDuration // 12
 * ```
 */
export function parseStatus(source: ParameterSource, options?: ParseOptions): StatusPayload
export function parseStatus<Kind extends keyof StatusKinds>(
  source: ParameterSource,
  options: ParseOptions & { kind: Kind },
): StatusPayloadOf<Kind>
export function parseStatus(
  source: ParameterSource,
  { kind, ...parse }: ParseOptions & { kind?: keyof StatusKinds } = {},
) {
  const params = toSearchParams(source)
  const found = kind ?? statusKindOf(params)
  return readStatus(params, found, statusShape(found), parse)
}

/** The kind of a status callback; `unknown` if it is none of the known ones. */
export const statusKindOf = (params: URLSearchParams): FormKind => {
  const has = (name: string) => params.has(name)
  for (const kind in kinds)
    if (kinds[kind as keyof StatusKinds].is(has)) return kind as keyof StatusKinds

  return 'unknown'
}

/** The shape of a kind of status callback. */
const statusShape = (kind: FormKind): AnyShape =>
  mergeShapes(kind === 'unknown' ? undefined : kinds[kind])

/** Chooses how to read a status callback: as the given kind, or the one that its parameters show. */
export const statusReading =
  (given?: keyof StatusKinds) =>
  (params: URLSearchParams): Reading<FormKind> => {
    const kind = given ?? statusKindOf(params)
    return {
      kind,
      shape: statusShape(kind),
      read: (source, shape, parse) => readStatus(source, kind, shape, parse),
    }
  }

/** Reads a status callback by a merged shape. */
const readStatus = (
  source: ParameterSource,
  kind: FormKind,
  shape: AnyShape,
  options: ParseOptions = {},
): StatusPayload => {
  const payload = readPayload(source, shape, options)
  if (kind !== 'unknown') requireParameter(payload, 'AccountSid')
  if (kind === 'message') {
    requireSid(payload, 'message', reader)
    payload['MessageSid'] ||= payload['SmsSid']
    payload['MessageStatus'] ||= payload['SmsStatus']
  }
  if (kind === 'call') requireSid(payload, 'call', reader)
  // A parameter of that name is text of the form and no body: it stays in `params`.
  if (kind === 'unknown') delete payload['json']
  payload['kind'] = kind
  const { json } = options
  if (kind === 'unknown' && json !== undefined) {
    payload['json'] = json
    if (isEventStream(json)) Object.assign(payload, { kind: 'events', events: json })
  }
  // The shape reads exactly these interfaces, which the compiler cannot infer from the tables.
  return payload as unknown as StatusPayload
}

const reader = (kind: string): string => `statusWebhook({ kind: '${kind}' }) or parseStatus()`

/**
 * Names a status callback by its SIDs and its status, the same each time it is sent; `undefined` for an unknown event.
 * Twilio promises neither that a callback comes once nor that callbacks come in order.
 *
 * A `<Pay>` and the partial results of a `<Gather>` have no name of their own, so all parameters together name them.
 *
 * @example
 * ```ts
 * const seen = new Set<string>()
 * const isNew = (status: StatusPayload): boolean => {
 *   const identity = statusIdentity(status) ?? ''
 *   const isKnown = seen.has(identity)
 *   seen.add(identity)
 *   return !isKnown
 * }
 * ```
 */
export const statusIdentity = (payload: StatusPayload): string | undefined =>
  identifyStatus(payload)?.name

/** Like {@link statusIdentity}, with the time for which no other callback has the same name. */
export const identifyStatus = (payload: StatusPayload): Identity | undefined => {
  if (payload.kind === 'unknown') return undefined
  if (payload.kind === 'events')
    return { name: `events ${payload.events.map(({ id }) => id).join(' ')}` }
  const { kind, params } = payload
  const identity: readonly string[] = kinds[kind].identity ?? []
  const isNamed = identity.some((name) => name.endsWith('Sid') && params.get(name))
  if (!isNamed) return contentIdentity(payload)
  return { name: [kind, ...identity.map((name) => params.get(name) ?? '')].join(' ') }
}
