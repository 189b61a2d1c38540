import { styleText } from 'node:util'
import type { Finding } from '../finding.ts'
import type { Format, FormatContext } from './index.ts'
import { shownPath } from './path.ts'

type Style = Parameters<typeof styleText>[0]

/** For people: each finding with its lines, and how many there are. */
export const pretty: Format = (findings, context) => {
  const paint = (style: Style, text: string): string =>
    // The caller knows where the text goes.
    context.colors ? styleText(style, text, { validateStream: false }) : text
  return findings.length === 0
    ? ''
    : [...findings.map((finding) => shown(finding, context, paint)), summary(findings)].join('\n\n')
}

const shown = (
  { file, line, column, rule, level, message, start, end, related }: Finding,
  context: FormatContext,
  paint: (style: Style, text: string) => string,
): string => {
  const place = (file: string, line: number, column: number) =>
    `${paint('cyan', shownPath(file, context.cwd))}:${paint('yellow', String(line))}:${paint('yellow', String(column))}`
  const text = context.textOf(file)
  const parts = [
    `${place(file, line, column)} - ${paint(level === 'error' ? 'red' : 'yellow', level)} ${paint('gray', `TWIML-${rule}`)}: ${message}`,
  ]
  if (text !== undefined) parts.push(frame(text, line, column, end - start, paint))
  if (related.length > 0)
    parts.push(
      related
        .map((each) => `  ${place(each.file, each.line, each.column)}: ${each.message}`)
        .join('\n'),
    )
  return parts.join('\n\n')
}

// More would be a bundle.
const WIDTH = 160

const frame = (
  text: string,
  line: number,
  column: number,
  length: number,
  paint: (style: Style, text: string) => string,
): string => {
  const lines = text.split(/\r?\n/)
  const from = Math.max(1, line - 1)
  const to = Math.min(lines.length, line + 1)
  const width = String(to).length
  // Of a long line, the part around the place.
  const left = column > WIDTH ? column - WIDTH / 2 : 0
  const rows: string[] = []
  for (let at = from; at <= to; at++) {
    const content = lines[at - 1]!.slice(left, left + WIDTH).replaceAll('\t', ' ')
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

const summary = (findings: readonly Finding[]): string => {
  const files = new Set(findings.map(({ file }) => file)).size
  const errors = findings.filter(({ level }) => level === 'error').length
  const warnings = findings.length - errors
  return `Found ${[count(errors, 'error'), count(warnings, 'warning')].filter(Boolean).join(' and ')} in ${count(files, 'file')}.`
}

const count = (number: number, what: string): string =>
  number === 0 ? '' : `${number} ${what}${number === 1 ? '' : 's'}`
