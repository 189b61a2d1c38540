/**
 * @module
 * The states of a call.
 */
import type { KnownCallStatus } from '../../../webhook/call.ts'

/** What has become of a call. */
export type CallStatus = KnownCallStatus
