/**
 * @module
 * Problems of a document, as data.
 */

/**
 * The severity of a problem. `fatal`: there is no document to send. `error`: Twilio refuses, skips or drops the markup.
 * `warning`: Twilio warns and goes on.
 *
 * @example
 * ```ts
 * const isFault = (level: Level): boolean => level !== 'warning'
 * ```
 */
export type Level = 'fatal' | 'error' | 'warning'

/** A problem that a rule found, without its place. */
export interface Verdict {
  /** The rule that was broken, such as `nesting` or `exactly-one-of`. */
  readonly rule: string
  readonly level: Level
  /**
   * Twilio's code for it, if there is one.
   * @see https://www.twilio.com/docs/api/errors
   */
  readonly code: number | undefined
  /** A sentence that says what is wrong and what is allowed instead. */
  readonly message: string
}

/** "Schema validation warning": Twilio's code for problems without a code of their own. */
const SCHEMA = 12200

/** Makes a verdict. A code of 0 stands for none: Twilio never sees some problems. */
export const verdict = (
  rule: string,
  level: Level,
  message: string,
  code: number | undefined = SCHEMA,
): Verdict => ({ rule, level, code: code || undefined, message: oneLine(message) })

// Line breaks, control characters, and those that change the direction of the text after them: U+061C, U+200E, U+200F,
// U+202A to U+202E and U+2066 to U+2069.
const unprintable = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/**
 * Makes text from a user safe for a log or an error: characters that would break the line, steer a terminal or change
 * the direction of the text become escapes.
 */
export const oneLine = (text: string): string =>
  text.replace(
    unprintable,
    (character) => '\\u' + character.charCodeAt(0).toString(16).padStart(4, '0'),
  )

/** The number of problems of one document that are reported one by one. */
export const MAX_TOLD = 100

/** The verdict that stands for the problems that are not reported one by one. */
export const andMore = (count: number): Verdict =>
  verdict(
    'more',
    'warning',
    `${count} more problems were found; the first ${MAX_TOLD} are told.`,
    0,
  )

/** The beginning of a name, which may be as long as a user likes, for a sentence. */
export const clipped = (name: string): string => name.slice(0, 60)
