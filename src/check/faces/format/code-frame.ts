import type { styleText } from 'node:util'

/** A colour or weight of text. */
export type Style = Parameters<typeof styleText>[0]

/** Gives text a style, or leaves it plain. */
export type Paint = (style: Style, text: string) => string

// Longer lines are cut: they are generated.
const WIDTH = 160

// Each takes one column, as it did in the editor.
const UNPRINTABLE = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** The picture of a control character. */
const picture = (character: string): string => String.fromCharCode(0x2400 + character.charCodeAt(0))

let last = { text: '', lines: [''] }

// A file may have thousands of findings.
const linesOf = (text: string): readonly string[] => {
  if (last.text !== text) last = { text, lines: text.split(/\r?\n/) }
  return last.lines
}

/**
 * The line of a place and its neighbours, with the place underlined.
 *
 * @param line - From 1, as the column is.
 * @param length - The number of characters to underline.
 */
export const codeFrame = (
  text: string,
  line: number,
  column: number,
  length: number,
  paint: Paint = (_, text) => text,
): string => {
  const lines = linesOf(text)
  const from = Math.max(1, line - 1)
  const to = Math.min(lines.length, line + 1)
  const width = String(to).length
  // Shows only the part of a long line around the place.
  const left = column > WIDTH ? column - WIDTH / 2 : 0
  const rows: string[] = []
  for (let at = from; at <= to; at++) {
    const content = lines[at - 1]!.slice(left, left + WIDTH)
      .replaceAll('\t', ' ')
      .replace(/[\0-\x1f]/g, picture)
      .replace(UNPRINTABLE, '\ufffd')
    const number = String(at).padStart(width)
    rows.push(
      at === line
        ? `${paint('red', '>')} ${paint('gray', `${number} |`)} ${content}`.trimEnd()
        : `  ${paint('gray', `${number} |`)} ${content}`.trimEnd(),
    )
    if (at === line) {
      const rest = Math.max(1, content.length - (column - 1 - left))
      rows.push(
        `  ${' '.repeat(width)} ${paint('gray', '|')} ${' '.repeat(column - 1 - left)}${paint('red', '^'.repeat(Math.min(Math.max(1, length), rest)))}`,
      )
    }
  }
  return rows.join('\n')
}
