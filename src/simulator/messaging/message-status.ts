/**
 * @module
 * What becomes of a message.
 */
import type { KnownMessageStatus } from '../../webhook/status/message.ts'

/** The states of an outgoing message; an `invalid` one never goes out. */
export type MessageStatus = Exclude<KnownMessageStatus, 'invalid'>
