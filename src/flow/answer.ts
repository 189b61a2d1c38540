/**
 * @module
 * Answers to a question: how each kind reads the input and validates a kept value.
 */
import type { Media } from '../webhook/message.ts'
import type { Channel } from './saved.ts'

/**
 * The input in answer to a question.
 *
 * @example
 * ```ts
 * const shout = ({ text }: Heard): string | undefined => text.toUpperCase() || undefined
 * ```
 */
export interface Heard {
  readonly channel: Channel
  /** The keys, the recognised words, or the text of the message, without surrounding white space. */
  readonly text: string
  /** True for keys of the phone. */
  readonly pressed: boolean
  /** The media that came with a message. */
  readonly media: readonly Media[]
}

/**
 * One of several answers: its key on the phone and its name.
 *
 * @example
 * ```ts
 * const option: Option<string> = { key: '1', label: 'small', value: 'small', words: ['little'] }
 * ```
 */
export interface Option<out T = unknown> {
  readonly key: string
  readonly label: string
  readonly value: T
  /** All its names. */
  readonly words: readonly string[]
}

/**
 * A kind of answer. Make one with `choice()`, `number()`, `custom()` and so on.
 *
 * @example
 * ```ts
 * const guests: Answer<number> = number({ min: 1, max: 20 })
 * ```
 */
export interface Answer<out T> {
  /** The name of the kind. */
  readonly kind: string
  /** Reads the input. Returns `undefined` if it is no answer, or a promise. */
  readonly read: (heard: Heard) => T | undefined | Promise<T | undefined>
  /** True if a kept value is still an answer: the code may have changed since. Default: it is. */
  readonly is?: ((value: unknown) => boolean) | undefined
  /** The possible answers, if they can be listed. */
  readonly options?: readonly Option[] | undefined
  /** True if the possible answers are few: they then take precedence over the commands. */
  readonly listed?: boolean
  /** The number of keys of an answer, if it is known. */
  readonly keys?: number | undefined
  /** True if it can be spoken. Default: yes. */
  readonly spoken?: boolean
  /** Words for speech recognition to expect. Default: the words of its options. */
  readonly hints?: readonly string[] | undefined
  /** True if only a message can answer it. */
  readonly written?: boolean
  /** The limits of the value, to compare versions. */
  readonly limits?: { readonly min?: number; readonly max?: number } | undefined
  /** Examples of valid input, for help and for exploring, if they do not follow from the rest. */
  readonly examples?: readonly string[] | undefined
}

/** The text in lower case, as words with single spaces between them. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()

/** An answer that is one of several values, read by its key or its words, the first of which is its label. */
export const among = <T>(
  kind: string,
  values: readonly (readonly [value: T, words: readonly string[]])[],
): Answer<T> => {
  // Digits are their own keys.
  const own = values.every(([value]) => /^\d+$/.test(value as string))
  const options = values.map(([value, words], i) => ({
    key: own ? (value as string) : `${i + 1}`,
    label: words[0]!,
    value,
    words,
  }))
  const [length, otherLength] = new Set(options.map(({ key }) => key.length))
  return {
    kind,
    listed: true,
    options,
    keys: otherLength ? undefined : length,
    is: (value) => options.some((option) => option.value === value),
    read: ({ text, pressed }) =>
      // A letter by itself is what people write.
      (
        options.find(({ key, words }) => key === text || (!pressed && words.includes(text))) ??
        (pressed ? undefined : theOne(text, options))
      )?.value,
  }
}

/** The only option whose words occur in a text. Of "tea" and "iced tea", "an iced tea" is the latter. */
const theOne = <T>(text: string, options: readonly Option<T>[]): Option<T> | undefined => {
  let left = ` ${plain(text)} `
  const named = new Set<Option<T>>()
  const all = options
    .flatMap((option) => option.words.map((word) => [` ${plain(word)} `, option] as const))
    .toSorted(([a], [b]) => b.length - a.length)
  for (const [word, option] of all)
    if (word.trim() && left.includes(word)) {
      named.add(option)
      // Consumes the word, and keeps its neighbours apart.
      left = left.replaceAll(word, ' | ')
    }
  const [one, another] = named
  return another ? undefined : one
}
