/**
 * @module
 * What reaches an element from above: the run it belongs to, where problems go, default attributes and contexts.
 */
import type { Verdict } from '../vocabulary/problem.ts'
import type { Frame } from './frame.ts'
import { pathOf } from './frame.ts'
import type { Problem } from './problem.ts'

/** What holds for a whole document. */
export interface Run {
  /** Problems are thrown, not reported. */
  readonly strict: boolean
  /** Async components are awaited. */
  readonly async: boolean
  /** The document is passed to Twilio inline, where a relative URL has no base. */
  readonly inline: boolean
}

/** Problems in the order of the document: a list within the list is the place of an async part. */
export type Found = (Problem | Found)[]

/** A context and its value, in front of those further up. */
export interface Provided {
  readonly context: object
  readonly value: unknown
  readonly above: Provided | undefined
}

/** Attributes given to every element of a name. */
export type DefaultProps = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

/** What reaches an element from above. */
export interface Scope {
  readonly run: Run
  readonly found: Found
  readonly defaults: DefaultProps | undefined
  readonly provided: Provided | undefined
}

/** Notes a problem of the element of that frame, or of `last` in it. */
export const report = (
  scope: Scope,
  verdict: Verdict,
  frame: Frame,
  element = frame.element,
  ...last: string[]
): void => {
  if (verdict.level !== 'advice')
    scope.found.push({
      ...verdict,
      path: pathOf(frame, ...last),
      source: element?.source ?? undefined,
    })
}
