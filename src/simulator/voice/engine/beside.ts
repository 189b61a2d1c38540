/**
 * @module
 * Things that run beside a call: its WebSockets, and streams, transcriptions and recordings.
 */
import type { Arrival } from '../../client/link.ts'

/** One WebSocket. */
export interface Socket {
  readonly url: string
  readonly mode: 'start' | 'connect'
  readonly name: string | undefined
  open: boolean
  /** Messages of the app's that no verb has read yet. */
  readonly inbox: Arrival[]
  /** The app does something. */
  receive(arrival: Arrival): void
  send(message: unknown): void
  /**
   * Closes it.
   * @param code - Default: 1000.
   */
  close(code?: number): Promise<void>
}

/** Something that `<Start>` has begun. */
interface Background {
  /** The noun that began it. */
  readonly kind: string
  /** The name by which `<Stop>` finds it. */
  readonly name: string | undefined
  stop(): Promise<void>
}

/** A stream that runs beside a call. */
export interface BackgroundStream extends Background {
  readonly kind: 'Stream'
}

/** A recording that runs beside a call. */
export interface BackgroundRecording extends Background {
  readonly kind: 'Recording'
}

/** Inbound is the party's own speech; outbound is the speech that it hears, of Twilio or of another party. */
export type Track = 'inbound_track' | 'outbound_track'

/** A transcription that runs beside a call. */
export interface LiveTranscription extends Background {
  readonly kind: 'Transcription'
  /** Something was said. */
  hear(track: Track, text: string, confidence: number): Promise<void>
}

/** Whatever runs beside a call. */
export type Beside = BackgroundStream | LiveTranscription | BackgroundRecording
