/**
 * @module
 * The one ordered log. Messages, transcripts and matchers are views of it.
 */
import { oneLine, type Verdict } from '../vocabulary/verdict.ts'
import type { Clock } from './clock.ts'
import { levelOf } from './error-codes.ts'
import type { NewEvent, SimulatorEvent } from './events.ts'
import type { XmlElement } from './xml.ts'

/** Whose event it is: that of a call, which has a name and a SID, or what one text set off. */
export interface EventOwner {
  readonly name?: string
  readonly sid?: string
  /** The events of this one alone, so that looking at one call never means to read the whole log. */
  readonly events: SimulatorEvent[]
  readonly parent?: EventOwner | undefined
}

/** Where a verdict was found. */
export interface Place {
  readonly url: string | undefined
  readonly element?: XmlElement
}

export class Log {
  readonly events: SimulatorEvent[] = []
  readonly #clock: Clock
  readonly #tell: ((event: SimulatorEvent) => void) | undefined

  /** @param tell - Told of each event once it is written. */
  constructor(clock: Clock, tell?: (event: SimulatorEvent) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** Writes one event. */
  write<E extends NewEvent>(event: E, owner?: EventOwner): E {
    // The event's own fields, the time and the owner make up the whole of it.
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

  /** Writes a warning or an error, whichever the code is. */
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

  /** Writes a rule's verdict: its code, with 12200 for what has no code of its own. */
  judge({ code = 12200, message }: Verdict, place: Place, owner?: EventOwner): void {
    this.report({ code, message }, place, owner)
  }
}
