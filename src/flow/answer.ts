/**
 * @module
 * What an answer to a question is: how it is read off what came, and whether a kept one still is one.
 */
import type { Media } from '../webhook/message.ts'
import type { Channel } from './saved.ts'

/** What came in answer to a question. */
export interface Heard {
  readonly channel: Channel
  /** The keys, the words that were recognised, or the text of the message, without white space around it. */
  readonly text: string
  /** Whether these are keys of the phone. */
  readonly pressed: boolean
  /** The media that came with a message. */
  readonly media: readonly Media[]
}

/** One of several answers: the key to press for it, and what it is called. */
export interface Option<out T = unknown> {
  readonly key: string
  readonly label: string
  readonly value: T
  /** All that it is called. */
  readonly words: readonly string[]
}

/** How an answer is read. Make one with `choice()`, `number()`, `custom()` and their like. */
export interface Answer<out T> {
  /** What kind of answer it is. */
  readonly kind: string
  /** Reads what came; `undefined` where it is no answer. What takes time may promise it. */
  readonly read: (heard: Heard) => T | undefined | Promise<T | undefined>
  /** Whether a kept answer still is one: the code may have changed since. Default: it is. */
  readonly is?: ((value: unknown) => boolean) | undefined
  /** The answers that there are, where they can be listed. */
  readonly options?: readonly Option[] | undefined
  /** Whether what it reads is one of few: it is read before the commands. */
  readonly listed?: boolean
  /** How many keys an answer has, where that is known. */
  readonly keys?: number | undefined
  /** Whether it can be spoken. Default: yes. */
  readonly spoken?: boolean
  /** What the recognition may expect. */
  readonly hints?: readonly string[] | undefined
  /** Whether only a message can answer it. */
  readonly written?: boolean
  /** The least and the most that it takes, for comparing versions. */
  readonly limits?: { readonly min?: number; readonly max?: number } | undefined
  /** Answers that it reads, for help and for exploring, where they do not follow from the rest. */
  readonly examples?: readonly string[] | undefined
}

/** Lower case, words with one space between them, and nothing else. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()

/** An answer that is one of several, by its key or by its words. */
export const among = <T>(kind: string, options: readonly Option<T>[]): Answer<T> => {
  const [first] = options
  return {
    kind,
    listed: true,
    options,
    keys: options.every(({ key }) => key.length === first!.key.length)
      ? first!.key.length
      : undefined,
    // A letter by itself is what people write.
    hints: [...new Set(options.flatMap(({ words }) => words))].filter((word) => word.length > 1),
    is: (value) => options.some((option) => option.value === value),
    read: ({ text, pressed }) =>
      (
        options.find(({ key, words }) => key === text || (!pressed && words.includes(text))) ??
        (pressed ? undefined : theOne(text, options))
      )?.value,
  }
}

/** The one option whose words occur in a text. Of "tea" and "iced tea", "an iced tea" is the latter. */
const theOne = <T>(text: string, options: readonly Option<T>[]): Option<T> | undefined => {
  let left = ` ${plain(text)} `
  const named = new Set<Option<T>>()
  const all = options
    .flatMap((option) => option.words.map((word) => [` ${plain(word)} `, option] as const))
    .toSorted(([a], [b]) => b.length - a.length)
  for (const [word, option] of all)
    if (word.trim() && left.includes(word)) {
      named.add(option)
      // No word again, and the neighbours stay words.
      left = left.replaceAll(word, ' | ')
    }
  return named.size === 1 ? [...named][0] : undefined
}
