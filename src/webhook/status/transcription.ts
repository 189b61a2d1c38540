/**
 * @module
 * The transcript of a recording: `transcribeCallback` of `<Record>`.
 */
import type { Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * The parameters of a recording's transcription.
 *
 * @see https://www.twilio.com/docs/voice/twiml/record#attributes-transcribe-callback
 *
 * @example
 * ```ts
 * const text = ({ TranscriptionText = '' }: TranscriptionStatusParameters): string =>
 *   TranscriptionText
 * ```
 */
export interface TranscriptionStatusParameters {
  /** SID of the transcription, `TR…`. */
  TranscriptionSid: string
  /** `completed` if there is a text. */
  TranscriptionStatus: Open<'completed' | 'failed'>
  /** The transcribed speech. */
  TranscriptionText?: string
  /** URL of the transcription. */
  TranscriptionUrl?: string
  /** Kind of transcription, `fast`. */
  TranscriptionType?: string
  /** SID of the recording. */
  RecordingSid?: string
  /** URL of the recording. */
  RecordingUrl?: string
  /** SID of the recorded call. */
  CallSid?: string
  /** Status of the call. */
  CallStatus?: string
  /** The caller. */
  From?: string
  /** The called party. */
  To?: string
}

export const transcriptionStatus: StatusKind<TranscriptionStatusParameters> = {
  is: (has) => has('TranscriptionStatus'),
  identity: ['TranscriptionSid', 'TranscriptionStatus'],
  conversions: {},
  always: { TranscriptionSid: '', TranscriptionStatus: '' },
}
