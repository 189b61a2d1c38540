/**
 * @module
 * The state that the verbs of a message's documents share.
 */
import type { Parameters } from '../client/form.ts'
import type { Conversation, DocumentRequest } from '../conversation.ts'
import type { Report } from '../inspect.ts'
import type { EventOwner } from '../log.ts'
import type { Simulation } from '../simulation.ts'
import type { Outbox } from './outbox.ts'

/** The context of a messaging verb. */
export interface MessageSession {
  readonly simulation: Simulation
  readonly outbox: Outbox
  readonly conversation: Conversation
  /** The user's address. */
  readonly user: string
  /** The Twilio address that the user wrote to. */
  readonly twilio: string
  /** The owner of the events that the text causes. */
  readonly owner: EventOwner
  /** The parameters of the incoming message. */
  readonly params: Parameters
  /** The URL of the current document. */
  readonly url: string | undefined
  /** The number of replies so far. */
  replies: number
  readonly report: Report
}

/** The request for the document after a verb; `undefined` continues with the next verb. */
export type Next = DocumentRequest | undefined
