import type { Format } from './format.ts'
import { relativePath } from './path.ts'

/** An array of objects, for programs. */
export const json: Format = (findings, { cwd }) =>
  JSON.stringify(
    findings.map(({ file, line, column, rule, message, related }) => ({
      file: relativePath(file, cwd),
      line,
      column,
      rule,
      message,
      related: related.map(({ file, line, column, message }) => ({
        file: relativePath(file, cwd),
        line,
        column,
        message,
      })),
    })),
    undefined,
    2,
  )
