/**
 * @module
 * The progress of a media stream: `statusCallback` of `<Stream>`.
 */
import { date, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * The parameters of a media stream's status callback.
 *
 * @see https://www.twilio.com/docs/voice/twiml/stream#attributes-status-callback
 *
 * @example
 * ```ts
 * const failure = ({ StreamEvent, StreamError }: StreamStatusParameters): string | undefined =>
 *   StreamEvent === 'stream-error' ? StreamError : undefined
 * ```
 */
export interface StreamStatusParameters {
  /** SID of the stream, `MZ…`. */
  StreamSid: string
  /** The event. */
  StreamEvent: Open<'stream-started' | 'stream-stopped' | 'stream-error'>
  /** Name of the stream. */
  StreamName?: string
  /** The failure, in words. */
  StreamError?: string
  /** SID of the call. */
  CallSid?: string
  /** The time of the event. */
  Timestamp?: Date
}

export const streamStatus: StatusKind<StreamStatusParameters> = {
  is: (has) => has('StreamEvent'),
  identity: ['StreamSid', 'StreamEvent', 'StreamError', 'Timestamp'],
  conversions: { Timestamp: date },
  always: { StreamSid: '', StreamEvent: '' },
}
