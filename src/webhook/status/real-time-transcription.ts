/**
 * @module
 * What is being said in a call: `statusCallbackUrl` of `<Transcription>`.
 */
import { boolean, date, number, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * What Twilio tells of a real-time transcription.
 *
 * @see https://www.twilio.com/docs/voice/twiml/transcription#statuscallbackurl
 */
export interface RealTimeTranscriptionParameters {
  /** SID of the transcription, `GT…`. */
  TranscriptionSid: string
  /** What happened. */
  TranscriptionEvent: Open<
    | 'transcription-started'
    | 'transcription-content'
    | 'transcription-stopped'
    | 'transcription-error'
  >
  /** SID of the call. */
  CallSid?: string
  /** When it happened. */
  Timestamp?: Date
  /** Place of this callback among the transcription's: they may come out of order. */
  SequenceId?: number
  /** Content: what was said and how sure that is, as JSON text: `{"transcript":"…","confidence":0.9}`. */
  TranscriptionData?: string
  /** Content: whether the text will not change any more. */
  Final?: boolean
  /** Content: how likely the text is to stay, from 0 to 1. */
  Stability?: number
  /** Which side is transcribed. */
  Track?: Open<'inbound_track' | 'outbound_track' | 'both_tracks'>
  /** Language, such as `en-US`. */
  LanguageCode?: string
  /** Started: name of the transcription. */
  Name?: string
  /** Started: label of the caller's side. */
  InboundTrackLabel?: string
  /** Started: label of the other side. */
  OutboundTrackLabel?: string
  /** Started: whether text that may still change is sent. */
  PartialResults?: boolean
  /** Started: who transcribes. */
  TranscriptionEngine?: string
  /** Started: settings of who transcribes, as JSON text. */
  ProviderConfiguration?: string
  /** Error: Twilio's code for what went wrong. */
  TranscriptionErrorCode?: string
  /** Error: what went wrong, in words. */
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
