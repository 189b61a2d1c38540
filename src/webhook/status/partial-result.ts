/**
 * @module
 * The interim results of a `<Gather>`: `partialResultCallback`.
 */
import type { CallStatus } from '../call.ts'
import { number } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * The parameters of interim speech recognition.
 *
 * @see https://www.twilio.com/docs/voice/twiml/gather#partialresultcallback
 *
 * @example
 * ```ts
 * const soFar = ({ StableSpeechResult = '' }: PartialResultParameters): string =>
 *   StableSpeechResult
 * ```
 */
export interface PartialResultParameters {
  /** SID of the call. */
  CallSid: string
  /** Text that may still change. */
  UnstableSpeechResult?: string
  /** Text that will hardly change. */
  StableSpeechResult?: string
  /** The stability of the text, from 0 to 1. */
  Stability?: number
  /** Position of this callback among the call's: they may come out of order. */
  SequenceNumber?: number
  /** Language of the recognition, such as `en-US`. */
  Language?: string
  /** Status of the call. */
  CallStatus?: CallStatus
  /** The caller. */
  From?: string
  /** The called party. */
  To?: string
}

export const partialResult: StatusKind<PartialResultParameters> = {
  is: (has) => has('UnstableSpeechResult') || has('StableSpeechResult'),
  identity: undefined,
  conversions: { Stability: number, SequenceNumber: number },
  always: { CallSid: '' },
}
