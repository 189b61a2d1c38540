/**
 * @module
 * The element or text that makes a component or variable wrong in its place, for the report to point to.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { type Analysis, WRONG } from './analysis.ts'
import { assume, type Known, truthOf } from './known.ts'
import { outside } from './possible-output.ts'
import { lookUp } from './root-reads.ts'
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
  /** The facts that hold around it. */
  readonly known: Known | undefined
}

/** Finds the first element or text that a tree may put directly into that parent and that does not fit there. */
export const findMisplaced = (
  tree: Tree,
  parent: ElementTable,
  known: Known | undefined,
  analysis: Analysis,
): Misplaced | undefined => {
  const fits = analysis.fits(parent)
  const search = (
    tree: Tree,
    call: Invocation | undefined,
    known: Known | undefined,
  ): Misplaced | undefined => {
    switch (tree.kind) {
      case 'element':
      case 'text':
        return fits.of(tree, outside(known)) & WRONG ? tree : undefined
      case 'parameter': {
        let at = call
        while (at && at.use.of !== tree.owner) at = at.outer
        const value = at?.use.args && lookUp(at.use.args, tree.path)
        return value
          ? search(asTree(value), at?.outer, at?.known)
          : first(partsOf(tree), call, known)
      }
      case 'use': {
        // A component that renders itself adds nothing to its first output.
        for (let at = call; at; at = at.outer) if (at.use.of === tree.of) return undefined
        return search(
          tree.of.tree(),
          { use: tree, outer: call, known },
          analysis.reads.known(tree, known),
        )
      }
      case 'alternative': {
        const { options, test } = tree
        if (!test) return first(options, call, known)
        const truth = truthOf(test, known)
        const [then, otherwise] = options
        return (
          (truth === false ? undefined : search(then!, call, assume(test, true, known))) ??
          (truth === true ? undefined : search(otherwise!, call, assume(test, false, known)))
        )
      }
      default:
        return first(partsOf(tree), call, known)
    }
  }
  const first = (
    trees: readonly Tree[],
    call: Invocation | undefined,
    known: Known | undefined,
  ): Misplaced | undefined => {
    for (const tree of trees) {
      const found = search(tree, call, known)
      if (found) return found
    }
    return undefined
  }
  return search(tree, undefined, known)
}
