/**
 * @module
 * Speech, sound files and tones that the caller hears over a relay, one after the other. Each begins on arrival, or
 * when the one before it ends.
 */
import type { Timer } from '../../../clock.ts'
import type { NewEvent } from '../../../events.ts'
import type { Cue, Leg } from '../../engine/leg.ts'
import { arm, disarm, MAX_LOOPS } from '../../engine/playback.ts'
import type { Input } from './frames.ts'
import { transcribe } from '../../engine/live-transcription.ts'

/** The input that may cut an utterance short. */
export interface Manner {
  /** The caller's input that may interrupt it. */
  readonly interruptible: Input
  /** True if the app's next message cuts it off. */
  readonly preemptible: boolean
}

/** A part of an utterance, and its length. */
interface Piece {
  readonly text: string
  readonly seconds: number
}

type SayEvent = Extract<NewEvent, { type: 'say' }>
type PlayEvent = Extract<NewEvent, { type: 'play' }>
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

interface Utterance {
  readonly kind: 'say' | 'play' | 'tones'
  manner: Manner
  /** True if more of it may come. */
  open: boolean
  /** The pieces still to be heard; the first is playing. */
  readonly pieces: Piece[]
  /** All of its text so far. */
  text: string
  heard: string
  readonly loop?: number
  readonly language?: string | undefined
  begun?: number
  event?: Mutable<SayEvent> | Mutable<PlayEvent>
  /** Stimuli that wait for a point in it. */
  readonly armed: Map<Cue, Timer>
}

/** Sends an `info` message with that name and value. */
type Tell = (name: 'agentSpeaking' | 'tokensPlayed', value: string) => void

export class RelaySpeech {
  readonly #leg: Leg
  readonly #tell: Tell
  readonly #queue: Utterance[] = []
  /** The virtual second at which the current piece began. */
  #since = 0
  #told = false

  constructor(leg: Leg, tell: Tell) {
    this.#leg = leg
    this.#tell = tell
  }

  /** True if the agent is speaking, also while the rest of a sentence is awaited. */
  get speaking(): boolean {
    return this.#queue.length > 0
  }

  /** The input that interrupts the current utterance. */
  get interruptible(): Input {
    return this.#queue[0]?.manner.interruptible ?? 'none'
  }

  /** Seconds until the current piece ends; `undefined` if that depends on the app. */
  get left(): number | undefined {
    const [first] = this.#queue
    const [piece] = first?.pieces ?? []
    if (piece) return Math.max(0, this.#since + piece.seconds - this.#leg.simulation.clock.seconds)
    return first && !first.open ? 0 : undefined
  }

  /** True for an endless loop, during which virtual time does not advance by itself. */
  get endless(): boolean {
    return this.#queue[0]?.loop === 0
  }

  /** Adds a token to the open sentence, or begins a new one. */
  token(text: string, last: boolean, manner: Manner, language?: string): void {
    let utterance = this.#queue.at(-1)
    if (!utterance?.open) {
      this.#preempt()
      utterance = this.#add({ kind: 'say', open: true, text: '', manner, language })
    }
    utterance.manner = manner
    utterance.open = !last
    if (text !== '') {
      // The app was late with the rest of the sentence: it begins now.
      if (utterance === this.#queue[0] && utterance.pieces.length === 0)
        this.#since = this.#leg.simulation.clock.seconds
      utterance.text += text
      utterance.pieces.push(...this.#pace(text))
      if (utterance.begun !== undefined) this.#appear(utterance)
    }
    this.pass()
  }

  /** Queues a sound file. */
  play(url: string, loop: number, manner: Manner): void {
    this.#preempt()
    const once = this.#leg.simulation.settings.duration({ play: url })
    // A loop of zero-length audio would end at once: count at least a second per round.
    const seconds = loop === 0 ? MAX_LOOPS * Math.max(1, once) : loop * once
    const utterance = this.#add({ kind: 'play', open: false, text: url, manner, loop })
    utterance.pieces.push({ text: '', seconds })
    this.pass()
  }

  /** Queues keys, which wait for their turn like speech. */
  tones(digits: string, manner: Manner): void {
    const utterance = this.#add({ kind: 'tones', open: false, text: digits, manner })
    utterance.pieces.push({ text: digits, seconds: 0 })
    this.pass()
  }

  /** Advances to the current time: removes the pieces that have ended. */
  pass(): void {
    const { clock } = this.#leg.simulation
    for (;;) {
      const [utterance] = this.#queue
      if (!utterance) return this.#quiet()
      if (utterance.begun === undefined) this.#begin(utterance)
      const [piece] = utterance.pieces
      if (piece) {
        if (!clock.reached(this.#since + piece.seconds)) return
        this.#since += piece.seconds
        utterance.pieces.shift()
        this.#played(utterance, piece.text)
      } else if (utterance.open) return
      else if (utterance.armed.size > 0) {
        // A cue that is set for after the end fires at the end.
        for (const [cue, { fire }] of disarmed(this.#leg, utterance))
          utterance.armed.set(cue, clock.after(0, fire, { busy: true }))
        return
      } else {
        this.#queue.shift()
        if (utterance.kind === 'say') transcribe(this.#leg, 'outbound_track', utterance.text)
      }
    }
  }

  /** Stops, and drops all utterances. Returns the part of the sentence that was heard, and its length. */
  cut(): { heard: string; seconds: number } {
    const { clock } = this.#leg.simulation
    const [utterance] = this.#queue
    const { begun = clock.seconds } = utterance ?? {}
    if (utterance) this.#stop(utterance)
    this.#queue.length = 0
    return { heard: utterance?.heard.trim() ?? '', seconds: clock.seconds - begun }
  }

  /** Tells the app that the agent has stopped speaking. */
  #quiet(): void {
    if (this.#told) this.#tell('agentSpeaking', 'off')
    this.#told = false
  }

  /** Cuts off preemptible pieces, because the app has sent its next words. */
  #preempt(): void {
    const last = this.#queue.at(-1)
    if (last) last.open = false
    this.#queue.splice(
      0,
      Infinity,
      ...this.#queue.filter((utterance) => {
        if (utterance.manner.preemptible && utterance.begun !== undefined) this.#stop(utterance)
        return !utterance.manner.preemptible
      }),
    )
  }

  #add(given: Omit<Utterance, 'pieces' | 'heard' | 'armed'>): Utterance {
    const last = this.#queue.at(-1)
    if (last) last.open = false
    const utterance: Utterance = { ...given, pieces: [], heard: '', armed: new Map() }
    this.#queue.push(utterance)
    return utterance
  }

  #begin(utterance: Utterance): void {
    const { kind, text } = utterance
    utterance.begun = this.#since = this.#leg.simulation.clock.seconds
    if (kind === 'tones') return this.#leg.write({ type: 'tones', digits: text })
    if (!this.#told) this.#tell('agentSpeaking', 'on')
    this.#told = true
    this.#appear(utterance)
  }

  /** Logs the utterance as far as it was heard, and arms the stimuli that wait for it. */
  #appear(utterance: Utterance): void {
    const { kind, loop, language, armed } = utterance
    const text = utterance.text.trim()
    if (text === '' || kind === 'tones') return
    if (!utterance.event) {
      const times = loop === 0 ? { loop: 0 as const } : { times: loop ?? 1 }
      const event: SayEvent | PlayEvent =
        kind === 'play'
          ? { type: 'play', url: text, ...times }
          : { type: 'say', text, ...times, ...(language !== undefined && { language }) }
      this.#leg.write(event)
      utterance.event = event
    } else if (utterance.event.type === 'say') utterance.event.text = text
    const elapsed = this.#leg.simulation.clock.seconds - (utterance.begun ?? 0)
    arm(this.#leg, utterance.text, Infinity, elapsed, armed)
  }

  /** Cuts a sentence short at the current time. */
  #stop(utterance: Utterance): void {
    const { clock } = this.#leg.simulation
    const [piece] = utterance.pieces
    if (utterance.begun !== undefined && piece) {
      const share = piece.seconds === 0 ? 0 : (clock.seconds - this.#since) / piece.seconds
      this.#played(utterance, piece.text.slice(0, Math.round(piece.text.length * share)))
    }
    disarm(this.#leg, utterance.armed)
    const { event, heard } = utterance
    if (!event) return
    event.interrupted = true
    if (event.type === 'say') event.heard = heard.trim()
    if (event.type === 'say') transcribe(this.#leg, 'outbound_track', heard)
  }

  #played(utterance: Utterance, text: string): void {
    utterance.heard += text
    if (text.trim() !== '') this.#tell('tokensPlayed', text)
  }

  /** Splits a token into clauses that share its time, as Twilio reports them. */
  #pace(token: string): Piece[] {
    const seconds = token.trim() === '' ? 0 : this.#leg.simulation.settings.spoken(token)
    return token.split(/(?<=[.,:;!?])(?=\s)/).map((text) => ({
      text,
      seconds: (seconds * text.length) / token.length,
    }))
  }
}

const disarmed = (leg: Leg, { armed }: Utterance): [Cue, Timer][] => {
  const all = [...armed]
  for (const [, timer] of all) leg.simulation.clock.cancel(timer)
  armed.clear()
  return all
}
