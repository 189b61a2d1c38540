/**
 * @module
 * The verdict of asynchronous answering-machine detection.
 */
import type { AnsweredBy } from '../call.ts'
import { number } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * The parameters of answering-machine detection.
 *
 * @see https://www.twilio.com/docs/voice/answering-machine-detection
 *
 * @example
 * ```ts
 * const isPerson = ({ AnsweredBy }: AnsweringMachineParameters): boolean => AnsweredBy === 'human'
 * ```
 */
export interface AnsweringMachineParameters {
  /** SID of the call. */
  CallSid: string
  /** The verdict. */
  AnsweredBy: AnsweredBy
  /** The duration of the detection, in milliseconds. */
  MachineDetectionDuration?: number
}

export const answeringMachine: StatusKind<AnsweringMachineParameters> = {
  is: (has) => has('AnsweredBy') && !has('CallStatus'),
  identity: ['CallSid', 'AnsweredBy'],
  conversions: { MachineDetectionDuration: number },
  always: { CallSid: '', AnsweredBy: '' },
}
