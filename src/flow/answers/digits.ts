import type { Answer } from '../answer.ts'

/**
 * The number of digits.
 *
 * @example
 * ```ts
 * const options: DigitsOptions = { min: 4, max: 6 }
 * ```
 */
export type DigitsOptions =
  | {
      /** The exact number of digits. */
      length: number
    }
  | {
      /** The least number of digits. Default: 1. */
      min?: number
      /** The greatest number of digits. Default: any number. */
      max?: number
    }

/**
 * Reads digits as text: `007` is not 7. Spaces, dots and dashes between them do not count.
 *
 * @param options - The number of digits. Default: one or more.
 *
 * @example
 * ```ts
 * import { ask, digits, flow } from 'twimlx/flow'
 *
 * export const signIn = flow('sign-in', function* () {
 *   return yield* ask('pin', 'Your four digits, please.', digits({ length: 4 }))
 * })
 * ```
 */
export const digits = (options: DigitsOptions = {}): Answer<string> => {
  const { length, min = length ?? 1, max = length ?? Infinity } = options as AnyDigitsOptions
  const is = (value: unknown): value is string =>
    typeof value === 'string' && /^\d+$/.test(value) && value.length >= min && value.length <= max
  return {
    kind: 'digits',
    limits: { min, max },
    listed: true,
    keys: min === max ? max : undefined,
    examples: [''.padEnd(min, '1234')],
    is,
    read: ({ text }) => {
      const given = text.replace(/[\s.,()-]/g, '')
      return is(given) ? given : undefined
    },
  }
}

interface AnyDigitsOptions {
  length?: number
  min?: number
  max?: number
}
