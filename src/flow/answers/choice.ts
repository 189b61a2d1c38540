import { among, type Answer } from '../answer.ts'
import { assertSome } from '../definition.ts'

/**
 * Reads one of several answers, by its key (1 for the first), or by its words: "Tea, please."
 *
 * @param options - The answers; or an object with the words for each, the first of which is its label.
 * @throws {FlowError} If there are no options.
 *
 * @example
 * ```ts
 * import { ask, choice, flow, say } from 'twimlx/flow'
 *
 * export const order = flow('order', function* () {
 *   const drink = yield* ask('drink', 'Press 1 for tea, 2 for coffee.', choice(['tea', 'coffee']))
 *   const size = yield* ask('size', 'Small or large?', choice({ s: 'small', l: ['large', 'big'] }))
 *   yield* say(size === 'l' ? `A large ${drink}.` : `A small ${drink}.`)
 * })
 * ```
 */
export const choice = <const V extends string>(
  options: readonly V[] | { readonly [value in V]: string | readonly string[] },
): Answer<V> => {
  const values = Array.isArray(options)
    ? options.map((value: V) => [value, [value]] as const)
    : // The type of `Object.entries` has lost the literal keys.
      (Object.entries(options) as [V, string | readonly string[]][]).map(
        ([value, words]) => [value, [...[words].flat(), value]] as const,
      )
  if (typeof process === 'object' && process.env.NODE_ENV !== 'production') assertSome(values)
  return among('choice', values)
}
