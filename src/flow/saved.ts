/**
 * @module
 * What is kept of a conversation between two webhooks: the facts known so far, and which question is open.
 */

/** How the two sides reach each other. */
export type Channel = 'call' | 'message'

/** Who the conversation is with. */
export interface Who {
  /** Whether they talk on the phone or write. */
  channel: Channel
  /** The other side's address: a phone number in E.164, or one such as `whatsapp:+…`, whoever called whom. */
  contact: string
  /** Your own address: the number that was called or written to, or that calls and writes. */
  line: string
  /** With answering-machine detection: who or what took the call. */
  answeredBy?: string
  /** The text that began the conversation. */
  text?: string
}

/**
 * What kind of fact it is: an `a`nswer, what was `l`oaded, what was done `o`nce, how a verb of `T`wiML (`t`) ended. A capital
 * letter stands for what came to nothing: a question asked in vain, the error of a `load` or a `once`.
 */
export type FactKind = 'a' | 'A' | 'l' | 'L' | 'o' | 'O' | 't'

/** One fact: its key, its kind, the seconds since the conversation began, and its value, which JSON keeps. */
export type Fact = readonly [key: string, kind: FactKind, at: number, value?: unknown]

/** Makes a fact. JSON would make `null` of a value that is `undefined`. */
export const factOf = (key: string, kind: FactKind, at: number, value: unknown): Fact =>
  value === undefined ? [key, kind, at] : [key, kind, at, value]

/** Whether a fact cannot be taken back: something was done, or the caller has been somewhere. */
export const isFinal = ([, kind]: Fact): boolean => /[ot]/i.test(kind)

/** Whether a fact tells that something came to nothing. */
export const isVain = ([, kind]: Fact): boolean => kind < 'a'

/** How a conversation ended; `not reached` is followed by Twilio's word, such as `busy`. */
export type How =
  'done' | 'gave up' | 'hung up' | 'moved' | 'opted out' | 'expired' | `not reached: ${string}`

/** Why a question is asked once more, and what is said before it. */
export type Why = 'silence' | 'invalid' | 'media' | 'error' | 'help' | 'repeat' | 'kept' | 'changed'

/** Whether it was no answer: a try is spent. */
export const isRetry = (why: string | undefined): why is 'silence' | 'invalid' | 'media' =>
  /^(silence|invalid|media)$/.test(why!)

/** The question or the verb that waits for the other side. */
interface Open {
  readonly key: string
  /** From 1. */
  readonly attempt: number
  readonly why?: Why | undefined
  /** The options and keys that were offered, as a hash: today's code may offer others. */
  readonly offer: string
}

/** A conversation as it is kept. Facts are a list: an object would reorder keys that look like integers. */
export interface Saved {
  readonly v: 1
  /** SID of the webhook that began it. */
  readonly id: string
  /** When it began, or was begun again: milliseconds since 1970. */
  readonly began: number
  /** When it last went on: seconds since then. */
  readonly last: number
  /** How often it was begun again. */
  readonly round: number
  /** Counts the turns: a webhook that names another one is late. */
  readonly n: number
  readonly input?: unknown
  readonly who: Who
  readonly facts: readonly Fact[]
  /** Missing where the conversation goes on by itself, after an error. */
  readonly open?: Open | undefined
  /** Errors in a row. */
  readonly errors: number
  /** Why the other conversation (`otherwise`) has taken over, and when. */
  readonly turned?: readonly [why: 'tries' | 'asked' | 'errors', at: number] | undefined
  /** The texts that it has had lately, as hashes. */
  readonly seen: readonly string[]
  readonly done?: How | undefined
}

/** A short hash, for comparing and nothing else: 32 bits of FNV-1a. */
export const hash = (text: string): string => {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return (value >>> 0).toString(36)
}
