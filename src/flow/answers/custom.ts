import type { Answer, Heard } from '../answer.ts'
import type { Kept } from '../kept.ts'

/**
 * Options of an answer of your own.
 *
 * @example
 * ```ts
 * const options: CustomOptions = { example: 'ABC-123', hints: ['A', 'B', 'C'] }
 * ```
 */
export interface CustomOptions {
  /** The number of keys. Default: the answer is spoken. */
  digits?: number
  /** Words for speech recognition to expect. */
  hints?: readonly string[]
  /** A valid answer, or several, for exploring and for help. */
  example: string | readonly string[]
  /** True if a kept value is still an answer: the code may have changed since. Default: it is. */
  is?: (value: unknown) => boolean
}

/**
 * Makes an answer of your own.
 *
 * @param read - Reads the keys, the words or the text. Returns `undefined` or `null` if that is no answer, or a
 * promise.
 * @param options - The number of keys, hints for speech recognition, and an example.
 *
 * @example
 * ```ts
 * import { ask, custom, flow } from 'twimlx/flow'
 *
 * const dayOf = (text: string) => /^(\d\d)(\d\d)$/.exec(text)?.slice(1).join('-')
 *
 * export const day = flow('day', function* () {
 *   return yield* ask('day', 'Which day? Four digits.', custom(dayOf, { digits: 4, example: '0412' }))
 * })
 * ```
 */
export const custom = <T>(
  read: (text: string, heard: Heard) => T | undefined | null | Promise<T | undefined | null>,
  { digits, example, ...options }: CustomOptions,
): Answer<Kept<NonNullable<T>>> => ({
  kind: 'custom',
  keys: digits,
  examples: [example].flat(),
  ...options,
  // The engine passes the value through JSON before the body sees it.
  read: (heard) => read(heard.text, heard) as Kept<NonNullable<T>>,
})
