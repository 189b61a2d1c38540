/**
 * @module
 * The content of an element as JSX: words that fill lines as Prettier does it, with every space that is not lost.
 */

/** Longest line, in characters, that is written where it can be helped. */
export const WIDTH = 80

/** Text as a string of TypeScript, with what cannot be seen in it made visible. */
export const quoted = (text: string): string => {
  const json = JSON.stringify(text).replace(
    hidden,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return json.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`
}

// oxlint-disable-next-line no-control-regex -- these are what it is about
const hidden = /[\0-\x1f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** Lines of content, in the order in which they are given. */
export class Fill {
  readonly #lines: string[] = []
  readonly #space: string
  #last: 'word' | 'other' | undefined
  /** A space is due, which JSX drops at the end of a line. */
  #due = false

  constructor(indent: number) {
    this.#space = '  '.repeat(indent)
  }

  /** A text, as it is. */
  text(text: string): void {
    const [, before, words = '', after] = /^( ?)(.*?)( ?)$/s.exec(text) ?? []
    if (!isPlain(words)) return this.#add([`${this.#space}{${quoted(text)}}`], 'other')
    this.#due ||= before !== ''
    for (const word of words.split(' ')) {
      this.#add([this.#space + word], 'word')
      this.#due = true
    }
    this.#due = after !== ''
  }

  /** An element, in lines. */
  element(lines: readonly string[]): void {
    this.#add(lines, 'other')
  }

  /** A comment, or anything else in braces. */
  braces(code: string): void {
    this.#add([this.#space + code], 'other')
  }

  /** All lines, with a space that is still due. */
  end(): readonly string[] {
    if (this.#due) this.#writeSpace()
    this.#due = false
    return this.#lines
  }

  #writeSpace(): void {
    if (this.#lines.length > 0) this.#lines[this.#lines.length - 1] += `{' '}`
    else this.#lines.push(`${this.#space}{' '}`)
  }

  #add(piece: readonly string[], kind: 'word' | 'other'): void {
    const [first = '', ...rest] = piece
    const last = this.#lines.at(-1)
    const isDue = this.#due
    this.#due = false
    // Words and what stands among them share a line; elements do not.
    const shares = kind === 'word' || this.#last === 'word'
    const joined = `${last}${isDue ? ' ' : ''}${first.trimStart()}`
    if (last !== undefined && shares && rest.length === 0 && joined.length <= WIDTH)
      this.#lines[this.#lines.length - 1] = joined
    else {
      if (isDue && !(kind === 'word' && this.#last === 'word')) this.#writeSpace()
      this.#lines.push(...piece)
    }
    this.#last = kind
  }
}

/** True for text that JSX keeps unchanged: words with single spaces between them, and nothing special. */
const isPlain = (text: string): boolean =>
  /^[^\s{}<>&]+( [^\s{}<>&]+)*$/.test(text) && text.search(hidden) < 0
