import type { Format } from './format.ts'
import { shownPath } from './path.ts'

/** An array of objects, for programs. */
export const json: Format = (findings, { cwd }) =>
  JSON.stringify(
    findings.map(({ file, line, column, rule, message, related }) => ({
      file: shownPath(file, cwd),
      line,
      column,
      rule,
      message,
      related: related.map(({ file, line, column, message }) => ({
        file: shownPath(file, cwd),
        line,
        column,
        message,
      })),
    })),
    undefined,
    2,
  )
