/**
 * @module
 * The scope of an element: rendering options, the list of problems, defaults and contexts.
 */
import type { InertElement } from '../vocabulary/element.ts'
import { MAX_TOLD, type Verdict } from '../vocabulary/verdict.ts'
import { type Frame, pathOf } from './frame.ts'
import { type Problem, TwimlError } from './problem.ts'

/** XML text, or the promise of it. */
export type Xml = string | Promise<string>

/** Problems in the order of the document. A nested list holds those of a part that is rendered separately. */
export type ProblemTree = (Problem | ProblemTree)[]

/** The awaiting of async parts; absent in synchronous rendering. */
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

/** A context and its value, linked to those further up. */
interface Provided {
  readonly context: object
  readonly value: unknown
  readonly above: Provided | undefined
}

/** The state that an element inherits from above. */
export interface Scope {
  /** True if problems are thrown instead of reported. */
  readonly strict: boolean
  /** True if the document is passed to Twilio inline, which gives a relative URL no base. */
  readonly inline: boolean
  readonly awaiting: Awaiting | undefined
  readonly problems: ProblemTree
  /** Adds default attributes. */
  readonly defaults?: (name: string, element: InertElement) => InertElement
  readonly provided?: Provided
  /** Totals for the whole document so far: components, without fragments, and problems. */
  readonly counts: { components: number; problems: number; fatal: boolean }
}

/** The problem of a frame's element, or of a child `element` named `last`. */
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

/** Handles the rejection of a value that is dropped: as a promise it would be unhandled. */
export const ignoreRejection = (value: unknown): void => {
  // Cheap, since JSON from a user may hold hundreds of thousands of values.
  if (typeof value === 'object' && value !== null && 'then' in value)
    void Promise.resolve(value).catch(() => {})
}

/** True for a promise of any class. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'

/** Records a problem. */
export const report = (
  scope: Scope,
  verdict: Verdict,
  frame: Frame,
  element?: InertElement,
  ...last: string[]
): void => {
  const { problems, counts } = scope
  // Input from a user may cause hundreds of thousands of problems. The first of a part, and the first fatal one, are
  // always kept: they decide the fate of that part.
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
  // The type of `flat` does not know unlimited nesting.
  (problems as Problem[][]).flat(Infinity as 1)

/** Throws fatal problems; in strict mode, all problems. */
export const throwIf = (problems: Problem[], strict: boolean): void => {
  if (problems.some(({ level }) => strict || level === 'fatal')) throw new TwimlError(problems)
}
