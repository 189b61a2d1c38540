/**
 * @module
 * The saved state of a conversation between two webhooks: the known facts and the open question.
 */

/**
 * The channel of a conversation.
 *
 * @example
 * ```ts
 * const channel: Channel = 'message'
 * ```
 */
export type Channel = 'call' | 'message'

/**
 * The two parties of a conversation.
 *
 * @example
 * ```ts
 * const caller: Who = { channel: 'call', contact: '+14155550100', line: '+14155550199' }
 * ```
 */
export interface Who {
  /** The channel: a phone call, or messages. */
  channel: Channel
  /** The other party's address, in either direction: a phone number in E.164, or one such as `whatsapp:+…`. */
  contact: string
  /** Your own address: the number that was called or texted, or that calls and texts. */
  line: string
  /** The verdict of answering-machine detection, if it is on. */
  answeredBy?: string
  /** The text that began the conversation. */
  text?: string
}

/**
 * The kind of a fact: an `a`nswer, a value `l`oaded, an effect done `o`nce, the end of a `v`erb. A capital letter stands for a failure: a question asked in vain, the error of a `load` or a `once`.
 */
export type FactKind = 'a' | 'A' | 'l' | 'L' | 'o' | 'O' | 'v'

/** One fact: its key, its kind, the seconds since the conversation began, and its value in JSON. */
export type Fact = readonly [key: string, kind: FactKind, at: number, value?: unknown]

/** True for a fact that cannot be taken back: an effect was done, or the caller was connected elsewhere. */
export const isFinal = ([, kind]: Fact): boolean => /[ov]/i.test(kind)

/** True for a fact that records a failure. */
export const isVain = ([, kind]: Fact): boolean => kind < 'a'

/**
 * The ways in which a conversation ends; `not reached` is followed by Twilio's word, such as `busy`.
 *
 * @example
 * ```ts
 * const isLost = (how: How): boolean => how !== 'done' && how !== 'moved'
 * ```
 */
export type How =
  'done' | 'gave up' | 'hung up' | 'moved' | 'opted out' | 'expired' | `not reached: ${string}`

/** The reason for asking a question again, which decides the words before it. */
export type Why = 'silence' | 'invalid' | 'media' | 'error' | 'help' | 'repeat' | 'kept' | 'changed'

/** True if the input was no answer: it uses up a try. */
export const isRetry = (why: string | undefined): why is 'silence' | 'invalid' | 'media' =>
  /^(silence|invalid|media)$/.test(why!)

/** The question or verb that waits for the other party. */
interface Open {
  readonly key: string
  /** Counts from 1. */
  readonly attempt: number
  readonly why?: Why | undefined
  /** A hash of the options and keys that were offered, since newer code may offer others. */
  readonly offer: string
}

/** The saved state of a conversation. Facts are a list: an object would reorder keys that look like integers. */
export interface Saved {
  readonly v: 1
  /** The SID of the webhook that began it. */
  readonly id: string
  /** The time at which it began, or began again: milliseconds since 1970. */
  readonly began: number
  /** The time of its last turn: seconds since it began. */
  readonly last: number
  /** The number of times that it began again. */
  readonly round: number
  /** Counts the turns: a webhook with another number is late. */
  readonly n: number
  readonly input?: unknown
  readonly who: Who
  readonly facts: readonly Fact[]
  /** Missing if the conversation continues by itself, after an error. */
  readonly open?: Open | undefined
  /** The number of errors in a row. */
  readonly errors: number
  /** The reason and time at which the other conversation (`otherwise`) took over. */
  readonly turned?: readonly [why: 'tries' | 'asked' | 'errors', at: number] | undefined
  /** Hashes of its latest texts. */
  readonly seen: readonly string[]
  readonly done?: How | undefined
}

/** The place where a conversation stands: its question or verb, its turn and its round. */
export const placeOf = ({ open, n, round }: Saved): string => `${open?.key ?? ''} ${n} ${round}`

/** A short hash for comparison only: 32 bits, as sdbm makes them. Texts that differ in two letters never share one. */
export const hash = (text: string): string => {
  let value = 0
  for (const char of text) value = (value * 65599 + char.codePointAt(0)!) | 0
  return value.toString(36)
}
