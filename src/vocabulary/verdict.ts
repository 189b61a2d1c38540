/**
 * @module
 * What can be wrong with a document, as data.
 */

/**
 * How bad it is. `fatal`: there is no document to send. `error`: Twilio refuses, skips or drops what was written.
 * `warning`: Twilio warns and goes on.
 */
export type Level = 'fatal' | 'error' | 'warning'

/** What a rule found, before anybody knows where. */
export interface Verdict {
  /** The rule that was broken, such as `nesting` or `exactly-one-of`. */
  readonly rule: string
  readonly level: Level
  /**
   * Twilio's code for it, where it has one.
   * @see https://www.twilio.com/docs/api/errors
   */
  readonly code: number | undefined
  /** A sentence that says what is wrong and what is allowed instead. */
  readonly message: string
}

/** "Schema validation warning": Twilio's code for whatever has no code of its own. */
const SCHEMA = 12200

/** Makes a verdict. A code of 0 is none: some things Twilio never sees. */
export const verdict = (
  rule: string,
  level: Level,
  message: string,
  code: number | undefined = SCHEMA,
): Verdict => ({ rule, level, code: code || undefined, message: oneLine(message) })

// Line breaks, control characters, and those that turn the direction of what follows: U+061C, U+200E, U+200F,
// U+202A to U+202E and U+2066 to U+2069.
const unprintable = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/**
 * Text that holds what a user sent, so that it can stand in a log or an error: what would break the line, steer a
 * terminal or turn the direction of the text is written as an escape.
 */
export const oneLine = (text: string): string =>
  text.replace(
    unprintable,
    (character) => '\\u' + character.charCodeAt(0).toString(16).padStart(4, '0'),
  )

/** How many problems of one document are told one by one. */
export const MAX_TOLD = 100

/** The verdict that stands for the problems that are not told. */
export const andMore = (count: number): Verdict =>
  verdict(
    'more',
    'warning',
    `${count} more problems were found; the first ${MAX_TOLD} are told.`,
    0,
  )

/** The beginning of a name, which may be as long as a user likes, for a sentence. */
export const clipped = (name: string): string => name.slice(0, 60)
