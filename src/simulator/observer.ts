/**
 * @module
 * Somebody who looks on while a simulation runs: an inspector that shows a call before it is over.
 */
import type { Answer, NoAnswer } from './client/exchange.ts'
import type { RequestEvent, SimulatorEvent } from './events.ts'

/** A verb of a document that begins. */
export interface RunningVerb {
  /** The SID of the call; nothing where the document is a message's. */
  readonly callSid: string | undefined
  /** The URL of the document; nothing for TwiML that came over the REST API. */
  readonly url: string | undefined
  /** The element's name, such as `Gather`. */
  readonly name: string
  /** Where it stands in the document: line and column from 1. */
  readonly line: number
  readonly column: number
}

/** Told of a simulation while it runs. What it does must not act in the simulation. */
export interface Observer {
  /** Told of each event once it is in the log. */
  event?(event: SimulatorEvent): void
  /**
   * Told of what became of a request.
   * @param request - The event in the log.
   * @param answer - The answer, or why there is none.
   * @param milliseconds - How long that took, in real time.
   */
  answer?(request: RequestEvent, answer: Answer | NoAnswer, milliseconds: number): void
  /** Told of each verb that begins. */
  verb?(verb: RunningVerb): void
}
