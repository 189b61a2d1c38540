/**
 * @module
 * Signals to a waiting leg, and interruptions of a running verb.
 */
import type { DocumentFailure, DocumentRequest } from '../../conversation.ts'
import type { Document } from '../../document.ts'
import type { CallStatus } from './call-status.ts'

/** A signal to the waiting verb. */
export type Signal =
  | { readonly type: 'keys'; readonly keys: string }
  | { readonly type: 'speech'; readonly text: string; readonly confidence: number }
  | { readonly type: 'talk'; readonly seconds: number; readonly text?: string }
  /** The dialled party refers the caller to another address. */
  | { readonly type: 'refer'; readonly to: string }
  /** An announcement plays in the conference. */
  | {
      readonly type: 'announcement'
      readonly document: Document
      /** Called when this party has heard the announcement. */
      readonly heard: () => Promise<void>
    }
  /** The time that the verb waits for has passed. */
  | { readonly type: 'timeout' }
  /** The state of another leg or the conference has changed. */
  | { readonly type: 'change' }

/** Input of a party on the line. */
export type Stimulus = Extract<Signal, { type: 'keys' | 'speech' | 'talk' }>

export const isStimulus = (signal: Signal): signal is Stimulus =>
  signal.type === 'keys' || signal.type === 'speech' || signal.type === 'talk'

/** The reason that a verb is interrupted. */
export type InterruptionKind =
  | { readonly type: 'over'; readonly by: 'caller' | 'twilio'; readonly status?: CallStatus }
  | { readonly type: 'redirect'; readonly to: DocumentRequest | Document }
  /** The caller leaves the wait document of a queue. */
  | { readonly type: 'dequeued' }
  /** The participant leaves the wait document of a conference. */
  | { readonly type: 'conference' }

/** Thrown from the running verb to interrupt it. */
export class Interruption extends Error {
  readonly kind: InterruptionKind
  /** A verb's last requests, sent after the hang-up is logged. */
  readonly deferred: (() => Promise<void>)[] = []

  constructor(kind: InterruptionKind) {
    super(kind.type)
    this.kind = kind
  }
}

/** Thrown from a verb that Twilio cannot run: its document counts as failed. */
export class VerbFailure extends Error {
  readonly failure: DocumentFailure

  constructor(failure: DocumentFailure) {
    super(`Error ${failure.code}`)
    this.failure = failure
  }
}
