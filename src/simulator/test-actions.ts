/**
 * @module
 * The queue of a test's actions: people act one after the other, in whatever order promises are awaited.
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

// Captured before a test's fake timers can replace it.
const { setTimeout } = globalThis

/**
 * A document for a live call.
 *
 * @example
 * ```ts
 * const document: NewDocument = { twiml: '<Response><Say>Goodbye.</Say></Response>' }
 * ```
 */
export type NewDocument = { url: string; method?: 'GET' | 'POST' | undefined } | { twiml: string }

/**
 * A reaction of a party, or the app, to a prompt.
 *
 * @example
 * ```ts
 * const reaction: Reaction = { prompt: 'press 1', press: '1', after: 1 }
 * ```
 */
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
  /** The app ends the call over the REST API. */
  | { readonly end: true }
  /** The app gives the call another document over the REST API. */
  | { readonly redirect: NewDocument }
)

export class ActionQueue {
  readonly simulation: Simulation
  readonly switchboard: Switchboard
  readonly clock: Clock
  #turn: Promise<unknown> = Promise.resolve()
  readonly #failures: unknown[] = []
  /** True if the app has begun the current work, so that no test awaits it. */
  #unasked = false

  constructor(simulation: Simulation, switchboard: Switchboard) {
    this.simulation = simulation
    this.switchboard = switchboard
    this.clock = simulation.clock
  }

  /**
   * Continues what an API request has begun, after its client has received the answer. While the app answers a request,
   * that happens by itself.
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
  async exclusively<T>(act: () => Promise<T>): Promise<T> {
    const { requesting } = this.clock
    if (requesting && !this.#unasked) return act()
    if (requesting) this.clock.waiting++
    const turn = this.#inTurn(async () => {
      if (requesting) this.clock.waiting--
      // Earlier failures were not awaited.
      if (this.#failures.length > 0) throw this.#failures.shift()
      // Work that the app began over the REST API may not have continued yet.
      await this.clock.settle()
      const result = await act()
      await this.clock.answered()
      return result
    })
    try {
      return await turn
    } catch (error) {
      // An action runs long after the call. The stack of this function goes on with those that await it, up to the
      // line of the test.
      if (error instanceof Error) {
        const { stack = '' } = new Error()
        // Some errors do not allow their stack to be set.
        Reflect.set(error, 'stack', error.stack + stack.slice(stack.indexOf('\n')))
      }
      throw error
    }
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act)
    this.#turn = turn.catch(() => {})
    return turn
  }

  /**
   * Acts and waits until all is quiet. An app that answers a request would then wait for itself: its action runs beside
   * the request instead, and only the task itself is awaited, which must not wait for a party on the line.
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
   * Acts in a way that is also open to an app while it answers a request: the action then takes effect after the
   * answer, and is not awaited.
   */
  fromOutside<T>(act: () => T): Promise<T> {
    if (this.clock.requesting) return Promise.resolve().then(act)
    return this.exclusively(async () => {
      const result = act()
      await this.clock.run()
      return result
    })
  }

  /** Starts a task beside all others. */
  start(task: () => Promise<void>): void {
    this.clock.start(task)
  }

  /** Registers a reaction to a prompt. */
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

  /** Delivers a party's speech to the waiting verb, and to all transcriptions that hear it. */
  say(leg: Leg, text: string, confidence = CONFIDENCE): void {
    transcribe(leg, 'inbound_track', text, confidence)
    for (const other of whoHears(leg, this.switchboard.conferences))
      transcribe(other, 'outbound_track', text, confidence)
    // Speech into a recording takes time: about two and a half words a second.
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

  /** Ends a live call, as by the REST API. */
  end(leg: Leg): void {
    leg.interrupt(new Interruption({ type: 'over', by: 'twilio' }))
  }

  /** Logs an action of a person. */
  note(leg: Leg, does: StimulusEvent['does'], what?: string): void {
    leg.write({ type: 'stimulus', does, from: leg.party, ...(what !== undefined && { what }) })
  }

  /**
   * The document that a REST call gives.
   * @throws {TypeError} If it is neither a URL nor TwiML.
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
