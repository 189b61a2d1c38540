/**
 * @module
 * A parsed file: its text, its names, and positions in it.
 */
import { lazy } from './lazy.ts'
import type { Scopes } from './scope.ts'
import { readScopes } from './scope-reader.ts'
import type { Comment, Node, Syntax } from './syntax.ts'

/** A parsed file. */
export class SourceFile {
  readonly path: string
  readonly text: string
  readonly comments: readonly Comment[]
  readonly syntax: Syntax
  /** The import source of its JSX. */
  readonly jsxImportSource: string
  readonly #scopes: () => Scopes
  #lines: number[] | undefined

  /**
   * @param jsxImportSource - The one in its tsconfig. The file's own pragma, or that of compiled JSX, comes first.
   */
  constructor(path: string, text: string, syntax: Syntax, jsxImportSource: string) {
    this.path = path
    this.text = text
    this.syntax = syntax
    this.comments = syntax.comments
    const pragma = syntax.comments.find(({ value }) => PRAGMA.test(value))
    this.jsxImportSource =
      (pragma && PRAGMA.exec(pragma.value)?.[1]) ?? runtimeOf(syntax) ?? jsxImportSource
    this.#scopes = lazy(() => readScopes(syntax.program))
  }

  get scopes(): Scopes {
    return this.#scopes()
  }

  /** The source text of a node. */
  textOf(node: Node): string {
    return this.text.slice(node.start, node.end)
  }

  /** The line and column of an offset, both from 1. */
  positionOf(offset: number): { line: number; column: number } {
    const lines = (this.#lines ??= lineStarts(this.text))
    let low = 0
    let high = lines.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (lines[middle]! <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - lines[low]! + 1 }
  }

  /** The comment directly before the statement around a node; empty if there is none. */
  commentBefore(node: Node): string {
    let statement = node
    while (statement.parent && statement.parent.type !== 'Program') statement = statement.parent
    const comment = this.comments.findLast(({ end }) => end <= statement.start)
    return comment && this.text.slice(comment.end, statement.start).trim() === ''
      ? comment.value
      : ''
  }

  /** The package that a call of `require` loads. */
  required(node: Node): string | undefined {
    if (
      node.type !== 'CallExpression' ||
      node.callee.type !== 'Identifier' ||
      node.callee.name !== 'require' ||
      this.scopes.of.has(node.callee)
    )
      return undefined
    const [from] = node.arguments
    return from?.type === 'Literal' && typeof from.value === 'string' ? from.value : undefined
  }
}

const PRAGMA = /@jsxImportSource\s+(\S+)/

/** The import source of compiled JSX, by the runtime that it imports. */
const runtimeOf = ({ program }: Syntax): string | undefined => {
  for (const node of program.body)
    if (node.type === 'ImportDeclaration') {
      const source = /^(.+)\/jsx(-dev)?-runtime$/.exec(node.source.value)?.[1]
      if (source) return source
    }
  return undefined
}

const lineStarts = (text: string): number[] => {
  const starts = [0]
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
  return starts
}
