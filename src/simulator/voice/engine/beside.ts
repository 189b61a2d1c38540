/**
 * @module
 * Background tasks of a call: its WebSockets, streams, transcriptions and recordings.
 */
import type { Arrival } from '../../client/link.ts'

/** One WebSocket. */
export interface Socket {
  readonly url: string
  readonly mode: 'start' | 'connect'
  readonly name: string | undefined
  open: boolean
  /** Messages of the app that no verb has read yet. */
  readonly inbox: Arrival[]
  /** Receives a message of the app, or its close. */
  receive(arrival: Arrival): void
  send(message: unknown): void
  /**
   * Closes the socket.
   * @param code - Default: 1000.
   */
  close(code?: number): Promise<void>
}

/** A task begun by `<Start>`. */
interface Background {
  /** The name of the noun that began it. */
  readonly kind: string
  /** The name by which `<Stop>` finds it. */
  readonly name: string | undefined
  stop(): Promise<void>
}

/** A stream beside a call. */
export interface BackgroundStream extends Background {
  readonly kind: 'Stream'
}

/** A recording beside a call. */
export interface BackgroundRecording extends Background {
  readonly kind: 'Recording'
}

/** Inbound is the party's own speech; outbound is the speech that it hears, of Twilio or of another party. */
export type Track = 'inbound_track' | 'outbound_track'

/** A transcription beside a call. */
export interface LiveTranscription extends Background {
  readonly kind: 'Transcription'
  /** Transcribes speech on a track. */
  hear(track: Track, text: string, confidence: number): Promise<void>
}

/** Any task beside a call. */
export type Beside = BackgroundStream | LiveTranscription | BackgroundRecording
