/**
 * @module
 * What is wrong with a document, and where.
 */
import type { Source } from '../vocabulary/element.ts'
import type { Verdict } from '../vocabulary/verdict.ts'

/** Something wrong with a document, found while rendering it. */
export interface Problem extends Verdict {
  /** The elements from the root down to the place, such as `Response > Gather > Body`. */
  readonly path: string
  /** Where the element was written, as far as the dev runtime was told. */
  readonly source: Source | undefined
}

const where = (path: string, source: Source | null | undefined): string =>
  `\n    in ${path || 'the document'}` +
  (source ? ` (${source.fileName}:${source.lineNumber}:${source.columnNumber})` : '')

/** A problem as a person reads it. */
export const formatProblem = ({ message, code, path, source }: Problem): string =>
  message + (code ? ` (error ${code})` : '') + where(path, source)

/**
 * Thrown where a document cannot or, in `throw` mode, should not be sent. It lists every problem of the document.
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
  /** What is wrong, in the order of the document. */
  declare readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n\n'))
    this.problems = problems
  }
}

/**
 * Adds to an error of the user's own where in the document it was thrown: to its stack, so that its message stays what
 * the user wrote, and as `elementPath`. The innermost place is told first and kept.
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
      // Frozen, or its stack is read-only: it is the user's error all the same.
    }
  return error
}
