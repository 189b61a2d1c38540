/**
 * @module
 * The progress of a recording: `recordingStatusCallback`.
 */
import { date, number, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * The parameters of a recording's status callback.
 *
 * @see https://www.twilio.com/docs/voice/twiml/record#attributes-recording-status-callback
 *
 * @example
 * ```ts
 * const audio = ({
 *   RecordingStatus,
 *   RecordingUrl,
 * }: RecordingStatusParameters): string | undefined =>
 *   RecordingStatus === 'completed' ? `${RecordingUrl}.mp3` : undefined
 * ```
 */
export interface RecordingStatusParameters {
  /** SID of the recording, `RE…`. */
  RecordingSid: string
  /** Status of the recording; `absent` if nothing was heard. */
  RecordingStatus: Open<'in-progress' | 'completed' | 'absent' | 'failed'>
  /** URL of the recording. */
  RecordingUrl?: string
  /** SID of the recorded call; for a `<Dial>`, of the call that dialled. */
  CallSid?: string
  /** SID of the recorded conference. */
  ConferenceSid?: string
  /** Duration of the recording, in seconds. */
  RecordingDuration?: number
  /** The number of channels: 2 if each side has its own. */
  RecordingChannels?: number
  /** The time at which it began. */
  RecordingStartTime?: Date
  /** The source of the recording. */
  RecordingSource?: Open<
    | 'RecordVerb'
    | 'DialVerb'
    | 'Conference'
    | 'OutboundAPI'
    | 'Trunking'
    | 'StartCallRecordingAPI'
    | 'StartConferenceRecordingAPI'
  >
  /** The recorded side. */
  RecordingTrack?: Open<'inbound' | 'outbound' | 'both'>
  /** Twilio's code for the failure; `0` for none. */
  ErrorCode?: string
}

export const recordingStatus: StatusKind<RecordingStatusParameters> = {
  is: (has) => has('RecordingStatus'),
  identity: ['RecordingSid', 'RecordingStatus'],
  conversions: { RecordingDuration: number, RecordingChannels: number, RecordingStartTime: date },
  always: { RecordingSid: '', RecordingStatus: '' },
}
