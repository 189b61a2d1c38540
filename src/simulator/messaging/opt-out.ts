/**
 * @module
 * STOP, START and HELP: words that Twilio itself answers.
 * @see https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
 */
import { HELP_WORDS, START_WORDS, STOP_WORDS } from '../../vocabulary/messaging/opt-out.ts'
import { channelOf, isTollFree } from '../address.ts'
import type { Settings } from '../options.ts'

/** The request behind a word. */
export type OptOutKind = 'stop' | 'start' | 'help'

const words: Readonly<Record<OptOutKind, readonly string[]>> = {
  stop: STOP_WORDS,
  start: START_WORDS,
  help: HELP_WORDS,
}

// For toll-free numbers, the carrier unsubscribes users, by two words.
const tollFree: typeof words = { stop: ['STOP'], start: ['UNSTOP'], help: [] }

const texts: Readonly<Record<OptOutKind, string>> = {
  stop: 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
  start:
    'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
  help: 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
}

/** Twilio's handling of an incoming text. */
export interface OptOutAnswer {
  readonly kind: OptOutKind
  /** Twilio's own answer, if any. */
  readonly text: string | undefined
}

export class OptOuts {
  readonly #settings: Settings
  readonly #blocked = new Set<string>()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** True if messages from one address to the other are refused. */
  blocks(user: string, twilio: string): boolean {
    return this.#blocked.has(this.#key(user, twilio))
  }

  /** Handles an incoming text: changes the subscription, and returns Twilio's answer. */
  receive(user: string, twilio: string, body: string): OptOutAnswer | undefined {
    const { optOut } = this.#settings
    if (optOut === 'off' || channelOf(user) !== 'sms') return undefined
    const kind = this.#kind(twilio, body.trim().toUpperCase())
    if (!kind) return undefined
    const key = this.#key(user, twilio)
    const was = this.#blocked.has(key)
    if (kind === 'stop') this.#blocked.add(key)
    if (kind === 'start') this.#blocked.delete(key)
    const answered = kind === 'help' || was === (kind === 'start')
    return { kind, text: answered ? this.#text(kind) : undefined }
  }

  #kind(twilio: string, word: string): OptOutKind | undefined {
    const { optOut, stopWords, startWords, helpWords } = this.#settings
    const known =
      optOut === 'advanced'
        ? {
            stop: stopWords ?? words.stop,
            start: startWords ?? words.start,
            help: helpWords ?? words.help,
          }
        : isTollFree(twilio)
          ? tollFree
          : words
    for (const kind of ['stop', 'start', 'help'] as const)
      if (known[kind].some((known) => known.toUpperCase() === word)) return kind
    return undefined
  }

  #text(kind: OptOutKind): string {
    const { optOut, stopText, startText, helpText } = this.#settings
    const own = { stop: stopText, start: startText, help: helpText }[kind]
    return (optOut === 'advanced' ? own : undefined) ?? texts[kind]
  }

  #key(user: string, twilio: string): string {
    return `${user} ${this.#settings.messagingServiceSid ?? twilio}`
  }
}
