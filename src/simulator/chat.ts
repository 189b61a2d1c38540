/**
 * @module
 * What a text set off.
 */
import type { MessageEvent, SimulatorEvent } from './events.ts'
import { transcribe } from './transcript.ts'

/** Everything that one text set off: a view of the log. */
export class Chat {
  /** The phone that texted. */
  readonly from: string
  /** The text. */
  readonly body: string
  /** What happened, in order. */
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
   * @param options - `requests`: whether the requests to the app are in it. Default: no.
   */
  transcript(options: { requests?: boolean } = {}): string {
    return transcribe(this.events, options)
  }

  /** What is printed of it, by Vitest and by `JSON.stringify()`. */
  toJSON(): string {
    return this.transcript()
  }

  /** What `console.log()` prints on Node, Bun and Deno. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.transcript()
  }
}
