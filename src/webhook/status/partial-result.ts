/**
 * @module
 * What a `<Gather>` has understood so far: `partialResultCallback`.
 */
import type { CallStatus } from '../call.ts'
import { number } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * What speech recognition has understood so far.
 *
 * @see https://www.twilio.com/docs/voice/twiml/gather#partialresultcallback
 */
export interface PartialResultParameters {
  /** SID of the call. */
  CallSid: string
  /** Text that may still change. */
  UnstableSpeechResult?: string
  /** Text that will hardly change. */
  StableSpeechResult?: string
  /** How likely the text is to stay, from 0 to 1. */
  Stability?: number
  /** Place of this callback among the call's: they may come out of order. */
  SequenceNumber?: number
  /** Language of the recognition, such as `en-US`. */
  Language?: string
  /** Where the call stands. */
  CallStatus?: CallStatus
  /** The caller. */
  From?: string
  /** Who was called. */
  To?: string
}

export const partialResult: StatusKind<PartialResultParameters> = {
  is: (has) => has('UnstableSpeechResult') || has('StableSpeechResult'),
  identity: undefined,
  conversions: { Stability: number, SequenceNumber: number },
  always: { CallSid: '' },
}
