/**
 * @module
 * What reaches an element from above: how the document is rendered, where problems go, defaults and contexts.
 */
import type { InertElement } from '../vocabulary/element.ts'
import { MAX_TOLD, type Verdict } from '../vocabulary/verdict.ts'
import { type Frame, pathOf } from './frame.ts'
import { type Problem, TwimlError } from './problem.ts'

/** XML text, or the promise of it. */
export type Xml = string | Promise<string>

/** Problems in the order of the document: a list within the list is the place of a part that is rendered apart. */
export type ProblemTree = (Problem | ProblemTree)[]

/** How async parts are awaited; absent where they are not. */
export interface Awaiting {
  /** The text of a component's promise. */
  component(
    result: PromiseLike<unknown>,
    element: InertElement,
    frame: Frame,
    scope: Scope,
    depth: number,
  ): Promise<string>
  /** The text of a list, from its first async part on. */
  restOfList(
    parts: Xml[],
    nodes: readonly unknown[],
    frame: Frame,
    scope: Scope,
    depth: number,
  ): Promise<string>
}

/** A context and its value, in front of those further up. */
interface Provided {
  readonly context: object
  readonly value: unknown
  readonly above: Provided | undefined
}

/** What reaches an element from above. */
export interface Scope {
  /** Problems are thrown, not reported. */
  readonly strict: boolean
  /** The document is passed to Twilio inline, where a relative URL has no base. */
  readonly inline: boolean
  readonly awaiting: Awaiting | undefined
  readonly problems: ProblemTree
  /** Adds default attributes. */
  readonly defaults?: (name: string, element: InertElement) => InertElement
  readonly provided?: Provided
  /** What there was so far, in the whole document: components, without fragments, and problems. */
  readonly counts: { components: number; problems: number; fatal: boolean }
}

/** A problem of the element of that frame, or of an element named `last` in it. */
export const problem = (
  verdict: Verdict,
  frame: Frame | undefined,
  element = frame?.element,
  ...last: string[]
): Problem => ({
  ...verdict,
  path: pathOf(frame, ...last),
  source: element?.source ?? undefined,
})

/** Leaves a value aside. If it is a promise, nobody waits for it: a rejection would be left unhandled. */
export const ignoreRejection = (value: unknown): void => {
  // Of what a user sends as JSON there may be hundreds of thousands.
  if (typeof value === 'object' && value !== null && 'then' in value)
    void Promise.resolve(value).catch(() => {})
}

/** Whether it is a promise, of whatever class. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'

/** Notes a problem. */
export const report = (
  scope: Scope,
  verdict: Verdict,
  frame: Frame,
  element?: InertElement,
  ...last: string[]
): void => {
  const { problems, counts } = scope
  // What a user sends may have hundreds of thousands. One of a part, or a fatal one, decides what becomes of that part.
  if (
    ++counts.problems <= MAX_TOLD ||
    problems.length === 0 ||
    (verdict.level === 'fatal' && !counts.fatal)
  )
    problems.push(problem(verdict, frame, element, ...last))
  counts.fatal ||= verdict.level === 'fatal'
}

/** Problems in the order of the document. */
export const inOrder = (problems: ProblemTree): Problem[] =>
  // The type of `flat` does not know nesting without end.
  (problems as Problem[][]).flat(Infinity as 1)

/** Throws where there are problems that leave no document, or any where they are to be thrown. */
export const throwIf = (problems: Problem[], strict: boolean): void => {
  if (problems.some(({ level }) => strict || level === 'fatal')) throw new TwimlError(problems)
}
