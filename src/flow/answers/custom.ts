import type { Answer, Heard } from '../answer.ts'
import type { Kept } from '../kept.ts'

/** What else is known of an answer of your own. */
export interface CustomOptions {
  /** How many keys it has. Default: it is spoken. */
  digits?: number
  /** What the recognition of speech may expect. */
  hints?: readonly string[]
  /** An answer that it reads, or several, for exploring and for help. */
  example: string | readonly string[]
  /** Whether a kept answer still is one: the code may have changed since. Default: it is. */
  is?: (value: unknown) => boolean
}

/**
 * An answer of your own.
 *
 * @param read - Reads the keys, the words or the text; `undefined` or `null` where that is no answer. It may promise it.
 * @param options - How many keys it has, what the recognition may expect, and an example.
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
  { digits, hints, example, is }: CustomOptions,
): Answer<Kept<NonNullable<T>>> => ({
  kind: 'custom',
  keys: digits,
  hints,
  examples: [example].flat(),
  is,
  // The engine keeps it before anybody sees it.
  read: (heard) => read(heard.text, heard) as Kept<NonNullable<T>>,
})
