/**
 * @module
 * A call, as the party on the phone experiences it.
 */
import type { NewDocument, ActionQueue } from './test-actions.ts'
import type { SimulatorEvent } from './events.ts'
import { Transcribed } from './transcript.ts'
import type { Leg } from './voice/engine/leg.ts'
import type { Recording } from './voice/engine/recordings.ts'
import { CLOSED, DROPPED } from './voice/engine/websocket.ts'
import type { Socket } from './voice/engine/beside.ts'
import type { CallStatus } from './voice/engine/call-status.ts'

/**
 * The time of a stimulus.
 *
 * @example
 * ```ts
 * const when: When = { during: 'For sales', after: 1 }
 * ```
 */
export interface When {
  /** While this prompt plays: part of its text or URL, or a pattern. The call must not have reached it yet. */
  during?: string | RegExp | undefined
  /** After that many seconds; with `during`, seconds into the prompt. Default: 0. */
  after?: number | undefined
  /**
   * Seconds that the party keeps listening before the test continues, so that its next action comes in the middle of a
   * prompt. Default: until the app waits for input.
   */
  listen?: number | undefined
}

/**
 * A call, with the actions of the party on the phone. Each action resolves once the app waits for input again.
 *
 * @example
 * ```ts
 * const toSales = async (call: Call): Promise<string | undefined> => {
 *   await call.press('1')
 *   return call.heard.at(-1)
 * }
 * ```
 */
export class Call extends Transcribed {
  readonly #actions: ActionQueue
  readonly #leg: Leg

  constructor(actions: ActionQueue, leg: Leg) {
    super()
    this.#actions = actions
    this.#leg = leg
  }

  /** The SID of the call. */
  get sid(): string {
    return this.#leg.sid
  }

  /** The number of the caller. */
  get from(): string {
    return this.#leg.from
  }

  /** The number that was called. */
  get to(): string {
    return this.#leg.to
  }

  get direction(): 'inbound' | 'outbound-api' | 'outbound-dial' {
    return this.#leg.direction
  }

  /** Twilio's word for the status of the call. */
  get status(): CallStatus {
    return this.#leg.status
  }

  /**
   * The verb that waits for input, such as `Gather`; for a connected party, the `Dial` that connects it. `undefined`
   * once the call is over.
   */
  get waitingFor(): string | undefined {
    const { waiting, bridged, lostToParent } = this.#leg
    return waiting ?? (bridged && !lostToParent ? 'Dial' : undefined)
  }

  /** Seconds that the call has lasted. */
  get duration(): number {
    return this.#leg.duration
  }

  /** Everything that the party has heard: the text of speech, the URLs of sound files. */
  get heard(): string[] {
    return this.#leg.events.flatMap((event) =>
      event.callSid !== this.sid
        ? []
        : event.type === 'say'
          ? (event.heard ?? event.text)
          : event.type === 'play'
            ? event.url
            : [],
    )
  }

  /** The events of this call in order, those of legs that it dialled included. */
  get events(): readonly SimulatorEvent[] {
    return this.#leg.events
  }

  /** The recordings of this call. */
  get recordings(): Recording[] {
    return (
      this.#actions.switchboard.recordings.all
        .filter(({ callSid }) => callSid === this.sid)
        // Only the public fields.
        .map(({ sid, url, callSid, seconds, text }) => ({ sid, url, callSid, seconds, text }))
    )
  }

  /**
   * Presses keys.
   * @param keys - A sequence of `0-9`, `*`, `#` and `A-D`.
   * @throws {Error} If no key can be pressed in the call now.
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   *
   * const call = await simulate('http://localhost:3000').phone('+14155550100').call()
   * await call.press('1')
   * ```
   */
  async press(keys: string, when: When = {}): Promise<this> {
    if (!/^[\d*#A-D]+$/.test(keys))
      throw new TypeError(`Keys are 0-9, *, # and A-D, not "${keys}".`)
    return this.#do('press', `press keys`, String(keys), when, () =>
      this.#leg.hear({ type: 'keys', keys: String(keys) }),
    )
  }

  /**
   * Speaks. The words are recognised with that confidence.
   * @param confidence - From 0 to 1. Default: 0.9.
   * @throws {Error} If speech is impossible in the call now.
   */
  async say(
    words: string,
    { confidence, ...when }: When & { confidence?: number } = {},
  ): Promise<this> {
    return this.#do('say', 'say anything', words, when, () =>
      this.#actions.say(this.#leg, words, confidence),
    )
  }

  /** Talks into a recording for that many seconds. */
  async talk(seconds: number, when: When = {}): Promise<this> {
    return this.#do('talk', 'talk', `${seconds} s`, when, () =>
      this.#leg.hear({ type: 'talk', seconds }),
    )
  }

  /** Stays silent until the waiting verb times out, or for that many seconds. */
  async silence(seconds?: number): Promise<this> {
    return this.#actions.exclusively(async () => {
      this.#assertLive('stay silent')
      this.#actions.note(this.#leg, 'silence', seconds === undefined ? undefined : `${seconds} s`)
      if (seconds !== undefined) {
        await this.#actions.clock.advance(seconds)
        await this.#actions.clock.run()
      } else {
        const { steps: step } = this.#leg
        await this.#actions.clock.until(() => this.#leg.ended || this.#leg.steps !== step)
      }
      return this
    })
  }

  /** Stays on the line, silent, until the call is over. */
  async stay(): Promise<this> {
    return this.#actions.exclusively(async () => {
      await this.#actions.clock.until(() => this.#leg.ended)
      return this
    })
  }

  /** Hangs up. */
  async hangup(when: When = {}): Promise<this> {
    return this.#do('hangup', 'hang up', undefined, when, () =>
      this.#actions.switchboard.hangUp(this.#leg),
    )
  }

  /**
   * Refers the other party to another address and leaves: the REFER of a SIP phone that a `<Dial>` has called.
   * @param target - A SIP address or a number; the app gets it as `ReferTransferTarget`.
   * @throws {Error} If the call is not that of a SIP phone which is connected with its caller.
   */
  async refer(target: string): Promise<this> {
    return this.#actions.exclusively(async () => {
      const leg = this.#leg
      this.#assertLive('refer')
      if (!leg.bridged || !leg.parent || leg.detached || !/^sips?:/i.test(leg.to))
        throw new Error('Only a SIP phone that a <Dial> has called and connected can refer.')
      this.#actions.note(leg, 'refer', target)
      leg.parent.deliver({ type: 'refer', to: target })
      await this.#actions.clock.run()
      return this
    })
  }

  /**
   * Gives the live call another document, as the REST API does.
   * @throws {Error} when the call is over
   */
  async redirect(document: NewDocument): Promise<this> {
    return this.#actions.fromOutside(() => {
      this.#assertLive('be redirected', false)
      this.#actions.redirect(this.#leg, document)
      return this
    })
  }

  /** Ends the call from Twilio's side, as the REST API does. */
  async end(): Promise<this> {
    return this.#actions.fromOutside(() => {
      this.#assertLive('be ended', false)
      this.#actions.end(this.#leg)
      return this
    })
  }

  /**
   * Plays the app's side of a WebSocket: sends a message to Twilio.
   * @param url - The URL of the socket; may be left out if there is only one, or the call waits for it.
   */
  async sendToSocket(
    message: unknown,
    url?: string,
    { listen }: Pick<When, 'listen'> = {},
  ): Promise<this> {
    return this.#socket(url, (socket) => socket.receive({ message }), listen)
  }

  /** Plays the app's side of a WebSocket: closes it. */
  async closeSocket(url?: string): Promise<this> {
    return this.#socket(url, (socket) => this.#leave(socket, CLOSED))
  }

  /** Breaks the connection of a WebSocket. */
  async drop(url?: string): Promise<this> {
    return this.#socket(url, (socket) => this.#leave(socket, DROPPED))
  }

  #do(
    does: 'press' | 'say' | 'talk' | 'hangup',
    what: string,
    detail: string | undefined,
    { during, after = 0, listen }: When,
    apply: () => void,
  ): Promise<this> {
    return this.#actions.exclusively(async () => {
      this.#assertLive(what)
      const act = () => {
        this.#actions.note(this.#leg, does, detail)
        apply()
      }
      if (during !== undefined) {
        const told = detail === undefined ? does : `${does} ${detail}`
        this.#leg.cues.push({ during, after, what: told, apply: act })
      } else {
        if (after > 0) {
          await this.#actions.clock.advance(after)
          this.#assertLive(what)
        }
        act()
      }
      await this.#rest(listen)
      return this
    })
  }

  /** Runs until the app waits for input, or for that many seconds. */
  #rest(listen: number | undefined): Promise<void> {
    const { clock } = this.#actions
    return listen === undefined ? clock.run() : clock.advance(listen)
  }

  #leave(socket: Socket, code: number): void {
    // No verb reads the socket of a background task, so its close is handled here.
    if (socket.mode === 'start') this.#actions.start(() => socket.close(code))
    else socket.receive({ code })
  }

  #socket(url: string | undefined, act: (socket: Socket) => void, listen?: number): Promise<this> {
    return this.#actions.exclusively(async () => {
      const all = this.#leg.sockets.filter((socket) => url === undefined || socket.url === url)
      const waited = all.filter(({ mode }) => mode === 'connect')
      const open = waited.length > 0 ? waited : all
      if (open.length !== 1)
        throw new Error(
          open.length === 0
            ? `The call has no open WebSocket${url === undefined ? '' : ` ${url}`}.`
            : `The call has ${open.length} open WebSockets, ${open.map(({ url }) => url).join(' and ')}: say which one.`,
        )
      act(open[0]!)
      await this.#rest(listen)
      return this
    })
  }

  #assertLive(what: string, needsAnswer = true): void {
    const leg = this.#leg
    if (leg.ended)
      throw new Error(
        `The call is over (${leg.status}): it can no longer ${what}.${lastError(leg.events)}`,
      )
    if (needsAnswer && what !== 'hang up' && what !== 'stay silent' && !leg.answered)
      throw new Error(
        `The call is still ${leg.status}, nobody has picked up: it cannot ${what} yet.`,
      )
  }
}

/** The error that may have ended a call, in a sentence. */
const lastError = (events: readonly SimulatorEvent[]): string => {
  const error = events.findLast((event) => event.type === 'error')
  if (!error) return ''
  const { code, message, url, line, column } = error
  const place = [url, line, column].filter((part) => part !== undefined).join(':')
  return ` Before that, error ${code}${place && ` at ${place}`}: ${message}`
}
