/**
 * @module
 * The states of a call.
 */
import type { KnownCallStatus } from '../../../webhook/call.ts'

/**
 * A state of a call.
 *
 * @example
 * ```ts
 * const isOver = (status: CallStatus): boolean =>
 *   ['completed', 'busy', 'no-answer', 'failed', 'canceled'].includes(status)
 * ```
 */
export type CallStatus = KnownCallStatus
