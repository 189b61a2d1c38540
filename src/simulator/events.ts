/**
 * @module
 * The vocabulary of the log: every observable thing that happens is one of these events.
 */
import type { CallStatus } from './voice/engine/call-status.ts'
import type { MessageStatus } from './messaging/message-status.ts'

/** What every event has. */
interface Occurrence {
  /** Virtual seconds since the simulation began. */
  readonly at: number
  /** The name of the call leg it belongs to, such as `caller` or `callee`. */
  readonly leg?: string | undefined
  /** The SID of that leg. */
  readonly callSid?: string | undefined
}

/** Something that a person did: texted, called, pressed keys. */
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
  /** The address of who did it. */
  readonly from: string
  /** The text, the keys, the words. */
  readonly what?: string | undefined
}

/** Twilio asks the app, or a server that has media. */
export interface RequestEvent extends Occurrence {
  readonly type: 'request'
  readonly method: 'GET' | 'POST'
  /** The URL without Twilio's own parameters, fragment and user info. */
  readonly url: string
  /** Twilio's parameters. */
  readonly params: Readonly<Record<string, string>>
  /** Where the parameters are. */
  readonly in: 'body' | 'query' | 'none'
  /** The headers sent, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** 1 for the first try. */
  readonly attempt: number
  /** The edge location that Twilio would send this try from, by the connection override `e`. */
  readonly edge: string
  /** Whether the idempotency token is the one of the try before. */
  readonly sameToken: boolean
  /** The URL that the signature was made for. */
  readonly signedUrl: string
  /** The status of the answer; absent where there was none. */
  readonly status?: number | undefined
}

/** The answer was an HTTP redirect, which is followed. */
export interface HttpRedirectEvent extends Occurrence {
  readonly type: 'httpRedirect'
  readonly status: number
  readonly to: string
}

/** A message is sent to a phone. */
export interface MessageEvent extends Occurrence {
  readonly type: 'message'
  readonly sid: string
  readonly to: string
  readonly from: string
  readonly body: string
  /** URLs of its media. */
  readonly media: readonly string[]
  /** How many parts it is sent as. */
  readonly segments: number
  readonly encoding: 'GSM-7' | 'UCS-2'
  /** Who wrote it: the app, or Twilio itself. */
  readonly by: 'app' | 'twilio'
  /** Which of Twilio's own texts it is. */
  readonly kind?: 'stop' | 'start' | 'help' | undefined
}

/** The carrier reports what became of a message. */
export interface DeliveryEvent extends Occurrence {
  readonly type: 'delivery'
  readonly sid: string
  readonly status: MessageStatus
  readonly errorCode?: number | undefined
}

/** Nothing is left to do for an incoming message. */
export interface EndEvent extends Occurrence {
  readonly type: 'end'
}

/** The app calls somebody, over the REST API. */
export interface OutboundEvent extends Occurrence {
  readonly type: 'outbound'
  readonly to: string
  readonly from: string
}

/** An inbound call is picked up. */
export interface AnswerEvent extends Occurrence {
  readonly type: 'answer'
}

/** Speech, as the party hears it. */
export interface SayEvent extends Occurrence {
  readonly type: 'say'
  readonly text: string
  readonly voice?: string | undefined
  readonly language?: string | undefined
  /** How often; absent where it loops. */
  readonly times?: number | undefined
  /** 0: until the caller leaves. */
  readonly loop?: 0 | undefined
  /** A key, speech or the end of the call cut it short. */
  readonly interrupted?: true | undefined
  /** Of what a relay's app said and was cut short: what the party heard of it. */
  readonly heard?: string | undefined
  /** Twilio's own apology. */
  readonly stock?: 'application-error' | undefined
}

/** A sound file is played. */
export interface PlayEvent extends Occurrence {
  readonly type: 'play'
  readonly url: string
  readonly times?: number | undefined
  readonly loop?: 0 | undefined
  readonly interrupted?: true | undefined
}

/** Silence. */
export interface PauseEvent extends Occurrence {
  readonly type: 'pause'
  /** How long it was; less than was asked for where something cut it short. */
  readonly seconds: number
  /** A key, speech or the end of the call cut it short. */
  readonly interrupted?: true | undefined
}

/** Keys are sent as tones. */
export interface TonesEvent extends Occurrence {
  readonly type: 'tones'
  readonly digits: string
}

/** A recording begins, or somebody enters or leaves a conference. */
export interface BeepEvent extends Occurrence {
  readonly type: 'beep'
}

/** A `<Gather>` is over. */
export interface GatherEvent extends Occurrence {
  readonly type: 'gather'
  /** `failed`: somebody spoke, and speech cannot be recognised. */
  readonly endedBy: 'finishOnKey' | 'numDigits' | 'timeout' | 'speech' | 'failed'
  readonly digits?: string | undefined
  readonly speech?: string | undefined
  /** Seconds of silence that ended it. */
  readonly waited?: number | undefined
}

/** A `<Record>` is over. */
export interface RecordEvent extends Occurrence {
  readonly type: 'record'
  readonly sid: string
  readonly seconds: number
  readonly endedBy: 'key' | 'silence' | 'maxLength' | 'hangup'
  readonly key?: string | undefined
}

/** A `<Dial>` begins to ring. */
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

/** Two parties are connected. */
export interface BridgeEvent extends Occurrence {
  readonly type: 'bridge'
  /** The other party: its address, or the name of its leg. */
  readonly party: string
}

/** A `<Dial>` is over. */
export interface DialEndEvent extends Occurrence {
  readonly type: 'dialEnd'
  readonly status: CallStatus | 'answered'
  /** Seconds that the dialled party was on the line; absent where it never was. */
  readonly duration?: number | undefined
}

/** The caller enters a queue. */
export interface EnqueueEvent extends Occurrence {
  readonly type: 'enqueue'
  readonly queue: string
}

/** How a call can leave a queue. */
export type QueueResult =
  | 'bridged'
  | 'hangup'
  | 'leave'
  | 'redirected'
  | 'redirected-from-bridged'
  | 'queue-full'
  | 'error'
  | 'system-error'

/** The caller leaves the queue. */
export interface DequeueEvent extends Occurrence {
  readonly type: 'dequeue'
  readonly result: QueueResult
}

/** Why somebody is no longer in a conference: Twilio's `ReasonParticipantLeft`. */
export type LeaveReason =
  | 'conference_ended_via_api'
  | 'moderator_ended_conference'
  | 'participant_updated_via_api'
  | 'participant_hung_up'
  | 'participant_add_failed'

/** Somebody joins a conference, which perhaps has not started. */
export interface JoinEvent extends Occurrence {
  readonly type: 'join'
  readonly conference: string
  /** The address of who joins. */
  readonly party: string
}

/** Somebody leaves a conference. */
export interface LeaveEvent extends Occurrence {
  readonly type: 'leave'
  readonly conference: string
  /** The address of who leaves. */
  readonly party: string
  readonly reason: LeaveReason
}

/** The call is refused. */
export interface RejectEvent extends Occurrence {
  readonly type: 'reject'
  readonly reason: 'rejected' | 'busy'
  /** What a SIP caller is told. */
  readonly sipCode?: number | undefined
}

/** The call is over. */
export interface HangupEvent extends Occurrence {
  readonly type: 'hangup'
  readonly by: 'twilio' | 'caller'
  readonly callStatus: CallStatus
}

/** Twilio opens a WebSocket to the app. */
export interface WsOpenEvent extends Occurrence {
  readonly type: 'wsOpen'
  readonly url: string
  readonly mode: 'start' | 'connect'
  readonly name?: string | undefined
  readonly parameters?: Readonly<Record<string, string>> | undefined
  /** What the handshake's `X-Twilio-Signature` was. */
  readonly signature: string
}

/** A message on a WebSocket. */
export interface WsMessageEvent extends Occurrence {
  readonly type: 'wsMessage'
  readonly url: string
  /** Who sent it. */
  readonly by: 'twilio' | 'app'
  readonly message: unknown
}

/** A WebSocket is closed. */
export interface WsCloseEvent extends Occurrence {
  readonly type: 'wsClose'
  readonly url: string
  /** 1000, or 1006 where the connection was lost, or 1007 after too many malformed messages. */
  readonly code: number
}

/** A `<Pay>` begins. */
export interface PayEvent extends Occurrence {
  readonly type: 'pay'
  readonly amount?: string | undefined
  readonly currency?: string | undefined
  readonly description?: string | undefined
  readonly paymentConnector?: string | undefined
  readonly tokenType?: string | undefined
}

/** The call leg is handed to another SIP party. */
export interface ReferEvent extends Occurrence {
  readonly type: 'refer'
  readonly to: string
}

/** The app, or a test, asks the REST API. */
export interface RestEvent extends Occurrence {
  readonly type: 'rest'
  readonly method: string
  /** The URL without its query. */
  readonly url: string
  /** The form, or the query. */
  readonly params: Readonly<Record<string, string>>
  /** The status of the answer; absent where there was none. */
  readonly status?: number | undefined
  /** Twilio's code, where the API refused. */
  readonly code?: number | undefined
}

/** What Twilio's debugger would show. */
interface Diagnosis extends Occurrence {
  /**
   * Twilio's code.
   * @see https://www.twilio.com/docs/api/errors
   */
  readonly code: number
  /** What is wrong, and what to write instead. */
  readonly message: string
  /** The document, or the URL that failed. */
  readonly url?: string | undefined
  /** Where in the document: line and column from 1. */
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** The elements around it, such as `Response > Gather`. */
  readonly path?: string | undefined
}

/** Twilio warns and goes on. A warning of the simulation's own has no code. */
export interface WarningEvent extends Omit<Diagnosis, 'code'> {
  readonly type: 'warning'
  /**
   * Twilio's code.
   * @see https://www.twilio.com/docs/api/errors
   */
  readonly code?: number | undefined
}

/** Something failed. */
export interface ErrorEvent extends Diagnosis {
  readonly type: 'error'
}

/** A guard of the simulator's own stopped the call. */
export interface LimitEvent extends Occurrence {
  readonly type: 'limit'
  readonly guard: 'documents'
  /** The limit is the simulation's: Twilio has no code for it. */
  readonly code?: undefined
  readonly message: string
  /** The document that was one too many. */
  readonly url?: string | undefined
}

/** Advice: Twilio does not say what it makes of this, it is pointless, or what somebody did came to nothing. */
export interface HintEvent extends Occurrence {
  readonly type: 'hint'
  readonly message: string
}

/** A verb, an attribute or a connection override that is not simulated, and so was passed over. */
export interface UnsupportedEvent extends Occurrence {
  readonly type: 'unsupported'
  readonly message: string
  /** The element; absent where it is a connection override or a request to the REST API. */
  readonly element?: string | undefined
  readonly attribute?: string | undefined
}

/** One line of the log. */
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

/** An event before the log knows when it happened and to whom. */
export type NewEvent = WithoutTime<SimulatorEvent>

/** The events of one type. */
export type EventOf<T extends SimulatorEvent['type']> = Extract<SimulatorEvent, { type: T }>

/** Whether Twilio's debugger would show it, the simulation warns of it, or it gave up. */
export const isProblem = (
  event: SimulatorEvent,
): event is EventOf<'warning'> | EventOf<'error'> | EventOf<'limit'> =>
  /^(warning|error|limit)$/.test(event.type)
