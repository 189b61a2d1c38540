/**
 * @module
 * The effects of one text.
 */
import type { MessageEvent, SimulatorEvent } from './events.ts'
import { Transcribed } from './transcript.ts'

/**
 * All effects of one text: a view of the log.
 *
 * @example
 * ```ts
 * const replies = (chat: Chat): string[] => chat.messages.map(({ body }) => body)
 * ```
 */
export class Chat extends Transcribed {
  /** The phone that texted. */
  readonly from: string
  /** The text. */
  readonly body: string
  /** The events in order. */
  readonly events: readonly SimulatorEvent[]

  constructor(from: string, body: string, events: readonly SimulatorEvent[]) {
    super()
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
}
