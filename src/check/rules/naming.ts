/**
 * @module
 * What a part of a tree is called in messages, and where it is.
 */
import type { Place, Tree } from '../infer/tree.ts'

/** Where a tree is written, as far as it is in one place. */
export const placeOf = (tree: Tree): Place | undefined => {
  switch (tree.kind) {
    case 'element':
    case 'text':
    case 'use':
    case 'named':
      return tree.at
    case 'alternative':
      return firstPlace(tree.options)
    case 'sequence':
      return firstPlace(tree.items)
    default:
      return undefined
  }
}

const firstPlace = (trees: readonly Tree[]): Place | undefined => {
  for (const tree of trees) {
    const place = placeOf(tree)
    if (place) return place
  }
  return undefined
}

/** How a tree is named in a sentence. */
export const nameOf = (tree: Tree): string => {
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
      return [...new Set(tree.options.map(nameOf))].join(' or ')
    case 'sequence':
      return tree.items.map(nameOf).join(' and ')
    case 'many':
      return nameOf(tree.item)
    default:
      return 'what may be there'
  }
}
