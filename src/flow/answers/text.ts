import type { Answer } from '../answer.ts'

/**
 * Reads any words, spoken or written. Commands come first: a caller who is asked for a name and says "operator" gets
 * one.
 *
 * @param options - `max`: the most characters. Default: 500.
 *
 * @example
 * ```ts
 * import { ask, flow, text } from 'twimlx/flow'
 *
 * export const name = flow('name', function* () {
 *   return yield* ask('name', 'What is your name?', text({ max: 80 }))
 * })
 * ```
 */
export const text = ({ max = 500 }: { max?: number } = {}): Answer<string> => {
  const is = (value: unknown): value is string =>
    typeof value === 'string' && value !== '' && value.length <= max
  return {
    kind: 'text',
    limits: { max },
    is,
    // Keys are no words.
    read: ({ text, pressed }) => (!pressed && is(text) ? text : undefined),
  }
}
