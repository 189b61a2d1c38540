/**
 * @module
 * The reasons for which Twilio refuses to send a message.
 */
import { channelOf, isPhoneNumber } from '../address.ts'
import type { Simulation } from '../simulation.ts'
import { OptOuts } from './opt-out.ts'

/** Twilio's code for a refusal, and its reason. */
interface Refusal {
  readonly code: number
  readonly message: string
}

/** The two ends of a message. */
interface Ends {
  readonly to: string
  readonly from: string
}

interface Pace {
  /** The number of replies in quick succession. */
  count: number
  last: number
}

// https://www.twilio.com/docs/api/errors/14107
const MAX_QUICK_REPLIES = 30
const PACE_SECONDS = 30

/** Outside of this window, WhatsApp allows only templates. https://www.twilio.com/docs/api/errors/63016 */
const WINDOW_SECONDS = 24 * 3600

export class Refusals {
  readonly optOuts: OptOuts
  readonly #simulation: Simulation
  /** Replies in quick succession, by the pair of numbers. */
  readonly #paces = new Map<string, Pace>()
  /** The virtual second at which each user wrote last. */
  readonly #heard = new Map<string, number>()

  constructor(simulation: Simulation) {
    this.#simulation = simulation
    this.optOuts = new OptOuts(simulation.settings)
  }

  /** Records that a user has written, which opens WhatsApp's window. */
  heardFrom(user: string): void {
    this.#heard.set(user, this.#simulation.clock.seconds)
  }

  /** The refusal over REST: some rules have other codes there, some apply later, and limits of replies do not apply. */
  overRest(ends: Ends): Refusal | undefined {
    const refused = this.#ofEnds(ends)
    if (!refused) return undefined
    const codes: Readonly<Record<number, number>> = { 14108: 21606, 14111: 21608 }
    return { ...refused, code: codes[refused.code] ?? refused.code }
  }

  /** True for a WhatsApp user whose last message is too old to answer freely. */
  isOutsideWindow(to: string): boolean {
    if (channelOf(to) !== 'whatsapp') return false
    return this.#simulation.clock.seconds - (this.#heard.get(to) ?? -Infinity) > WINDOW_SECONDS
  }

  /** The refusal of a message that a verb sends. */
  ofReply(draft: Ends & { readonly body: string }): Refusal | undefined {
    const { to, from, body } = draft
    const { settings } = this.#simulation
    const refused = this.#ofEnds(draft)
    if (refused) return refused
    if (settings.apiVersion === '2008-08-01' && body.length > 160)
      return {
        code: 21605,
        message: `The text has ${body.length} characters: API version 2008-08-01 takes 160.`,
      }
    if (this.isOutsideWindow(to))
      return {
        code: 63016,
        message: `${to} has not written for 24 hours: WhatsApp takes only templates then.`,
      }
    if (!this.#keepsPace(to, from))
      return {
        code: 14107,
        message: `${from} sent ${MAX_QUICK_REPLIES} replies to ${to}, each within ${PACE_SECONDS} s of the last: it cannot send for the next ${PACE_SECONDS} s. Are two apps answering each other? In tests, let time pass with advance().`,
      }
    return undefined
  }

  /** The reason that no message can go from one address to the other. */
  #ofEnds({ to, from }: Ends): Refusal | undefined {
    const channel = channelOf(to)
    const refused = this.#ofAddress(to, from)
    if (refused) return refused
    if (channel !== channelOf(from) && (isPhoneNumber(from) || channelOf(from) !== 'sms'))
      return {
        code: 21910,
        message: `A message from ${from} to ${to} would leave its channel: both need the same prefix.`,
      }
    if (channel !== 'sms' && to === from)
      return { code: 63031, message: `A message from ${from} to itself is not sent.` }
    if (this.optOuts.blocks(to, from))
      return {
        code: 21610,
        message: `${to} has unsubscribed from ${from} with a word such as STOP. If the app itself answers such words, give simulate() the option optOut: 'off'.`,
      }
    return undefined
  }

  #ofAddress(to: string, from: string): Refusal | undefined {
    const { senders, twilioNumber, verifiedNumbers } = this.#simulation.settings
    if (channelOf(to) === 'sms' && verifiedNumbers?.includes(to) === false)
      return {
        code: 14111,
        message: `${to} is not among verifiedNumbers: a trial account can send to no other number. Add it to verifiedNumbers.`,
      }
    const number = from.slice(from.indexOf(':') + 1)
    if (!senders || number === twilioNumber || senders.includes(from)) return undefined
    if (channelOf(from) !== 'sms')
      return { code: 63007, message: `${from} is not a sender of the account: add it to senders.` }
    return isPhoneNumber(from)
      ? {
          code: 14108,
          message: `${from} is not a number of the account that can send SMS: add it to senders.`,
        }
      : undefined
  }

  #keepsPace(to: string, from: string): boolean {
    const now = this.#simulation.clock.seconds
    const key = `${to} ${from}`
    const pace = this.#paces.get(key)
    if (!pace || now - pace.last >= PACE_SECONDS) {
      this.#paces.set(key, { count: 1, last: now })
      return true
    }
    if (pace.count >= MAX_QUICK_REPLIES) return false
    pace.count++
    pace.last = now
    return true
  }
}
