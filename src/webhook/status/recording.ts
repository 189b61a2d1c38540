/**
 * @module
 * How a recording proceeds: `recordingStatusCallback`.
 */
import { date, number, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * What Twilio tells of a recording.
 *
 * @see https://www.twilio.com/docs/voice/twiml/record#attributes-recording-status-callback
 */
export interface RecordingStatusParameters {
  /** SID of the recording, `RE…`. */
  RecordingSid: string
  /** Where it stands; `absent` if nothing was heard. */
  RecordingStatus: Open<'in-progress' | 'completed' | 'absent' | 'failed'>
  /** Where it can be fetched. */
  RecordingUrl?: string
  /** SID of the recorded call; for a `<Dial>`, of the call that dialled. */
  CallSid?: string
  /** SID of the recorded conference. */
  ConferenceSid?: string
  /** How long it is, in seconds. */
  RecordingDuration?: number
  /** How many channels it has: 2 where each side has its own. */
  RecordingChannels?: number
  /** When it began. */
  RecordingStartTime?: Date
  /** What had the call recorded. */
  RecordingSource?: Open<
    | 'RecordVerb'
    | 'DialVerb'
    | 'Conference'
    | 'OutboundAPI'
    | 'Trunking'
    | 'StartCallRecordingAPI'
    | 'StartConferenceRecordingAPI'
  >
  /** Which side was recorded. */
  RecordingTrack?: Open<'inbound' | 'outbound' | 'both'>
  /** Twilio's code for what went wrong; `0` for nothing. */
  ErrorCode?: string
}

export const recordingStatus: StatusKind<RecordingStatusParameters> = {
  is: (has) => has('RecordingStatus'),
  identity: ['RecordingSid', 'RecordingStatus'],
  conversions: { RecordingDuration: number, RecordingChannels: number, RecordingStartTime: date },
  always: { RecordingSid: '', RecordingStatus: '' },
}
