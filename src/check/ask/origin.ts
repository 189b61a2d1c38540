/**
 * @module
 * The element or text that makes a component or variable wrong in its place: what the report points to.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { type Analysis, WRONG } from './analysis.ts'
import { lookUp } from './possible-output.ts'
import { asTree, type Element, type Text, type Tree, type Use } from '../infer/tree.ts'

/** What does not fit. */
export type Culprit = Element | Text

interface Call {
  readonly use: Use
  readonly outer: Call | undefined
}

/** The first element or text that a tree may put directly into that parent and that does not fit there. */
export const findCulprit = (
  tree: Tree,
  parent: ElementTable,
  analysis: Analysis,
): Culprit | undefined => {
  const fits = analysis.fits(parent)
  const search = (tree: Tree, call: Call | undefined): Culprit | undefined => {
    switch (tree.kind) {
      case 'element':
      case 'text':
        return fits.of(tree) & WRONG ? tree : undefined
      case 'sequence':
        return first(tree.items, call)
      case 'alternative':
        return first(tree.options, call)
      case 'many':
        return search(tree.item, call)
      case 'named':
        return search(tree.tree, call)
      case 'hole': {
        let at = call
        while (at && at.use.of !== tree.owner) at = at.outer
        const value = at?.use.args && lookUp(at.use.args, tree.path)
        return value
          ? search(asTree(value), at?.outer)
          : tree.otherwise && search(tree.otherwise, call)
      }
      case 'use': {
        // What renders itself adds nothing to what it renders first.
        for (let at = call; at; at = at.outer) if (at.use.of === tree.of) return undefined
        return search(tree.of.tree(), { use: tree, outer: call })
      }
      default:
        return undefined
    }
  }
  const first = (trees: readonly Tree[], call: Call | undefined): Culprit | undefined => {
    for (const tree of trees) {
      const found = search(tree, call)
      if (found) return found
    }
    return undefined
  }
  return search(tree, undefined)
}
