/**
 * @module
 * Lets people act one after the other, however a test calls them.
 */
import { MAX_INLINE } from '../vocabulary/limits.ts'
import type { Switchboard } from './voice/switchboard.ts'
import type { Clock } from './clock.ts'
import type { DocumentRequest } from './conversation.ts'
import { type Document, readXml } from './document.ts'
import type { StimulusEvent } from './events.ts'
import { fromPublicUrl } from './public-url.ts'
import type { Leg } from './voice/engine/leg.ts'
import { whoHears } from './voice/engine/hearing.ts'
import { CONFIDENCE, transcribe } from './voice/engine/live-transcription.ts'
import { Interruption } from './voice/engine/signal.ts'
import type { Simulation } from './simulation.ts'

// Taken before a test's fake timers can replace it.
const { setTimeout } = globalThis

/** A document for a live call. */
export type NewDocument = { url: string; method?: 'GET' | 'POST' | undefined } | { twiml: string }

/** What a party, or the app, does when a prompt is heard. */
export type Reaction = {
  /** Part of the prompt's text or URL, or a pattern. */
  readonly prompt: string | RegExp
  /** Seconds into the prompt. Default: 0. */
  readonly after?: number | undefined
} & (
  | { readonly press: string }
  | {
      readonly say: string
      /** From 0 to 1. Default: 0.9. */
      readonly confidence?: number | undefined
    }
  | { readonly hangup: true }
  /** The app ends the call, over the REST API. */
  | { readonly end: true }
  /** The app gives the call another document, over the REST API. */
  | { readonly redirect: NewDocument }
)

export class ActionQueue {
  readonly simulation: Simulation
  readonly switchboard: Switchboard
  readonly clock: Clock
  #turn: Promise<unknown> = Promise.resolve()
  readonly #failures: unknown[] = []
  /** Whether what goes on was begun by the app, so that no test waits for it. */
  #unasked = false

  constructor(simulation: Simulation, switchboard: Switchboard) {
    this.simulation = simulation
    this.switchboard = switchboard
    this.clock = simulation.clock
  }

  /**
   * Lets go on what has begun, once who began it has got its answer. While the app answers a request, it goes on by itself
   * after that.
   */
  later(): void {
    if (this.clock.requesting) return
    setTimeout(() => {
      if (this.clock.requesting) return
      const run = this.#inTurn(async () => {
        this.#unasked = true
        await this.clock.run().finally(() => {
          this.#unasked = false
        })
      })
      run.catch((error: unknown) => {
        this.#failures.push(error)
      })
    }, 0)
  }

  /**
   * Does something once all that was begun before is done. While the app answers a request that the test waits for, it is
   * the app that acts: then it is done at once, beside the request, or the app would wait for itself.
   */
  exclusively<T>(act: () => Promise<T>): Promise<T> {
    if (this.clock.requesting && !this.#unasked) return act()
    // Its stack is written out only where it is asked for, which takes longer than all the rest here.
    const asked = new Error()
    const { requesting } = this.clock
    if (requesting) this.clock.waiting++
    const turn = this.#inTurn(async () => {
      if (requesting) this.clock.waiting--
      // Nobody waited for what failed before.
      if (this.#failures.length > 0) throw this.#failures.shift()
      // What the app began over the REST API has perhaps not gone on yet.
      await this.clock.settle()
      const result = await act()
      await this.clock.answered()
      return result
    })
    return turn.catch((error: unknown) => {
      // Turns are taken long after they were asked for: without this nobody would see which line of the test it was.
      if (error instanceof Error) {
        const { stack = '' } = asked
        // Not every error lets its stack be written.
        Reflect.set(error, 'stack', error.stack + stack.slice(stack.indexOf('\n')))
      }
      throw error
    })
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act)
    this.#turn = turn.catch(() => {})
    return turn
  }

  /**
   * Does something and waits until all is quiet. While the app answers a request, it would wait for itself: then it is
   * done beside that, and only the task itself is waited for, which must not wait for anybody on the line.
   */
  besides<T>(act: (wait: (task: () => Promise<void>) => Promise<void>) => Promise<T>): Promise<T> {
    if (this.clock.requesting) return act((task) => task())
    return this.exclusively(() =>
      act((task) => {
        this.clock.start(task)
        return this.clock.run()
      }),
    )
  }

  /**
   * Does something that an app may do too, while it answers a request: then it comes into effect after that, and is not
   * waited for.
   */
  fromOutside<T>(act: () => T): Promise<T> {
    if (this.clock.requesting) return Promise.resolve().then(act)
    return this.exclusively(async () => {
      const result = act()
      await this.clock.run()
      return result
    })
  }

  /** Lets something happen beside whatever is going on. */
  start(task: () => Promise<void>): void {
    this.clock.start(task)
  }

  /** Keeps in mind what is done when a prompt is heard. */
  react(leg: Leg, { prompt, after = 0, ...reaction }: Reaction): void {
    const apply = () => {
      if ('press' in reaction) {
        this.note(leg, 'press', reaction.press)
        leg.hear({ type: 'keys', keys: reaction.press })
      } else if ('say' in reaction) {
        const { say: text, confidence } = reaction
        this.note(leg, 'say', text)
        this.say(leg, text, confidence)
      } else if ('redirect' in reaction) this.redirect(leg, reaction.redirect)
      else if ('end' in reaction) this.end(leg)
      else {
        this.note(leg, 'hangup')
        this.switchboard.hangUp(leg)
      }
    }
    const [does, what] = Object.entries(reaction)[0]!
    const told = typeof what === 'string' ? `${does} ${what}` : does
    leg.cues.push({ during: prompt, after, what: told, apply })
  }

  /** Lets a party be heard, by whatever waits and by what transcribes the call meanwhile. */
  say(leg: Leg, text: string, confidence = CONFIDENCE): void {
    transcribe(leg, 'inbound_track', text, confidence)
    for (const other of whoHears(leg, this.switchboard.conferences))
      transcribe(other, 'outbound_track', text, confidence)
    // Into a recording it takes its time: about two and a half words a second.
    const seconds = Math.max(1, Math.ceil(text.trim().split(/\s+/).length / 2.5))
    leg.hear(
      leg.waiting === 'Record'
        ? { type: 'talk', seconds, text }
        : { type: 'speech', text, confidence },
    )
  }

  /** Gives a live call another document. */
  redirect(leg: Leg, document: NewDocument): void {
    const to = this.document(document)
    this.note(leg, 'redirect', 'url' in document ? document.url : 'TwiML')
    this.switchboard.redirect(leg, to)
  }

  /** Ends a live call, as the REST API does. */
  end(leg: Leg): void {
    leg.interrupt(new Interruption({ type: 'over', by: 'twilio' }))
  }

  /** Writes down what somebody did. */
  note(leg: Leg, does: StimulusEvent['does'], what?: string): void {
    leg.write({ type: 'stimulus', does, from: leg.party, ...(what !== undefined && { what }) })
  }

  /**
   * The document that a REST call gives.
   * @throws {TypeError} when it is no URL, and no TwiML
   */
  document(document: NewDocument): DocumentRequest | Document {
    const { publicUrl } = this.simulation.settings
    if ('url' in document)
      return { ...fromPublicUrl(document.url, publicUrl), method: document.method ?? 'POST' }
    const { twiml } = document
    if (typeof twiml !== 'string')
      throw new TypeError('A call runs a document: give it as { url } or { twiml }.')
    if (twiml.length > MAX_INLINE)
      throw new TypeError(
        `TwiML in a REST call may have ${MAX_INLINE} characters (32018): this has ${twiml.length}. Give a url.`,
      )
    const read = readXml(twiml, undefined)
    if (read.kind === 'none') throw new TypeError(`${read.message} (${read.code})`)
    return read
  }
}
