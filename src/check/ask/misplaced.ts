/**
 * @module
 * The element or text that makes a component or variable wrong in its place, for the report to point to.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { type Analysis, WRONG } from './analysis.ts'
import { lookUp } from './possible-output.ts'
import {
  asTree,
  type ComponentUse,
  type Element,
  partsOf,
  type Text,
  type Tree,
} from '../infer/tree.ts'

/** An element or text that does not fit in its place. */
export type Misplaced = Element | Text

interface Invocation {
  readonly use: ComponentUse
  readonly outer: Invocation | undefined
}

/** Finds the first element or text that a tree may put directly into that parent and that does not fit there. */
export const findMisplaced = (
  tree: Tree,
  parent: ElementTable,
  analysis: Analysis,
): Misplaced | undefined => {
  const fits = analysis.fits(parent)
  const search = (tree: Tree, call: Invocation | undefined): Misplaced | undefined => {
    switch (tree.kind) {
      case 'element':
      case 'text':
        return fits.of(tree) & WRONG ? tree : undefined
      case 'parameter': {
        let at = call
        while (at && at.use.of !== tree.owner) at = at.outer
        const value = at?.use.args && lookUp(at.use.args, tree.path)
        return value ? search(asTree(value), at?.outer) : first(partsOf(tree), call)
      }
      case 'use': {
        // A component that renders itself adds nothing to its first output.
        for (let at = call; at; at = at.outer) if (at.use.of === tree.of) return undefined
        return search(tree.of.tree(), { use: tree, outer: call })
      }
      default:
        return first(partsOf(tree), call)
    }
  }
  const first = (trees: readonly Tree[], call: Invocation | undefined): Misplaced | undefined => {
    for (const tree of trees) {
      const found = search(tree, call)
      if (found) return found
    }
    return undefined
  }
  return search(tree, undefined)
}
