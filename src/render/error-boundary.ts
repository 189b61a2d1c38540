import type { Children, TwimlElement } from '../vocabulary/children.ts'
import type { Frame } from './frame.ts'
import { renderNode, type Xml } from './node.ts'
import { type Problem, TwimlError } from './problem.ts'
import type { Found, Scope } from './scope.ts'
import { special } from './special.ts'

/** Props of {@link ErrorBoundary}. */
export interface ErrorBoundaryProps {
  /** What is rendered instead, or a function from the error to it. */
  fallback: Children | ((error: unknown) => Children)
  children?: Children
}

/** Whether problems mean that there is no document. */
export const stops = (problems: readonly Problem[], strict: boolean): boolean =>
  strict ? problems.length > 0 : problems.some(({ level }) => level === 'fatal')

/** Problems in the order of the document. */
export const inOrder = (found: Found): Problem[] =>
  found.flatMap((problem) => (Array.isArray(problem) ? inOrder(problem) : [problem]))

/**
 * Renders a fallback where something below it throws or rejects, so that a caller hears an apology and not dead air.
 * In `throw` mode a problem of what is below it counts as well. Whatever was rendered below it is discarded; a problem
 * of the fallback goes to the next boundary further up. Problems of the whole document, such as its size, are not
 * caught.
 *
 * @param props.fallback - What is rendered instead, or a function from the error to it.
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
export const ErrorBoundary: (props: ErrorBoundaryProps) => TwimlElement = /* @__PURE__ */ special(
  'ErrorBoundary',
  ({ fallback, children }, frame, scope, depth): Xml => {
    const found: Found = []
    const branch = frame.branch()
    // Async parts further down the document may find problems before this one is through.
    const place: Found = []
    scope.found.push(place)

    const instead = (error: unknown): Xml =>
      renderNode(
        typeof fallback === 'function' ? fallback(error) : fallback,
        frame,
        { ...scope, found: place },
        depth + 1,
      )
    const keep = (xml: string): Xml => {
      const problems = inOrder(found)
      if (stops(problems, scope.run.strict)) return instead(new TwimlError(problems))
      place.push(...problems)
      frame.merge(branch)
      return xml
    }
    return attempt(children, branch, { ...scope, found }, depth + 1, keep, instead)
  },
)

const attempt = (
  children: Children,
  frame: Frame,
  scope: Scope,
  depth: number,
  keep: (xml: string) => Xml,
  instead: (error: unknown) => Xml,
): Xml => {
  let xml: Xml
  try {
    xml = renderNode(children, frame, scope, depth)
  } catch (error) {
    return instead(error)
  }
  return typeof xml === 'string' ? keep(xml) : xml.then(keep, instead)
}
