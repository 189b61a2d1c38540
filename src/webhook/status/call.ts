/**
 * @module
 * How a call proceeds: the status callback of a number, of a call made by the API, and of `<Dial>`'s nouns.
 */
import type { AnsweredBy, CallStatus } from '../call.ts'
import { date, number, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * What Twilio tells of a call's progress.
 *
 * @see https://www.twilio.com/docs/voice/api/call-resource#statuscallback
 */
export interface CallStatusParameters {
  /** SID of the call. */
  CallSid: string
  /** SID of the call that made this one, for a noun of `<Dial>`. */
  ParentCallSid?: string
  /** Where the call stands; `in-progress` for the event `answered`. */
  CallStatus: CallStatus
  /** The caller. */
  From?: string
  /** Who was called. */
  To?: string
  /** The same as `From`. */
  Caller?: string
  /** The same as `To`. */
  Called?: string
  /** Whether the call came in or was made, by the API or by a `<Dial>`. */
  Direction?: Open<'inbound' | 'outbound-api' | 'outbound-dial'>
  /** Version of Twilio's API, `2010-04-01`. */
  ApiVersion?: string
  /** Number that forwarded the call. */
  ForwardedFrom?: string
  /** The caller's name, if caller-name look-up is on. */
  CallerName?: string
  /** How long the call was, in seconds; once it has ended. */
  CallDuration?: number
  /** How long the call was, in minutes begun; once it has ended. */
  Duration?: number
  /** When it happened. */
  Timestamp?: Date
  /** `call-progress-events`. */
  CallbackSource?: string
  /** Place of this callback among the call's, from 0: they may come out of order. */
  SequenceNumber?: number
  /** SIP's response code, such as `486`. */
  SipResponseCode?: string
  /** SIP's own `Call-ID`. */
  SipCallId?: string
  /** Who or what answered, with answering-machine detection. */
  AnsweredBy?: AnsweredBy
  /** How long answering-machine detection took, in milliseconds. */
  MachineDetectionDuration?: number
  /** Where the recording can be fetched, if the API had the call recorded. */
  RecordingUrl?: string
  /** SID of that recording. */
  RecordingSid?: string
  /** How long that recording is, in seconds. */
  RecordingDuration?: number
  /** Twilio's code for what went wrong. */
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
