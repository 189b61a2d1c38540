/**
 * @module
 * How a media stream proceeds: `statusCallback` of `<Stream>`.
 */
import { date, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * What Twilio tells of a media stream.
 *
 * @see https://www.twilio.com/docs/voice/twiml/stream#attributes-status-callback
 */
export interface StreamStatusParameters {
  /** SID of the stream, `MZ…`. */
  StreamSid: string
  /** What happened. */
  StreamEvent: Open<'stream-started' | 'stream-stopped' | 'stream-error'>
  /** Name of the stream. */
  StreamName?: string
  /** What went wrong, in words. */
  StreamError?: string
  /** SID of the call. */
  CallSid?: string
  /** When it happened. */
  Timestamp?: Date
}

export const streamStatus: StatusKind<StreamStatusParameters> = {
  is: (has) => has('StreamEvent'),
  identity: ['StreamSid', 'StreamEvent', 'StreamError', 'Timestamp'],
  conversions: { Timestamp: date },
  always: { StreamSid: '', StreamEvent: '' },
}
