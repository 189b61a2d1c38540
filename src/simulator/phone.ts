/**
 * @module
 * Somebody's phone.
 */
import { MAX_MESSAGE_TEXT } from '../vocabulary/limits.ts'
import type { ActionQueue, Reaction } from './test-actions.ts'
import { Call } from './call.ts'
import { Chat } from './chat.ts'
import type { MessageEvent } from './events.ts'
import type { TextOptions } from './messaging/incoming.ts'
import type { Outbox } from './messaging/outbox.ts'
import { receiveMessage } from './messaging/receive.ts'
import { fromPublicUrl, onPublicUrl } from './public-url.ts'
import type { Leg } from './voice/engine/leg.ts'
import type { SipCaller } from './voice/engine/call-parameters.ts'
import type { CalleeAnswer, Switchboard } from './voice/switchboard.ts'

/** How a call is made. */
export interface CallOptions {
  /** The number that is called. Default: the Twilio number of the simulation. */
  to?: string | undefined
  /** The URL that is asked, in place of the simulation's `voiceUrl`. */
  url?: string | undefined
  /** Default: the simulation's `voiceMethod`. */
  method?: 'GET' | 'POST' | undefined
  /** What the log calls this leg. Default: `caller`. */
  as?: string | undefined
  /** For a call from a SIP address. */
  sip?: SipCaller | undefined
  /** Parameters of your own, such as those of a Voice SDK client. */
  params?: Readonly<Record<string, string>> | undefined
  /** What the caller does while a prompt is heard, before the call comes to rest. */
  during?: readonly Reaction[] | undefined
}

/** What a phone that rings does. */
export interface AnswerOptions {
  /** What answering-machine detection makes of it: `human`, `machine_start` … */
  answeredBy?: string | undefined
  /** What the party does while a prompt is heard, such as the one before it is connected. */
  during?: readonly Reaction[] | undefined
}

/** A phone, or whatever else has an address that Twilio knows. */
export class Phone {
  /** Its number, or an address such as `whatsapp:+…`, `client:…` or `sip:…`. */
  readonly address: string
  readonly #director: ActionQueue
  readonly #outbox: Outbox
  readonly #board: Switchboard

  constructor(address: string, director: ActionQueue, outbox: Outbox, board: Switchboard) {
    this.address = address
    this.#director = director
    this.#outbox = outbox
    this.#board = board
  }

  /** All messages that have arrived on it, in order. */
  get messages(): MessageEvent[] {
    return this.#outbox.sent.map(({ event }) => event).filter(({ to }) => to === this.address)
  }

  /**
   * Texts the Twilio number, and waits for everything that this sets off.
   *
   * @param body - The text, at most 1600 characters; may be empty where there is media.
   * @throws {TypeError} when the text is longer
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
    if (body.length > MAX_MESSAGE_TEXT)
      throw new TypeError(
        `A message has at most ${MAX_MESSAGE_TEXT} characters, and this one ${body.length}: send it as several.`,
      )
    const { simulation: world } = this.#director
    const channel = /^[a-z]+:/i.exec(this.address)?.[0] ?? ''
    const to = options.to ?? channel + world.settings.twilioNumber
    return this.#director.exclusively(async () => {
      const { events } = world.log
      const from = events.length
      world.log.write({ type: 'stimulus', does: 'text', from: this.address, what: body })
      world.clock.start(() => receiveMessage(world, this.#outbox, this.address, to, body, options))
      await world.clock.run()
      return new Chat(this.address, body, events.slice(from))
    })
  }

  /**
   * Calls the Twilio number. Runs until the app waits for the caller, or the call is over.
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
    const { simulation: world } = this.#director
    const { settings } = world
    const {
      to = settings.twilioNumber,
      url,
      method,
      as = 'caller',
      sip,
      params,
      during = [],
    } = options
    return this.#director.exclusively(async () => {
      const absolute = (reference: string) => onPublicUrl(reference, settings.publicUrl)
      const leg = this.#board.receive(
        {
          name: as,
          from: this.address,
          to,
          sip,
          params,
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
      for (const reaction of during) this.#director.react(leg, reaction)
      this.#director.note(leg, 'call')
      await world.clock.run()
      return new Call(this.#director, leg)
    })
  }

  /** Whether the phone rings. */
  get rings(): boolean {
    const leg = this.#board.at(this.address)
    return leg !== undefined && !leg.answered
  }

  /**
   * Picks up a call that rings.
   * @returns The call as this party has it.
   * @throws {Error} when the phone does not ring
   */
  answer(options: AnswerOptions = {}): Promise<Call> {
    return this.#react('answer', options)
  }

  /**
   * Does not take a call that rings.
   * @param how - `busy`, `no-answer`, or `fail`: the phone cannot be reached. Default: `busy`.
   * @param errorCode - Twilio's code for why it fails, such as 13225 for a number that may not be called.
   * @throws {Error} when the phone does not ring
   */
  async decline(how: Exclude<CalleeAnswer, 'answer'> = 'busy', errorCode?: number): Promise<void> {
    await this.#react(how, {}, errorCode)
  }

  #react(
    how: CalleeAnswer,
    { answeredBy, during = [] }: AnswerOptions,
    errorCode?: number,
  ): Promise<Call> {
    return this.#director.exclusively(async () => {
      const leg = this.#ringing()
      for (const reaction of during) this.#director.react(leg, reaction)
      this.#director.note(leg, how)
      if (errorCode !== undefined)
        leg.report(
          { code: errorCode, message: `The call to ${this.address} cannot be made.` },
          { url: undefined },
        )
      this.#board.answer(leg, how, answeredBy)
      await this.#director.clock.run()
      return new Call(this.#director, leg)
    })
  }

  #ringing(): Leg {
    const leg = this.#board.at(this.address)
    if (!leg) throw new Error(`${this.address} does not ring: nobody calls it.`)
    if (leg.answered) throw new Error(`${this.address} does not ring: it is on the line already.`)
    return leg
  }
}
