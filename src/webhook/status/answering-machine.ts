/**
 * @module
 * Who or what answered: the callback of asynchronous answering-machine detection.
 */
import type { AnsweredBy } from '../call.ts'
import { number } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * What answering-machine detection heard.
 *
 * @see https://www.twilio.com/docs/voice/answering-machine-detection
 */
export interface AnsweringMachineParameters {
  /** SID of the call. */
  CallSid: string
  /** Who or what answered. */
  AnsweredBy: AnsweredBy
  /** How long the detection took, in milliseconds. */
  MachineDetectionDuration?: number
}

export const answeringMachine: StatusKind<AnsweringMachineParameters> = {
  is: (has) => has('AnsweredBy') && !has('CallStatus'),
  identity: ['CallSid', 'AnsweredBy'],
  conversions: { MachineDetectionDuration: number },
  always: { CallSid: '', AnsweredBy: '' },
}
