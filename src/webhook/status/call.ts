/**
 * @module
 * The progress of a call: the status callback of a number, of a call made by the API, and of `<Dial>`'s nouns.
 */
import type { AnsweredBy, CallStatus } from '../call.ts'
import { date, number, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * The parameters of a call's status callback.
 *
 * @see https://www.twilio.com/docs/voice/api/call-resource#statuscallback
 *
 * @example
 * ```ts
 * const minutes = ({ CallDuration = 0 }: CallStatusParameters): number =>
 *   Math.ceil(CallDuration / 60)
 * ```
 */
export interface CallStatusParameters {
  /** SID of the call. */
  CallSid: string
  /** SID of the call that made this one, for a noun of `<Dial>`. */
  ParentCallSid?: string
  /** Status of the call; `in-progress` for the event `answered`. */
  CallStatus: CallStatus
  /** The caller. */
  From?: string
  /** The called party. */
  To?: string
  /** The same as `From`. */
  Caller?: string
  /** The same as `To`. */
  Called?: string
  /** The direction of the call: incoming, or made by the API or a `<Dial>`. */
  Direction?: Open<'inbound' | 'outbound-api' | 'outbound-dial'>
  /** Version of Twilio's API, `2010-04-01`. */
  ApiVersion?: string
  /** Number that forwarded the call. */
  ForwardedFrom?: string
  /** The caller's name, if caller-name look-up is on. */
  CallerName?: string
  /** Duration of the call in seconds, once it has ended. */
  CallDuration?: number
  /** Duration of the call in minutes begun, once it has ended. */
  Duration?: number
  /** The time of the event. */
  Timestamp?: Date
  /** `call-progress-events`. */
  CallbackSource?: string
  /** Position of this callback among the call's, from 0: they may come out of order. */
  SequenceNumber?: number
  /** SIP's response code, such as `486`. */
  SipResponseCode?: string
  /** SIP's own `Call-ID`. */
  SipCallId?: string
  /** The verdict of answering-machine detection, if it is on. */
  AnsweredBy?: AnsweredBy
  /** The duration of answering-machine detection, in milliseconds. */
  MachineDetectionDuration?: number
  /** URL of the recording, if the API had the call recorded. */
  RecordingUrl?: string
  /** SID of that recording. */
  RecordingSid?: string
  /** Duration of that recording, in seconds. */
  RecordingDuration?: number
  /** Twilio's code for the failure. */
  ErrorCode?: string
}

export const callStatus: StatusKind<CallStatusParameters> = {
  is: (has) => has('CallStatus') && has('CallSid'),
  identity: ['CallSid', 'CallStatus', 'SequenceNumber'],
  conversions: {
    CallDuration: number,
    Duration: number,
    Timestamp: date,
    SequenceNumber: number,
    MachineDetectionDuration: number,
    RecordingDuration: number,
  },
  always: { CallSid: '', CallStatus: '' },
}
