/**
 * @module
 * The checker's findings, as data.
 */
import type { SourceRange } from '../infer/tree.ts'

/** The rules. */
export type RuleName =
  'nesting' | 'text' | 'unreachable' | 'unused-disable' | 'value' | 'yield-star'

/** A place in a file: lines and columns from 1, offsets from 0. */
export interface Location {
  /** The absolute path of the file. */
  readonly file: string
  readonly line: number
  readonly column: number
  readonly start: number
  readonly end: number
}

/** A place related to a finding, such as the component that renders the element. */
export interface Related extends Location {
  readonly message: string
}

/** A mistake in the source. */
export interface Finding extends Location {
  readonly rule: RuleName
  /** Only an error makes the check fail. */
  readonly level: 'error' | 'warning'
  readonly message: string
  readonly related: readonly Related[]
}

/** The place of a tag, name or text; of a tag, the place of its name. */
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
