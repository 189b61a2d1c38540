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
  const listed = Array.isArray(options)
    ? options.map((value: V): [V, readonly string[]] => [value, []])
    : // The type of `Object.entries` has lost the literal keys.
      (Object.entries(options) as [V, string | readonly string[]][]).map(
        ([value, words]): [V, readonly string[]] => [value, [words].flat()],
      )
  if (typeof process !== 'undefined' && process.env.NODE_ENV !== 'production') assertSome(listed)
  // Digits are their own keys.
  const own = listed.every(([value]) => /^\d+$/.test(value))
  return among(
    'choice',
    listed.map(([value, words], i) => ({
      key: own ? value : `${i + 1}`,
      label: words[0] ?? value,
      value,
      words: [...words, value],
    })),
  )
}
