/**
 * @module
 * Observes a running simulation: for an inspector that shows a call before it is over.
 */
import type { Answer, NoAnswer } from './client/exchange.ts'
import type { RequestEvent, SimulatorEvent } from './events.ts'

/**
 * A verb of a document that begins.
 *
 * @example
 * ```ts
 * const shown = ({ name, line, column }: RunningVerb): string => `<${name}> at ${line}:${column}`
 * ```
 */
export interface RunningVerb {
  /** The SID of the call; `undefined` for the document of a message. */
  readonly callSid: string | undefined
  /** The URL of the document; `undefined` for TwiML that was passed over the REST API. */
  readonly url: string | undefined
  /** The element's name, such as `Gather`. */
  readonly name: string
  /** The place in the document: line and column from 1. */
  readonly line: number
  readonly column: number
}

/**
 * Observes a running simulation. Its methods must not act in the simulation.
 *
 * @example
 * ```ts
 * const observer: Observer = {
 *   event: ({ at, type }) => console.log(at, type),
 *   answer: ({ url }, answer, milliseconds) => console.log(url, milliseconds),
 * }
 * ```
 */
export interface Observer {
  /** Called with each event once it is in the log. */
  event?(event: SimulatorEvent): void
  /**
   * Called with the outcome of a request.
   * @param request - The event in the log.
   * @param answer - The answer, or the reason that there is none.
   * @param milliseconds - The real time that it took.
   */
  answer?(request: RequestEvent, answer: Answer | NoAnswer, milliseconds: number): void
  /** Called with each verb that begins. */
  verb?(verb: RunningVerb): void
}
