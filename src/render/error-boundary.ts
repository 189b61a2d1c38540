import type { Children, TwimlElement } from '../vocabulary/children.ts'
import { Frame } from './frame.ts'
import { renderNode } from './node.ts'
import { TwimlError } from './problem.ts'
import { type ProblemTree, inOrder, throwIf, type Xml } from './scope.ts'
import { defineBuiltIn } from './built-in.ts'

/**
 * Props of {@link ErrorBoundary}.
 *
 * @example
 * ```tsx
 * import { ErrorBoundary, type ErrorBoundaryProps } from 'twimlx'
 * import { Say } from 'twimlx/voice'
 *
 * export const Apologetic = ({ children }: Pick<ErrorBoundaryProps, 'children'>) => (
 *   <ErrorBoundary fallback={<Say>Sorry, that did not work.</Say>}>{children}</ErrorBoundary>
 * )
 * ```
 */
export interface ErrorBoundaryProps {
  /** The content to render instead, or a function from the error to it. */
  fallback: Children | ((error: unknown) => Children)
  children?: Children
}

/**
 * Renders a fallback if something below it throws or rejects, so that a caller hears an apology and not dead air. In
 * `throw` mode, problems below it count as well. Everything rendered below it is discarded; a problem of the fallback
 * goes to the next boundary further up. Problems of the whole document, such as its size, are not caught, nor an async
 * component that `render` cannot await.
 *
 * @param props.fallback - The content to render instead, or a function from the error to it.
 *
 * @example
 * ```tsx
 * import { ErrorBoundary } from 'twimlx'
 * import { Response, Say } from 'twimlx/voice'
 *
 * const Weather = async () => <Say>{await fetch('https://example.com/weather').then((r) => r.text())}</Say>
 *
 * const document = (
 *   <Response>
 *     <ErrorBoundary fallback={<Say>There is no forecast today.</Say>}>
 *       <Weather />
 *     </ErrorBoundary>
 *   </Response>
 * )
 * ```
 */
export const ErrorBoundary: (props: ErrorBoundaryProps) => TwimlElement =
  /* @__PURE__ */ defineBuiltIn(
    'ErrorBoundary',
    ({ props: { fallback, children } }, frame, scope, depth): Xml => {
      // Async parts further down the document may find problems before this one is done.
      const place: ProblemTree = []
      scope.problems.push(place)
      const found: ProblemTree = []
      const { problems, fatal } = scope.counts
      // The content below may be discarded, and must leave no trace.
      const branch = new Frame(frame.table, frame.element, frame.parent)

      const instead = (error: unknown): Xml => {
        // Not a failure below: the document is rendered by the wrong function.
        if (
          error instanceof TwimlError &&
          error.problems.some(({ rule }) => rule === 'async-component')
        )
          throw error
        // Discarded parts do not count.
        Object.assign(scope.counts, { problems, fatal })
        return renderNode(
          typeof fallback === 'function' ? fallback(error) : fallback,
          frame,
          { ...scope, problems: place },
          depth + 1,
        )
      }
      const keep = (xml: string): string => {
        throwIf(inOrder(found), scope.strict)
        place.push(...found)
        for (const child of branch.children) frame.add(child)
        frame.textLength += branch.textLength
        frame.hasUnjudgedMarkup ||= branch.hasUnjudgedMarkup
        return xml
      }
      try {
        const xml = renderNode(children, branch, { ...scope, problems: found }, depth + 1)
        return typeof xml === 'string' ? keep(xml) : xml.then(keep).catch(instead)
      } catch (error) {
        return instead(error)
      }
    },
  )
