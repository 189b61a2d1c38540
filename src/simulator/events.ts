/**
 * @module
 * The vocabulary of the log: every observable occurrence is one of these events.
 */
import type { CallStatus } from './voice/engine/call-status.ts'
import type { MessageStatus } from './messaging/message-status.ts'

/** The fields of every event. */
interface Occurrence {
  /** Virtual seconds since the simulation began. */
  readonly at: number
  /** The name of the event's call leg, such as `caller` or `callee`. */
  readonly leg?: string | undefined
  /** The SID of that leg. */
  readonly callSid?: string | undefined
}

/**
 * An action of a person: a text, a call, pressed keys.
 *
 * @example
 * ```ts
 * const event: StimulusEvent = {
 *   type: 'stimulus',
 *   at: 2,
 *   does: 'press',
 *   from: '+14155550100',
 *   what: '1',
 * }
 * ```
 */
export interface StimulusEvent extends Occurrence {
  readonly type: 'stimulus'
  readonly does:
    | 'text'
    | 'call'
    | 'press'
    | 'say'
    | 'talk'
    | 'silence'
    | 'answer'
    | 'busy'
    | 'no-answer'
    | 'fail'
    | 'hangup'
    | 'redirect'
    | 'refer'
  /** The address of that person. */
  readonly from: string
  /** The text, the keys or the words. */
  readonly what?: string | undefined
}

/**
 * Twilio requests a URL of the app, or of a server that has media.
 *
 * @example
 * ```ts
 * const event: RequestEvent = {
 *   type: 'request',
 *   at: 2,
 *   leg: 'caller',
 *   method: 'POST',
 *   url: 'https://app.example/desk',
 *   params: { Digits: '1' },
 *   in: 'body',
 *   headers: { 'x-twilio-signature': 'GUzwTrFkZTXSxhW1SmVjNxkxsCY=' },
 *   attempt: 1,
 *   edge: 'ashburn',
 *   sameToken: false,
 *   signedUrl: 'https://app.example/desk',
 *   status: 200,
 * }
 * ```
 */
export interface RequestEvent extends Occurrence {
  readonly type: 'request'
  readonly method: 'GET' | 'POST'
  /** The URL without Twilio's own parameters, fragment and user info. */
  readonly url: string
  /** The parameters that Twilio adds. */
  readonly params: Readonly<Record<string, string>>
  /** The place of the parameters. */
  readonly in: 'body' | 'query' | 'none'
  /** The headers sent, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** 1 for the first try. */
  readonly attempt: number
  /** The edge location that Twilio would send this try from, according to the connection override `e`. */
  readonly edge: string
  /** True if the idempotency token is that of the previous try. */
  readonly sameToken: boolean
  /** The URL that was signed. */
  readonly signedUrl: string
  /** The status of the answer; absent if there was none. */
  readonly status?: number | undefined
}

/**
 * The answer was an HTTP redirect, which Twilio follows.
 *
 * @example
 * ```ts
 * const event: HttpRedirectEvent = {
 *   type: 'httpRedirect',
 *   at: 0,
 *   status: 307,
 *   to: 'https://app.example/sms',
 * }
 * ```
 */
export interface HttpRedirectEvent extends Occurrence {
  readonly type: 'httpRedirect'
  readonly status: number
  readonly to: string
}

/**
 * A message is sent to a phone.
 *
 * @example
 * ```ts
 * const event: MessageEvent = {
 *   type: 'message',
 *   at: 0,
 *   sid: 'SM0123456789abcdef0123456789abcdef',
 *   to: '+14155550100',
 *   from: '+14155550199',
 *   body: 'You wrote: hi',
 *   media: [],
 *   segments: 1,
 *   encoding: 'GSM-7',
 *   by: 'app',
 * }
 * ```
 */
export interface MessageEvent extends Occurrence {
  readonly type: 'message'
  readonly sid: string
  readonly to: string
  readonly from: string
  readonly body: string
  /** URLs of its media. */
  readonly media: readonly string[]
  /** The number of its segments. */
  readonly segments: number
  readonly encoding: 'GSM-7' | 'UCS-2'
  /** The author: the app, or Twilio itself. */
  readonly by: 'app' | 'twilio'
  /** The kind of text, if it is one of Twilio's own. */
  readonly kind?: 'stop' | 'start' | 'help' | undefined
}

/**
 * The carrier reports the status of a message.
 *
 * @example
 * ```ts
 * const event: DeliveryEvent = {
 *   type: 'delivery',
 *   at: 1,
 *   sid: 'SM0123456789abcdef0123456789abcdef',
 *   status: 'undelivered',
 *   errorCode: 30003,
 * }
 * ```
 */
export interface DeliveryEvent extends Occurrence {
  readonly type: 'delivery'
  readonly sid: string
  readonly status: MessageStatus
  readonly errorCode?: number | undefined
}

/**
 * All work for an incoming message is done.
 *
 * @example
 * ```ts
 * const event: EndEvent = { type: 'end', at: 1 }
 * ```
 */
export interface EndEvent extends Occurrence {
  readonly type: 'end'
}

/**
 * The app makes a call over the REST API.
 *
 * @example
 * ```ts
 * const event: OutboundEvent = {
 *   type: 'outbound',
 *   at: 0,
 *   to: '+14155550100',
 *   from: '+14155550199',
 * }
 * ```
 */
export interface OutboundEvent extends Occurrence {
  readonly type: 'outbound'
  readonly to: string
  readonly from: string
}

/**
 * An inbound call is picked up.
 *
 * @example
 * ```ts
 * const event: AnswerEvent = { type: 'answer', at: 0, leg: 'caller' }
 * ```
 */
export interface AnswerEvent extends Occurrence {
  readonly type: 'answer'
}

/**
 * The party hears speech.
 *
 * @example
 * ```ts
 * const event: SayEvent = {
 *   type: 'say',
 *   at: 0,
 *   leg: 'caller',
 *   text: 'For sales, press 1.',
 *   interrupted: true,
 * }
 * ```
 */
export interface SayEvent extends Occurrence {
  readonly type: 'say'
  readonly text: string
  readonly voice?: string | undefined
  readonly language?: string | undefined
  /** The number of repetitions; absent for an endless loop. */
  readonly times?: number | undefined
  /** 0 for a loop that lasts until the caller leaves. */
  readonly loop?: 0 | undefined
  /** A key, speech or the end of the call cut it short. */
  readonly interrupted?: true | undefined
  /** The part that the party heard, for speech of a relay that was cut short. */
  readonly heard?: string | undefined
  /** Twilio's own apology. */
  readonly stock?: 'application-error' | undefined
}

/**
 * A sound file is played.
 *
 * @example
 * ```ts
 * const event: PlayEvent = { type: 'play', at: 0, url: 'https://app.example/music.mp3', times: 2 }
 * ```
 */
export interface PlayEvent extends Occurrence {
  readonly type: 'play'
  readonly url: string
  readonly times?: number | undefined
  readonly loop?: 0 | undefined
  readonly interrupted?: true | undefined
}

/**
 * Silence.
 *
 * @example
 * ```ts
 * const event: PauseEvent = { type: 'pause', at: 3, seconds: 1 }
 * ```
 */
export interface PauseEvent extends Occurrence {
  readonly type: 'pause'
  /** Its length; shorter than requested if it was cut short. */
  readonly seconds: number
  /** A key, speech or the end of the call cut it short. */
  readonly interrupted?: true | undefined
}

/**
 * Keys are sent as tones.
 *
 * @example
 * ```ts
 * const event: TonesEvent = { type: 'tones', at: 3, digits: 'ww12' }
 * ```
 */
export interface TonesEvent extends Occurrence {
  readonly type: 'tones'
  readonly digits: string
}

/**
 * A recording begins, or a participant joins or leaves a conference.
 *
 * @example
 * ```ts
 * const event: BeepEvent = { type: 'beep', at: 4 }
 * ```
 */
export interface BeepEvent extends Occurrence {
  readonly type: 'beep'
}

/**
 * A `<Gather>` has ended.
 *
 * @example
 * ```ts
 * const event: GatherEvent = { type: 'gather', at: 5, endedBy: 'numDigits', digits: '1' }
 * ```
 */
export interface GatherEvent extends Occurrence {
  readonly type: 'gather'
  /** `failed`: the caller spoke, but speech cannot be recognised. */
  readonly endedBy: 'finishOnKey' | 'numDigits' | 'timeout' | 'speech' | 'failed'
  readonly digits?: string | undefined
  readonly speech?: string | undefined
  /** Seconds of silence that ended it. */
  readonly waited?: number | undefined
}

/**
 * A `<Record>` has ended.
 *
 * @example
 * ```ts
 * const event: RecordEvent = {
 *   type: 'record',
 *   at: 12,
 *   sid: 'RE0123456789abcdef0123456789abcdef',
 *   seconds: 7,
 *   endedBy: 'key',
 *   key: '#',
 * }
 * ```
 */
export interface RecordEvent extends Occurrence {
  readonly type: 'record'
  readonly sid: string
  readonly seconds: number
  readonly endedBy: 'key' | 'silence' | 'maxLength' | 'hangup'
  readonly key?: string | undefined
}

/**
 * A `<Dial>` begins to ring.
 *
 * @example
 * ```ts
 * const event: DialEvent = { type: 'dial', at: 2, to: ['+14155550142'], timeout: 30 }
 * ```
 */
export interface DialEvent extends Occurrence {
  readonly type: 'dial'
  readonly to?: readonly string[] | undefined
  readonly queue?: string | undefined
  readonly callerId?: string | undefined
  readonly timeout?: number | undefined
  readonly timeLimit?: number | undefined
  readonly sequential?: boolean | undefined
  readonly hangupOnStar?: boolean | undefined
  readonly answerOnBridge?: boolean | undefined
  readonly record?: string | undefined
  readonly ringTone?: string | undefined
  readonly callReason?: string | undefined
}

/**
 * Two parties are connected.
 *
 * @example
 * ```ts
 * const event: BridgeEvent = { type: 'bridge', at: 6, leg: 'caller', party: '+14155550142' }
 * ```
 */
export interface BridgeEvent extends Occurrence {
  readonly type: 'bridge'
  /** The other party: its address, or the name of its leg. */
  readonly party: string
}

/**
 * A `<Dial>` has ended.
 *
 * @example
 * ```ts
 * const event: DialEndEvent = { type: 'dialEnd', at: 66, status: 'completed', duration: 60 }
 * ```
 */
export interface DialEndEvent extends Occurrence {
  readonly type: 'dialEnd'
  readonly status: CallStatus | 'answered'
  /** Seconds that the dialled party was on the line; absent if it never was. */
  readonly duration?: number | undefined
}

/**
 * The caller enters a queue.
 *
 * @example
 * ```ts
 * const event: EnqueueEvent = { type: 'enqueue', at: 2, queue: 'support' }
 * ```
 */
export interface EnqueueEvent extends Occurrence {
  readonly type: 'enqueue'
  readonly queue: string
}

/**
 * The ways to leave a queue.
 *
 * @example
 * ```ts
 * const isLost = (result: QueueResult): boolean => result === 'hangup' || result === 'queue-full'
 * ```
 */
export type QueueResult =
  | 'bridged'
  | 'hangup'
  | 'leave'
  | 'redirected'
  | 'redirected-from-bridged'
  | 'queue-full'
  | 'error'
  | 'system-error'

/**
 * The caller leaves the queue.
 *
 * @example
 * ```ts
 * const event: DequeueEvent = { type: 'dequeue', at: 40, result: 'bridged' }
 * ```
 */
export interface DequeueEvent extends Occurrence {
  readonly type: 'dequeue'
  readonly result: QueueResult
}

/**
 * The reason that a participant left a conference: Twilio's `ReasonParticipantLeft`.
 *
 * @example
 * ```ts
 * const reason: LeaveReason = 'participant_hung_up'
 * ```
 */
export type LeaveReason =
  | 'conference_ended_via_api'
  | 'moderator_ended_conference'
  | 'participant_updated_via_api'
  | 'participant_hung_up'
  | 'participant_add_failed'

/**
 * A participant joins a conference, which may not have started.
 *
 * @example
 * ```ts
 * const event: JoinEvent = { type: 'join', at: 2, conference: 'standup', party: '+14155550100' }
 * ```
 */
export interface JoinEvent extends Occurrence {
  readonly type: 'join'
  readonly conference: string
  /** The address of the participant. */
  readonly party: string
}

/**
 * A participant leaves a conference.
 *
 * @example
 * ```ts
 * const event: LeaveEvent = {
 *   type: 'leave',
 *   at: 60,
 *   conference: 'standup',
 *   party: '+14155550100',
 *   reason: 'participant_hung_up',
 * }
 * ```
 */
export interface LeaveEvent extends Occurrence {
  readonly type: 'leave'
  readonly conference: string
  /** The address of the participant. */
  readonly party: string
  readonly reason: LeaveReason
}

/**
 * The call is refused.
 *
 * @example
 * ```ts
 * const event: RejectEvent = { type: 'reject', at: 0, reason: 'busy' }
 * ```
 */
export interface RejectEvent extends Occurrence {
  readonly type: 'reject'
  readonly reason: 'rejected' | 'busy'
  /** The status code that a SIP caller receives. */
  readonly sipCode?: number | undefined
}

/**
 * The call is over.
 *
 * @example
 * ```ts
 * const event: HangupEvent = { type: 'hangup', at: 9, by: 'caller', callStatus: 'completed' }
 * ```
 */
export interface HangupEvent extends Occurrence {
  readonly type: 'hangup'
  readonly by: 'twilio' | 'caller'
  readonly callStatus: CallStatus
}

/**
 * Twilio opens a WebSocket to the app.
 *
 * @example
 * ```ts
 * const event: WsOpenEvent = {
 *   type: 'wsOpen',
 *   at: 1,
 *   url: 'wss://app.example/agent',
 *   mode: 'connect',
 *   parameters: { order: '17' },
 *   signature: 'GUzwTrFkZTXSxhW1SmVjNxkxsCY=',
 * }
 * ```
 */
export interface WsOpenEvent extends Occurrence {
  readonly type: 'wsOpen'
  readonly url: string
  readonly mode: 'start' | 'connect'
  readonly name?: string | undefined
  readonly parameters?: Readonly<Record<string, string>> | undefined
  /** The `X-Twilio-Signature` of the handshake. */
  readonly signature: string
}

/**
 * A message on a WebSocket.
 *
 * @example
 * ```ts
 * const event: WsMessageEvent = {
 *   type: 'wsMessage',
 *   at: 2,
 *   url: 'wss://app.example/agent',
 *   by: 'app',
 *   message: { type: 'text', token: 'Hello.', last: true },
 * }
 * ```
 */
export interface WsMessageEvent extends Occurrence {
  readonly type: 'wsMessage'
  readonly url: string
  /** The sender. */
  readonly by: 'twilio' | 'app'
  readonly message: unknown
}

/**
 * A WebSocket is closed.
 *
 * @example
 * ```ts
 * const event: WsCloseEvent = {
 *   type: 'wsClose',
 *   at: 9,
 *   url: 'wss://app.example/agent',
 *   code: 1000,
 * }
 * ```
 */
export interface WsCloseEvent extends Occurrence {
  readonly type: 'wsClose'
  readonly url: string
  /** 1000, 1006 for a lost connection, or 1007 after too many malformed messages. */
  readonly code: number
}

/**
 * A `<Pay>` begins.
 *
 * @example
 * ```ts
 * const event: PayEvent = { type: 'pay', at: 2, amount: '20.45', currency: 'usd' }
 * ```
 */
export interface PayEvent extends Occurrence {
  readonly type: 'pay'
  readonly amount?: string | undefined
  readonly currency?: string | undefined
  readonly description?: string | undefined
  readonly paymentConnector?: string | undefined
  readonly tokenType?: string | undefined
}

/**
 * The call leg is referred to another SIP party.
 *
 * @example
 * ```ts
 * const event: ReferEvent = { type: 'refer', at: 2, to: 'sip:desk@example.com' }
 * ```
 */
export interface ReferEvent extends Occurrence {
  readonly type: 'refer'
  readonly to: string
}

/**
 * The app, or a test, calls the REST API.
 *
 * @example
 * ```ts
 * const event: RestEvent = {
 *   type: 'rest',
 *   at: 0,
 *   method: 'POST',
 *   url: '/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json',
 *   params: { To: '+14155550100', Body: 'Hello.' },
 *   status: 201,
 * }
 * ```
 */
export interface RestEvent extends Occurrence {
  readonly type: 'rest'
  readonly method: string
  /** The URL without its query. */
  readonly url: string
  /** The parameters of the form or the query. */
  readonly params: Readonly<Record<string, string>>
  /** The status of the answer; absent if there was none. */
  readonly status?: number | undefined
  /** Twilio's code of a refusal. */
  readonly code?: number | undefined
}

/** An entry that Twilio's debugger would show. */
interface Diagnosis extends Occurrence {
  /**
   * Twilio's code.
   * @see https://www.twilio.com/docs/api/errors
   */
  readonly code: number
  /** A sentence that says what is wrong, and what to write instead. */
  readonly message: string
  /** The document, or the URL that failed. */
  readonly url?: string | undefined
  /** The place in the document: line and column from 1. */
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** The elements around the place, such as `Response > Gather`. */
  readonly path?: string | undefined
}

/**
 * Twilio warns and continues. A warning of the simulation's own has no code.
 *
 * @example
 * ```ts
 * const event: WarningEvent = {
 *   type: 'warning',
 *   at: 0,
 *   code: 12200,
 *   message: 'Schema validation warning',
 * }
 * ```
 */
export interface WarningEvent extends Omit<Diagnosis, 'code'> {
  readonly type: 'warning'
  /**
   * Twilio's code.
   * @see https://www.twilio.com/docs/api/errors
   */
  readonly code?: number | undefined
}

/**
 * An error: a document or a request failed.
 *
 * @example
 * ```ts
 * const event: ErrorEvent = {
 *   type: 'error',
 *   at: 0,
 *   code: 11200,
 *   message: 'HTTP retrieval failure',
 * }
 * ```
 */
export interface ErrorEvent extends Diagnosis {
  readonly type: 'error'
}

/**
 * A guard of the simulator's own stopped the call.
 *
 * @example
 * ```ts
 * const event: LimitEvent = {
 *   type: 'limit',
 *   at: 30,
 *   guard: 'documents',
 *   message: 'The call ran 1,000 documents.',
 * }
 * ```
 */
export interface LimitEvent extends Occurrence {
  readonly type: 'limit'
  readonly guard: 'documents'
  /** Absent: the limit is the simulation's own, for which Twilio has no code. */
  readonly code?: undefined
  readonly message: string
  /** The document that exceeded the limit. */
  readonly url?: string | undefined
}

/**
 * Advice: Twilio does not document this, it is pointless, or an action had no effect.
 *
 * @example
 * ```ts
 * const event: HintEvent = { type: 'hint', at: 3, message: 'Nothing waits for keys now.' }
 * ```
 */
export interface HintEvent extends Occurrence {
  readonly type: 'hint'
  readonly message: string
}

/**
 * A verb, an attribute or a connection override is ignored, because it is not simulated.
 *
 * @example
 * ```ts
 * const event: UnsupportedEvent = {
 *   type: 'unsupported',
 *   at: 0,
 *   message: '<Siprec> is not simulated.',
 *   element: 'Siprec',
 * }
 * ```
 */
export interface UnsupportedEvent extends Occurrence {
  readonly type: 'unsupported'
  readonly message: string
  /** The element; absent for a connection override or a request to the REST API. */
  readonly element?: string | undefined
  readonly attribute?: string | undefined
}

/**
 * One event of the log.
 *
 * @example
 * ```ts
 * const spoken = (events: readonly SimulatorEvent[]): string[] =>
 *   events.flatMap((event) => (event.type === 'say' ? [event.text] : []))
 * ```
 */
export type SimulatorEvent =
  | StimulusEvent
  | RequestEvent
  | HttpRedirectEvent
  | MessageEvent
  | DeliveryEvent
  | EndEvent
  | OutboundEvent
  | AnswerEvent
  | SayEvent
  | PlayEvent
  | PauseEvent
  | TonesEvent
  | BeepEvent
  | GatherEvent
  | RecordEvent
  | DialEvent
  | BridgeEvent
  | DialEndEvent
  | EnqueueEvent
  | DequeueEvent
  | JoinEvent
  | LeaveEvent
  | RejectEvent
  | HangupEvent
  | WsOpenEvent
  | WsMessageEvent
  | WsCloseEvent
  | PayEvent
  | ReferEvent
  | RestEvent
  | WarningEvent
  | ErrorEvent
  | LimitEvent
  | HintEvent
  | UnsupportedEvent

type WithoutTime<E> = E extends unknown ? Omit<E, 'at' | 'leg' | 'callSid'> : never

/**
 * An event without its time and owner, which the log adds.
 *
 * @example
 * ```ts
 * const event: NewEvent = { type: 'pause', seconds: 1 }
 * ```
 */
export type NewEvent = WithoutTime<SimulatorEvent>

/**
 * The events of one type.
 *
 * @example
 * ```ts
 * const isSlow = ({ attempt }: EventOf<'request'>): boolean => attempt > 1
 * ```
 */
export type EventOf<T extends SimulatorEvent['type']> = Extract<SimulatorEvent, { type: T }>

/**
 * True for warnings and errors of Twilio's debugger, warnings of the simulation, and its limits.
 */
export const isProblem = (
  event: SimulatorEvent,
): event is EventOf<'warning'> | EventOf<'error'> | EventOf<'limit'> =>
  /^(warning|error|limit)$/.test(event.type)
