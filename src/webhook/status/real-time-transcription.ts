/**
 * @module
 * Live transcription of a call: `statusCallbackUrl` of `<Transcription>`.
 */
import { boolean, date, number, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * The parameters of a live transcription.
 *
 * @see https://www.twilio.com/docs/voice/twiml/transcription#statuscallbackurl
 *
 * @example
 * ```ts
 * const data = ({ TranscriptionData = '{}' }: RealTimeTranscriptionParameters): unknown =>
 *   JSON.parse(TranscriptionData)
 * ```
 */
export interface RealTimeTranscriptionParameters {
  /** SID of the transcription, `GT…`. */
  TranscriptionSid: string
  /** The event. */
  TranscriptionEvent: Open<
    | 'transcription-started'
    | 'transcription-content'
    | 'transcription-stopped'
    | 'transcription-error'
  >
  /** SID of the call. */
  CallSid?: string
  /** The time of the event. */
  Timestamp?: Date
  /** Position of this callback among the transcription's: they may come out of order. */
  SequenceId?: number
  /** Content: the words and their confidence, as JSON text: `{"transcript":"…","confidence":0.9}`. */
  TranscriptionData?: string
  /** Content: true if the text will not change any more. */
  Final?: boolean
  /** Content: the stability of the text, from 0 to 1. */
  Stability?: number
  /** The transcribed side. */
  Track?: Open<'inbound_track' | 'outbound_track' | 'both_tracks'>
  /** Language, such as `en-US`. */
  LanguageCode?: string
  /** Started: name of the transcription. */
  Name?: string
  /** Started: label of the caller's side. */
  InboundTrackLabel?: string
  /** Started: label of the other side. */
  OutboundTrackLabel?: string
  /** Started: true if text that may still change is sent. */
  PartialResults?: boolean
  /** Started: the provider of the transcription. */
  TranscriptionEngine?: string
  /** Started: the provider's settings, as JSON text. */
  ProviderConfiguration?: string
  /** Error: Twilio's code for the failure. */
  TranscriptionErrorCode?: string
  /** Error: the failure, in words. */
  TranscriptionError?: string
}

export const realTimeTranscription: StatusKind<RealTimeTranscriptionParameters> = {
  is: (has) => has('TranscriptionEvent'),
  identity: ['TranscriptionSid', 'TranscriptionEvent', 'Track', 'SequenceId'],
  conversions: {
    Timestamp: date,
    SequenceId: number,
    Final: boolean,
    Stability: number,
    PartialResults: boolean,
  },
  always: { TranscriptionSid: '', TranscriptionEvent: '' },
}
