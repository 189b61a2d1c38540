/**
 * A parser for ESLint that reads any TypeScript: it gives the comments, so that `eslint-disable` works, and an empty
 * program. The rules of `twimlx/eslint` parse the text themselves; other rules find nothing with it.
 *
 * @module twimlx/eslint-parser
 */
import { parse } from '../read/syntax.ts'

/**
 * The name of the parser in ESLint's messages and cache.
 *
 * @example
 * ```ts
 * import { meta } from 'twimlx/eslint-parser'
 *
 * console.log(meta.name) // twimlx/eslint-parser
 * ```
 */
export const meta = { name: 'twimlx/eslint-parser', version: '1' }

/**
 * Parses a file for ESLint.
 *
 * @param text - Its text.
 * @param options - `filePath` is its path.
 * @returns A program without statements, with all comments.
 *
 * @example
 * ```ts
 * import * as parser from 'twimlx/eslint-parser'
 *
 * // eslint.config.js of a project that lints TSX with these rules alone
 * export default [{ files: ['**\/*.tsx'], languageOptions: { parser } }]
 * ```
 */
export const parseForESLint = (
  text: string,
  { filePath = 'input.tsx' }: { filePath?: string } = {},
) => {
  const position = positions(text)
  const span = (start: number, end: number) => ({
    range: [start, end] as [number, number],
    loc: { start: position(start), end: position(end) },
  })
  return {
    ast: {
      type: 'Program' as const,
      sourceType: 'module' as const,
      body: [],
      tokens: [],
      comments: (parse(filePath, text)?.comments ?? []).map(({ type, value, start, end }) => ({
        type,
        value,
        ...span(start, end),
      })),
      ...span(0, text.length),
    },
    visitorKeys: { Program: [] },
  }
}

/** Lines from 1 and columns from 0, as ESTree counts; the line breaks are JavaScript's. */
const positions = (text: string) => {
  const starts = [
    0,
    ...[...text.matchAll(/\r\n|[\r\n\u2028\u2029]/g)].map((at) => at.index + at[0].length),
  ]
  return (offset: number) => {
    const line = starts.findLastIndex((start) => start <= offset)
    return { line: line + 1, column: offset - starts[line]! }
  }
}
