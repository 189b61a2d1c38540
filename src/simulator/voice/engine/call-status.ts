/**
 * @module
 * The states of a call.
 */
import type { KnownCallStatus } from '../../../webhook/call.ts'

/** A state of a call. */
export type CallStatus = KnownCallStatus
