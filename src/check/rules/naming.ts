/**
 * @module
 * The names of trees in messages, and their places.
 */
import type { SourceRange, Tree } from '../infer/tree.ts'

/** The place of a tree in the source; `undefined` if it has no single one. */
export const rangeOf = (tree: Tree): SourceRange | undefined => {
  switch (tree.kind) {
    case 'element':
    case 'text':
    case 'use':
    case 'named':
      return tree.at
    case 'alternative':
      return firstRange(tree.options)
    case 'sequence':
      return firstRange(tree.items)
    case 'many':
      return rangeOf(tree.item)
    default:
      return undefined
  }
}

const firstRange = (trees: readonly Tree[]): SourceRange | undefined => {
  for (const tree of trees) {
    const range = rangeOf(tree)
    if (range) return range
  }
  return undefined
}

/** The name of a tree in a sentence. */
export const describe = (tree: Tree): string => {
  switch (tree.kind) {
    case 'element':
      return `<${tree.table.name}>`
    case 'text':
      return 'text'
    case 'use':
      return tree.tag ? `<${tree.name}>` : `${tree.name}()`
    case 'named':
      return tree.at.node.type === 'JSXElement' ? `<${tree.name}>` : tree.name
    case 'alternative':
      return [...new Set(tree.options.map(describe))].join(' or ')
    case 'sequence':
      return tree.items.map(describe).join(' and ')
    case 'many':
      return describe(tree.item)
    default:
      return 'what may be there'
  }
}
