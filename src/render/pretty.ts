/**
 * @module
 * Indentation. White space is added only between elements, never where there is text: what is heard or read stays the
 * same to the letter.
 */

const INDENT = '  '
const token =
  /<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>|[^<]+/gs

/** An element that has not been closed yet. */
interface Open {
  readonly tag: string
  readonly parts: (Line | string)[]
  /** There is text in it, or speech: lower-case tags are SSML. */
  inline: boolean
}

/** One line, or an element whose children have lines of their own. */
interface Line {
  readonly text: string
  readonly inside?: readonly Line[]
  readonly close?: string
}

/**
 * Indents XML by two spaces a level. An element with text in it stays on one line, as it was written.
 *
 * @param xml - Well-formed XML.
 * @returns The same document, indented, with a line break at the end of every line but the last.
 *
 * @example
 * ```ts
 * import { pretty } from 'twimlx'
 *
 * pretty('<Response><Say>Hi</Say></Response>')
 * // <Response>
 * //   <Say>Hi</Say>
 * // </Response>
 * ```
 */
export const pretty = (xml: string): string => {
  const root: Open = { tag: '', parts: [], inline: false }
  const open = [root]
  for (const [part] of xml.matchAll(token)) {
    const at = open.at(-1)!
    if (part[0] !== '<' || part.startsWith('<![')) {
      at.parts.push(part)
      at.inline ||= part.trim() !== ''
    } else if (part[1] === '/' && at !== root) {
      open.pop()
      open.at(-1)!.parts.push(closed(at, part))
    } else {
      at.inline ||= /^<[a-z]/.test(part)
      if (/^<[!?]|\/>$/.test(part)) at.parts.push({ text: part })
      else open.push({ tag: part, parts: [], inline: false })
    }
  }
  return lines(root.parts)
    .map((line) => print(line, ''))
    .join('\n')
}

const closed = ({ tag, parts, inline }: Open, close: string): Line => {
  const inside = lines(parts)
  return inline || inside.length === 0
    ? { text: tag + parts.map(onOneLine).join('') + close }
    : { text: tag, inside, close }
}

// What is left out is white space between elements.
const lines = (parts: Open['parts']): Line[] => parts.filter((part) => typeof part !== 'string')

const onOneLine = (part: Line | string): string =>
  typeof part === 'string'
    ? part
    : part.text + (part.inside ?? []).map(onOneLine).join('') + (part.close ?? '')

const print = ({ text, inside, close }: Line, indent: string): string =>
  inside
    ? [indent + text, ...inside.map((line) => print(line, indent + INDENT)), indent + close].join(
        '\n',
      )
    : indent + text
