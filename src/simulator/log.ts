/**
 * @module
 * The log: all events in order. Messages, transcripts and matchers are views of it.
 */
import { oneLine, type Verdict } from '../vocabulary/verdict.ts'
import type { Clock } from './clock.ts'
import { levelOf } from './error-codes.ts'
import type { NewEvent, SimulatorEvent } from './events.ts'
import type { XmlElement } from './xml.ts'

/** The owner of an event: a call, which has a name and a SID, or one text. */
export interface EventOwner {
  readonly name?: string
  readonly sid?: string
  /** The owner's own events, so that looking at one call does not search the whole log. */
  readonly events: SimulatorEvent[]
  readonly parent?: EventOwner | undefined
}

/** The place of a verdict. */
export interface Place {
  readonly url: string | undefined
  readonly element?: XmlElement
}

export class Log {
  readonly events: SimulatorEvent[] = []
  readonly #clock: Clock
  readonly #tell: ((event: SimulatorEvent) => void) | undefined

  /** @param tell - Called with each event once it is written. */
  constructor(clock: Clock, tell?: (event: SimulatorEvent) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** Writes one event. */
  write<E extends NewEvent>(event: E, owner?: EventOwner): E {
    // The event's own fields, the time and the owner make the whole event.
    const whole = Object.assign(
      event,
      { at: this.#clock.seconds },
      owner?.sid !== undefined && { leg: owner.name, callSid: owner.sid },
    ) as NewEvent as SimulatorEvent
    this.events.push(whole)
    for (let holder = owner; holder; holder = holder.parent) holder.events.push(whole)
    this.#tell?.(whole)
    return event
  }

  /** Writes a warning or an error, depending on the code. */
  report(
    { code, message }: { code: number; message: string },
    { url, element }: Place,
    owner?: EventOwner,
  ): void {
    this.write(
      {
        type: levelOf(code),
        code,
        message: oneLine(message),
        ...(url !== undefined && { url: url.split('#', 1)[0]! }),
        ...(element && { line: element.line, column: element.column, path: element.path }),
      },
      owner,
    )
  }

  /** Writes a rule's verdict; its code is 12200 if it has none of its own. */
  judge({ code = 12200, message }: Verdict, place: Place, owner?: EventOwner): void {
    this.report({ code, message }, place, owner)
  }
}
