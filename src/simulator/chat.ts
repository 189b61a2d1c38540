/**
 * @module
 * The effects of one text.
 */
import type { MessageEvent, SimulatorEvent } from './events.ts'
import { transcribe } from './transcript.ts'

/** All effects of one text: a view of the log. */
export class Chat {
  /** The phone that texted. */
  readonly from: string
  /** The text. */
  readonly body: string
  /** The events in order. */
  readonly events: readonly SimulatorEvent[]

  constructor(from: string, body: string, events: readonly SimulatorEvent[]) {
    this.from = from
    this.body = body
    this.events = events
  }

  /** The messages that arrived on the phone that texted. */
  get messages(): MessageEvent[] {
    return this.events.filter(
      (event): event is MessageEvent => event.type === 'message' && event.to === this.from,
    )
  }

  /**
   * The conversation as text, one line each, for a snapshot.
   * @param options - `requests`: if `true`, includes the requests to the app. Default: no.
   */
  transcript(options: { requests?: boolean } = {}): string {
    return transcribe(this.events, options)
  }

  /** The transcript, which Vitest and `JSON.stringify()` print. */
  toJSON(): string {
    return this.transcript()
  }

  /** The transcript, which `console.log()` prints on Node, Bun and Deno. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.transcript()
  }
}
