/**
 * @module
 * The status of a message.
 */
import type { KnownMessageStatus } from '../../webhook/status/message.ts'

/**
 * The statuses of an outgoing message; an `invalid` one is never sent.
 *
 * @example
 * ```ts
 * const isFinal = (status: MessageStatus): boolean =>
 *   ['delivered', 'undelivered', 'failed', 'read'].includes(status)
 * ```
 */
export type MessageStatus = Exclude<KnownMessageStatus, 'invalid'>
