/**
 * @module
 * What the checker finds, as data.
 */
import type { SourceRange } from '../infer/tree.ts'

/** What can be found. */
export type RuleName = 'nesting' | 'text' | 'unreachable' | 'unused-disable' | 'yield-star'

/** A place in a file: lines and columns from 1, offsets from 0. */
export interface Location {
  /** The absolute path of the file. */
  readonly file: string
  readonly line: number
  readonly column: number
  readonly start: number
  readonly end: number
}

/** A place that has to do with a finding. */
export interface Related extends Location {
  readonly message: string
}

/** Something wrong in the source. */
export interface Finding extends Location {
  readonly rule: RuleName
  /** Only an error makes the check fail. */
  readonly level: 'error' | 'warning'
  readonly message: string
  readonly related: readonly Related[]
}

/** Where a tag, name or text is: of a tag, its name. */
export const locationOf = ({ file, node }: SourceRange): Location => {
  let { start, end } = node
  if (node.type === 'JSXElement') ({ start, end } = node.openingElement.name)
  if (node.type === 'JSXText') {
    const text = file.text.slice(start, end)
    start += text.length - text.trimStart().length
    end -= text.length - text.trimEnd().length
  }
  return { file: file.path, ...file.positionOf(start), start, end }
}
