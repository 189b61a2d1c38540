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
): Verdict => ({ rule, level, code: code || undefined, message })
