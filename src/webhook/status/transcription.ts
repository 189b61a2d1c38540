/**
 * @module
 * The text of a recording: `transcribeCallback` of `<Record>`.
 */
import type { Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * What Twilio tells of a recording's transcription.
 *
 * @see https://www.twilio.com/docs/voice/twiml/record#attributes-transcribe-callback
 */
export interface TranscriptionStatusParameters {
  /** SID of the transcription, `TR…`. */
  TranscriptionSid: string
  /** Whether there is a text. */
  TranscriptionStatus: Open<'completed' | 'failed'>
  /** What was said. */
  TranscriptionText?: string
  /** Where the transcription can be fetched. */
  TranscriptionUrl?: string
  /** Kind of transcription, `fast`. */
  TranscriptionType?: string
  /** SID of the recording. */
  RecordingSid?: string
  /** Where the recording can be fetched. */
  RecordingUrl?: string
  /** SID of the recorded call. */
  CallSid?: string
  /** Where the call stands. */
  CallStatus?: string
  /** The caller. */
  From?: string
  /** Who was called. */
  To?: string
}

export const transcriptionStatus: StatusKind<TranscriptionStatusParameters> = {
  is: (has) => has('TranscriptionStatus'),
  identity: ['TranscriptionSid', 'TranscriptionStatus'],
  conversions: {},
  always: { TranscriptionSid: '', TranscriptionStatus: '' },
}
