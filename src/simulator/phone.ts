/**
 * @module
 * A user's phone.
 */
import type { Geography } from './address.ts'
import type { ActionQueue, Reaction } from './test-actions.ts'
import { Call } from './call.ts'
import { Chat } from './chat.ts'
import type { MessageEvent, SimulatorEvent } from './events.ts'
import { assertText, type TextOptions } from './messaging/incoming.ts'
import type { Outbox } from './messaging/outbox.ts'
import { receiveMessage } from './messaging/receive.ts'
import { fromPublicUrl, onPublicUrl } from './public-url.ts'
import type { Leg } from './voice/engine/leg.ts'
import type { SipCaller } from './voice/engine/call-parameters.ts'
import type { CalleeAnswer, Switchboard } from './voice/switchboard.ts'

/**
 * Twilio's knowledge of a phone.
 *
 * @example
 * ```ts
 * const options: PhoneOptions = { geography: { city: 'Oakland', state: 'CA', country: 'US' } }
 * ```
 */
export interface PhoneOptions extends CarrierClaims {
  /** The place of the phone. Default: the country of its dialling code, and nothing more. */
  geography?: Geography | undefined
}

/**
 * The carrier's statements about an incoming call.
 *
 * @example
 * ```ts
 * const claims: CarrierClaims = { stirVerstat: 'TN-Validation-Failed-C' }
 * ```
 */
export interface CarrierClaims {
  /**
   * The carrier's attestation of the caller's number: `TN-Validation-Passed-A` … Default: none.
   * @see https://www.twilio.com/docs/voice/trusted-calling-with-shakenstir
   */
  stirVerstat?: string | undefined
  /** The token that lets an app show this caller's number on calls of its own. Default: one made by the simulation. */
  callToken?: string | undefined
}

/**
 * Options of an incoming call.
 *
 * @example
 * ```ts
 * const options: CallOptions = { to: '+14155550199', stirVerstat: 'TN-Validation-Passed-A' }
 * ```
 */
export interface CallOptions extends CarrierClaims {
  /** The number to call. Default: the Twilio number of the simulation. */
  to?: string | undefined
  /** The URL to request, in place of the simulation's `voiceUrl`. */
  url?: string | undefined
  /** Default: the simulation's `voiceMethod`. */
  method?: 'GET' | 'POST' | undefined
  /** The name of this leg in the log. Default: `caller`. */
  as?: string | undefined
  /** The SIP details of a call from a SIP address. */
  sip?: SipCaller | undefined
  /** Parameters of your own, such as those of a Voice SDK client. */
  params?: Readonly<Record<string, string>> | undefined
  /** The caller's reactions to prompts that play before the app waits for input. */
  during?: readonly Reaction[] | undefined
}

/**
 * Options of answering a ringing phone.
 *
 * @example
 * ```ts
 * const options: AnswerOptions = { answeredBy: 'machine_start' }
 * ```
 */
export interface AnswerOptions {
  /** The verdict of answering-machine detection: `human`, `machine_start` … */
  answeredBy?: string | undefined
  /** The party's reactions to prompts, such as the one before it is connected. */
  during?: readonly Reaction[] | undefined
}

/**
 * A phone, or another device with an address that Twilio knows.
 *
 * @example
 * ```ts
 * const lastText = (phone: Phone): string | undefined => phone.messages.at(-1)?.body
 * ```
 */
export class Phone {
  /** Its number, or an address such as `whatsapp:+…`, `client:…` or `sip:…`. */
  readonly address: string
  readonly #actions: ActionQueue
  readonly #outbox: Outbox
  readonly #switchboard: Switchboard
  #claims: CarrierClaims = {}

  constructor(address: string, actions: ActionQueue, outbox: Outbox, switchboard: Switchboard) {
    this.address = address
    this.#actions = actions
    this.#outbox = outbox
    this.#switchboard = switchboard
  }

  /** Adds a test's facts about the phone; earlier ones stay unless they are replaced. */
  describe({ geography, ...claims }: PhoneOptions): void {
    const { places } = this.#actions.simulation
    if (geography) places.set(this.address, { ...places.get(this.address), ...geography })
    this.#claims = { ...this.#claims, ...claims }
  }

  /** All messages that have arrived on it, in order. */
  get messages(): MessageEvent[] {
    return this.#outbox.sent.map(({ event }) => event).filter(({ to }) => to === this.address)
  }

  /**
   * Texts the Twilio number, and waits for all effects. The app may call this too, while it answers a request: then the
   * text arrives at once, beside other events.
   *
   * @param body - The text, at most 1600 characters; may be empty if there is media.
   * @throws {TypeError} If the text is longer, or `media` is no list of files with a `contentType`.
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   *
   * const alice = simulate('http://localhost:3000').phone('+14155550100')
   * const chat = await alice.text('hi')
   * console.log(chat.messages[0]?.body)
   * ```
   */
  async text(body: string, options: TextOptions = {}): Promise<Chat> {
    const [chat] = await this.#texts([body], options)
    return chat!
  }

  /**
   * Sends several texts at once: the app gets all of them before it has answered one. Each carries the cookies as they
   * were before; of the cookies that the answers set, the last ones win.
   *
   * @param bodies - The texts, in the order in which they are sent.
   * @param options - Media and other options, for each of them.
   * @returns The effects of each text; effects that cannot be told apart are in all of them.
   * @throws {TypeError} If a text is too long, or `media` is no list of files with a `contentType`.
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   *
   * const alice = simulate('http://localhost:3000').phone('+14155550100')
   * const [first, second] = await alice.textAll(['4/12', '6'])
   * console.log(first?.messages, second?.messages)
   * ```
   */
  async textAll(bodies: readonly string[], options: TextOptions = {}): Promise<Chat[]> {
    return this.#texts(bodies, options)
  }

  #texts(bodies: readonly string[], options: TextOptions): Promise<Chat[]> {
    if (!Array.isArray(bodies))
      throw new TypeError(
        `textAll() takes a list of texts, such as textAll(['4/12', '6']), not ${JSON.stringify(bodies)}.`,
      )
    for (const body of bodies) assertText(body, options)
    const { simulation } = this.#actions
    const channel = /^[a-z]+:/i.exec(this.address)?.[0] ?? ''
    const to = options.to ?? channel + simulation.settings.twilioNumber
    const owners = bodies.map((): { events: SimulatorEvent[] } => ({ events: [] }))
    const receive = async () => {
      await Promise.all(
        bodies.map((body, index) =>
          receiveMessage(
            simulation,
            this.#outbox,
            { from: this.address, to, body, options },
            owners[index]!,
          ),
        ),
      )
    }
    return this.#actions.besides(async (wait) => {
      const { events } = simulation.log
      const from = events.length
      bodies.forEach((what, index) =>
        simulation.log.write(
          { type: 'stimulus', does: 'text', from: this.address, what },
          owners[index],
        ),
      )
      await wait(receive)
      const all = events.slice(from)
      return bodies.map((body, index) => {
        const others = new Set(owners.toSpliced(index, 1).flatMap(({ events }) => events))
        return new Chat(
          this.address,
          body,
          all.filter((event) => !others.has(event)),
        )
      })
    })
  }

  /**
   * Calls the Twilio number. Resolves once the app waits for the caller, or the call is over.
   *
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   *
   * const alice = simulate('http://localhost:3000').phone('+14155550100')
   * const call = await alice.call()
   * console.log(call.heard) // ['Press 1 for sales.']
   * await call.press('1')
   * ```
   */
  call(options: CallOptions = {}): Promise<Call> {
    const { simulation } = this.#actions
    const { settings } = simulation
    const {
      to = settings.twilioNumber,
      url,
      method,
      as = 'caller',
      sip,
      params,
      during = [],
      stirVerstat = this.#claims.stirVerstat,
      callToken = this.#claims.callToken,
    } = options
    return this.#actions.exclusively(async () => {
      const absolute = (reference: string) => onPublicUrl(reference, settings.publicUrl)
      const leg = this.#switchboard.receive(
        {
          name: as,
          from: this.address,
          to,
          sip,
          params: {
            ...(stirVerstat !== undefined && { StirVerstat: stirVerstat }),
            ...(callToken !== undefined && { CallToken: callToken }),
            ...params,
          },
          fallback: settings.voiceFallbackUrl
            ? {
                url: absolute(settings.voiceFallbackUrl),
                method: settings.voiceFallbackMethod ?? 'POST',
              }
            : undefined,
          progress: settings.statusCallback
            ? {
                url: absolute(settings.statusCallback),
                method: settings.statusCallbackMethod ?? 'POST',
                events: ['completed'],
              }
            : undefined,
        },
        {
          ...fromPublicUrl(url ?? settings.voiceUrl, settings.publicUrl),
          method: method ?? settings.voiceMethod,
        },
      )
      for (const reaction of during) this.#actions.react(leg, reaction)
      this.#actions.note(leg, 'call')
      await simulation.clock.run()
      return new Call(this.#actions, leg)
    })
  }

  /** True while the phone rings. */
  get rings(): boolean {
    const leg = this.#switchboard.at(this.address)
    return leg !== undefined && !leg.answered
  }

  /**
   * Picks up the ringing call.
   * @returns The call, from this party's side.
   * @throws {Error} If the phone does not ring.
   */
  answer(options: AnswerOptions = {}): Promise<Call> {
    return this.#react('answer', options)
  }

  /**
   * Declines the ringing call.
   * @param how - `busy`, `no-answer`, or `fail`: the phone cannot be reached. Default: `busy`.
   * @param errorCode - Twilio's code for the failure, such as 13225 for a number that may not be called.
   * @throws {Error} If the phone does not ring.
   */
  async decline(how: Exclude<CalleeAnswer, 'answer'> = 'busy', errorCode?: number): Promise<void> {
    await this.#react(how, {}, errorCode)
  }

  #react(
    how: CalleeAnswer,
    { answeredBy, during = [] }: AnswerOptions,
    errorCode?: number,
  ): Promise<Call> {
    return this.#actions.exclusively(async () => {
      const leg = this.#ringing()
      for (const reaction of during) this.#actions.react(leg, reaction)
      this.#actions.note(leg, how)
      if (errorCode !== undefined)
        leg.report(
          { code: errorCode, message: `The call to ${this.address} cannot be made.` },
          { url: undefined },
        )
      this.#switchboard.answer(leg, how, answeredBy)
      await this.#actions.clock.run()
      return new Call(this.#actions, leg)
    })
  }

  #ringing(): Leg {
    const leg = this.#switchboard.at(this.address)
    if (!leg) throw new Error(`${this.address} does not ring: no call to it is in progress.`)
    if (leg.answered) throw new Error(`${this.address} does not ring: it is in a call already.`)
    return leg
  }
}
