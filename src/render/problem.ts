/**
 * @module
 * Problems of a document, with their places.
 */
import type { Source } from '../vocabulary/element.ts'
import type { Verdict } from '../vocabulary/verdict.ts'

/**
 * A problem of a document, found while rendering it.
 *
 * @example
 * ```ts
 * const problem: Problem = {
 *   rule: 'nesting',
 *   level: 'error',
 *   code: 12200,
 *   message: 'A <Body> must not stand in <Gather>: a <Gather> takes <Say>, <Play> and <Pause>.',
 *   path: 'Response > Gather > Body',
 *   source: { fileName: 'app.tsx', lineNumber: 12, columnNumber: 9 },
 * }
 * ```
 */
export interface Problem extends Verdict {
  /** The elements from the root down to the place, such as `Response > Gather > Body`. */
  readonly path: string
  /** The element's position in the source, as far as the dev runtime knows it. */
  readonly source: Source | undefined
}

const where = (path: string, source: Source | null | undefined): string =>
  `\n    in ${path || 'the document'}` +
  (source ? ` (${source.fileName}:${source.lineNumber}:${source.columnNumber})` : '')

/**
 * A problem as text for people.
 *
 * @example
 * ```ts
 * const options: RenderOptions = { onProblem: (problem) => console.error(formatProblem(problem)) }
 * ```
 */
export const formatProblem = ({ message, code, path, source }: Problem): string =>
  message + (code ? ` (error ${code})` : '') + where(path, source)

/**
 * Thrown if a document cannot or, in `throw` mode, should not be sent. It lists every problem of the document.
 *
 * @example
 * ```tsx
 * import { render, TwimlError } from 'twimlx'
 * import { Message, Response } from 'twimlx/messaging'
 *
 * try {
 *   render(
 *     <Response>
 *       <Message>{''}</Message>
 *     </Response>,
 *     { problems: 'throw' },
 *   )
 * } catch (error) {
 *   if (error instanceof TwimlError) for (const { code, message } of error.problems) console.error(code, message)
 * }
 * ```
 */
export class TwimlError extends Error {
  override readonly name = 'TwimlError'
  /** The problems in the order of the document. */
  declare readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n\n'))
    this.problems = problems
  }
}

/**
 * Adds the place in the document to a user's own error: to its stack, so that its message stays the user's, and as
 * `elementPath`. The innermost place comes first and is kept.
 */
export const addPlaceToError = (
  error: unknown,
  path: string,
  source: Source | null | undefined,
): unknown => {
  if (error instanceof Error && !('elementPath' in error || error instanceof TwimlError))
    try {
      Object.assign(error, { elementPath: path, stack: error.stack + where(path, source) })
    } catch {
      // The error may be frozen, or its stack read-only: it is thrown without its place.
    }
  return error
}
