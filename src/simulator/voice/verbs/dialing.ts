/**
 * @module
 * A running `<Dial>`.
 */
import type { Parameters } from '../../client/form.ts'
import type { Exit } from '../engine/exit.ts'
import { VerbRun } from '../engine/run.ts'
import { redirect } from './redirect.ts'
import type { Interruption } from '../engine/signal.ts'

/** A party to ring. */
export interface Party {
  readonly address: string
  /** Absent if the number is the text of `<Dial>` itself. */
  readonly noun: VerbRun | undefined
}

/** A running `<Dial>`. */
export class Dialing extends VerbRun {
  /**
   * Runs the dial until an interruption ends it: then `action` is still requested, if Twilio does so.
   * @param end - Ends the dial, and returns the parameters of `action`.
   */
  untilInterrupted(
    body: () => Promise<Exit | undefined>,
    end: (interruption: Interruption) => Parameters | Promise<Parameters>,
  ): Promise<Exit | undefined> {
    return this.holding(
      body,
      async (interruption) =>
        this.next(await end(interruption)) ?? this.#redirectAfter(interruption),
      'redirect',
    )
  }

  /**
   * The request when a call is moved out of a `<Dial>` without `action`: the next verb's, but only if it is a `<Redirect>`.
   * @see https://www.twilio.com/docs/voice/twiml/changelog
   */
  #redirectAfter({ kind }: Interruption): Exit | undefined {
    const siblings = this.element.parent!.children
    const next = siblings[siblings.indexOf(this.element) + 1]
    return kind.type === 'redirect' && next?.name === 'Redirect'
      ? redirect(new VerbRun(this.run, next))
      : undefined
  }
}
