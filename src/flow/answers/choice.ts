import { type Answer, plain, theOne } from '../answer.ts'
import { mistake } from '../error.ts'

/**
 * One of several answers, by its key (1 for the first), or by its words: "Tea, please."
 *
 * @param options - The answers; or an object of them, with the words for each: the first names it.
 * @throws {FlowError} Where there is none.
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
    ? options.map((value: V): [V, readonly string[]] => [value, [value]])
    : // The compiler knows no keys of an object but strings.
      (Object.entries(options) as [V, string | readonly string[]][]).map(
        ([value, words]): [V, readonly string[]] => [value, [words].flat()],
      )
  if (listed.length === 0) throw mistake('choice: no options')
  const values = listed.map(([value]) => value)
  // Digits are their own keys.
  const own = values.every((value) => /^\d+$/.test(value))
  const all = listed.map(([value, words], i) => ({
    key: own ? value : String(i + 1),
    label: words[0] ?? value,
    value,
    words: [...words, value],
  }))
  const { length } = all.at(-1)!.key
  return {
    kind: 'choice',
    listed: true,
    options: all.map(({ key, label, value }) => ({ key, label, value })),
    keys: all.every(({ key }) => key.length === length) ? length : undefined,
    hints: all.map(({ label }) => label),
    examples: all.map(({ key }) => key),
    is: (value) => values.includes(value as V),
    read: ({ text, pressed }) => {
      const exact = plain(text)
      return (
        all.find(({ key }) => key === text) ??
        (pressed
          ? undefined
          : (all.find(({ words }) => words.some((word) => plain(word) === exact)) ??
            theOne(
              text,
              all.map((option) => [option, option.words] as const),
            )))
      )?.value
    },
  }
}
