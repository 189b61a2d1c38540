import { type Answer, plain } from '../answer.ts'

/** Which numbers are answers. */
export interface NumberOptions {
  /** The least. Default: 0. */
  min?: number
  /** The largest. Default: any. */
  max?: number
  /** The words for 0, 1, 2 and so on. Default: English ones, up to twenty. */
  words?: readonly string[]
}

const ENGLISH =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  )

/**
 * A whole number: "4", "four", "for four people". A text with two numbers is none.
 *
 * @param options - The least and the largest.
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
    limits: { min, ...(max < Infinity && { max }) },
    listed: true,
    // More keys may follow the first of 10.
    keys: min >= 0 && max <= 9 ? 1 : undefined,
    examples: [...new Set([min, max < Infinity ? max : min + 1])].map(String),
    is,
    read: ({ text }) => {
      const found = [
        // What is no whole number, such as 2.5, has digits on both sides of a dot.
        ...text.matchAll(/(?<![\p{L}\p{N}.,])-?\d+(?![\p{L}\p{N}]|[.,]\d)/gu),
      ].map(([digits]) => Number(digits))
      // "2.5", "4th" and "3pm" have digits that are no number of ours.
      if (found.length !== (text.match(/\d+(?:[.,]\d+)*/g)?.length ?? 0)) return undefined
      for (const word of plain(text).split(' ')) {
        const value = words.indexOf(word)
        if (value >= 0 && !/^\d/.test(word)) found.push(value)
      }
      const [value] = found
      return found.length === 1 && is(value) ? value : undefined
    },
  }
}
