/**
 * @module
 * What the verbs of a message's documents share.
 */
import type { Parameters } from '../client/form.ts'
import type { Conversation, DocumentRequest } from '../conversation.ts'
import type { Report } from '../inspect.ts'
import type { EventOwner } from '../log.ts'
import type { Simulation } from '../simulation.ts'
import type { Outbox } from './outbox.ts'

/** What a messaging verb works with. */
export interface MessageSession {
  readonly simulation: Simulation
  readonly outbox: Outbox
  readonly conversation: Conversation
  /** The address that wrote. */
  readonly user: string
  /** The Twilio address that was written to. */
  readonly twilio: string
  /** What the text sets off. */
  readonly owner: EventOwner
  /** The parameters of the incoming message. */
  readonly params: Parameters
  /** The URL of the document that runs. */
  readonly url: string | undefined
  /** Replies so far. */
  replies: number
  readonly report: Report
}

/** What comes after a verb: the next one, or another document. */
export type Next = DocumentRequest | undefined
