/**
 * @module
 * Signals that a waiting leg receives, and interruptions that end what it is doing.
 */
import type { DocumentFailure, DocumentRequest } from '../../conversation.ts'
import type { Document } from '../../document.ts'
import type { CallStatus } from './call-status.ts'

/** A signal for the verb that waits. */
export type Signal =
  | { readonly type: 'keys'; readonly keys: string }
  | { readonly type: 'speech'; readonly text: string; readonly confidence: number }
  | { readonly type: 'talk'; readonly seconds: number; readonly text?: string }
  /** The dialled party sends the caller elsewhere. */
  | { readonly type: 'refer'; readonly to: string }
  /** The conference hears something. */
  | {
      readonly type: 'announcement'
      readonly document: Document
      /** Called when this party has heard it. */
      readonly heard: () => Promise<void>
    }
  /** The time that the verb wanted to wait is over. */
  | { readonly type: 'timeout' }
  /** Something that the verb may wait for has changed. */
  | { readonly type: 'change' }

/** Input of a party on the line. */
export type Stimulus = Extract<Signal, { type: 'keys' | 'speech' | 'talk' }>

export const isStimulus = (signal: Signal): signal is Stimulus =>
  signal.type === 'keys' || signal.type === 'speech' || signal.type === 'talk'

/** The reason that a verb does not come to its own end. */
export type InterruptionKind =
  | { readonly type: 'over'; readonly by: 'caller' | 'twilio'; readonly status?: CallStatus }
  | { readonly type: 'redirect'; readonly to: DocumentRequest | Document }
  /** Out of a queue's wait document. */
  | { readonly type: 'dequeued' }
  /** Out of a conference's wait document. */
  | { readonly type: 'conference' }

/** Thrown out of the running verb. */
export class Interruption extends Error {
  readonly kind: InterruptionKind
  /** Requests that a verb still has to make once the end of the call is in the log. */
  readonly deferred: (() => Promise<void>)[] = []

  constructor(kind: InterruptionKind) {
    super(kind.type)
    this.kind = kind
  }
}

/** Thrown out of a verb that Twilio cannot run: its document counts as one that failed. */
export class VerbFailure extends Error {
  readonly failure: DocumentFailure

  constructor(failure: DocumentFailure) {
    super(`Error ${failure.code}`)
    this.failure = failure
  }
}
