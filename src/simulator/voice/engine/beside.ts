/**
 * @module
 * What runs beside a call: its WebSockets, and what `<Start>` has begun and `<Stop>` ends.
 */
import type { Arrival } from '../../client/link.ts'

/** One WebSocket. */
export interface Socket {
  readonly url: string
  readonly mode: 'start' | 'connect'
  readonly name: string | undefined
  open: boolean
  /** What has come from the app and was not yet looked at. */
  readonly inbox: Arrival[]
  /** The app does something. */
  receive(arrival: Arrival): void
  send(message: unknown): void
  /**
   * Tells the app that it is over, and whoever else wants to know.
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

/** What the party says is inbound; what it hears, of Twilio or of another party, is outbound. */
export type Track = 'inbound_track' | 'outbound_track'

/** A transcription that runs beside a call. */
export interface LiveTranscription extends Background {
  readonly kind: 'Transcription'
  /** Something was said. */
  hear(track: Track, text: string, confidence: number): Promise<void>
}

/** Whatever runs beside a call. */
export type Beside = BackgroundStream | LiveTranscription | BackgroundRecording
