import type { Answer } from '../answer.ts'

/**
 * Options of a number.
 *
 * @example
 * ```ts
 * const options: NumberOptions = { min: 1, max: 20 }
 * ```
 */
export interface NumberOptions {
  /** The least number. Default: 0. */
  min?: number
  /** The greatest number. Default: any. */
  max?: number
  /** The words for 0, 1, 2 and so on. Default: English ones, up to twenty. */
  words?: readonly string[]
}

const ENGLISH =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  )

/**
 * Reads a whole number: "4", "four", "for four people". A text with two numbers is no answer.
 *
 * @param options - The least and the greatest number.
 *
 * @example
 * ```ts
 * import { ask, flow, number } from 'twimlx/flow'
 *
 * export const party = flow('party', function* () {
 *   return yield* ask('party', 'For how many people? Up to 8.', number({ min: 1, max: 8 }))
 * })
 * ```
 */
export const number = ({
  min = 0,
  max = Infinity,
  words = ENGLISH,
}: NumberOptions = {}): Answer<number> => {
  const is = (value: unknown): value is number =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
  return {
    kind: 'number',
    limits: { min, max },
    listed: true,
    // From 10 on, more keys may follow the first.
    keys: min >= 0 && max <= 9 ? 1 : undefined,
    examples: [`${min}`],
    is,
    read: ({ text }) => {
      const [value, ...others] = (
        text.toLowerCase().match(/[-\p{L}\p{M}\p{N}]+([.,:]\d+)*/gu) ?? []
      ).flatMap((word) => {
        // "2.5", "4th", "3pm" and "4-6" contain digits but are no whole numbers.
        if (/\d/.test(word)) return /[^-\d]/.test(word) ? NaN : Number(word)
        const named = words.indexOf(word)
        return named < 0 ? [] : named
      })
      return !others.length && is(value) ? value : undefined
    },
  }
}
