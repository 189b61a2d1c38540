import { styleText } from 'node:util'
import type { Finding } from '../../rules/finding.ts'
import { oneLine } from '../../../vocabulary/verdict.ts'
import { codeFrame, type Paint, type Style } from './code-frame.ts'
import type { Format, FormatContext } from './format.ts'
import { shownPath } from './path.ts'

/** For people: each finding with its lines, and how many there are. */
export const pretty: Format = (findings, context) => {
  const paint: Paint = (style: Style, text) =>
    // `hasColors` has decided by the stream already.
    context.colors ? styleText(style, text, { validateStream: false }) : text
  return findings.length === 0
    ? ''
    : [...findings.map((finding) => shown(finding, context, paint)), summary(findings)].join('\n\n')
}

const shown = (
  { file, line, column, rule, level, message, start, end, related }: Finding,
  context: FormatContext,
  paint: Paint,
): string => {
  const place = (file: string, line: number, column: number) =>
    `${paint('cyan', shownPath(file, context.cwd))}:${paint('yellow', String(line))}:${paint('yellow', String(column))}`
  const text = context.textOf(file)
  const parts = [
    `${place(file, line, column)} - ${paint(level === 'error' ? 'red' : 'yellow', level)} ${paint('gray', `TWIML-${rule}`)}: ${oneLine(message)}`,
  ]
  if (text !== undefined) parts.push(codeFrame(text, line, column, end - start, paint))
  if (related.length > 0)
    parts.push(
      related
        .map((each) => `  ${place(each.file, each.line, each.column)}: ${oneLine(each.message)}`)
        .join('\n'),
    )
  return parts.join('\n\n')
}

const summary = (findings: readonly Finding[]): string => {
  const files = new Set(findings.map(({ file }) => file)).size
  const errors = findings.filter(({ level }) => level === 'error').length
  const warnings = findings.length - errors
  return `Found ${[count(errors, 'error'), count(warnings, 'warning')].filter(Boolean).join(' and ')} in ${count(files, 'file')}.`
}

const count = (number: number, what: string): string =>
  number === 0 ? '' : `${number} ${what}${number === 1 ? '' : 's'}`
