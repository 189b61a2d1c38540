/**
 * @module
 * Walks through the source in one place: from a tag to its children, and to the arguments of components, keeping track
 * of the elements around.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { type Analysis, PRESENT, WRONG } from './analysis.ts'
import { closedElements } from '../infer/elements.ts'
import { assume, type Known, truthOf } from './known.ts'
import { EMPTY, type Levels, outside, type PossibleOutput } from './possible-output.ts'
import { ROOT } from './placement.ts'
import {
  asTree,
  type ComponentUse,
  type Element,
  type Named,
  type Test,
  type Tree,
  type Value,
} from '../infer/tree.ts'

/** An element that may surround a tree. */
export interface Parent {
  readonly table: ElementTable
  /** The component that puts the tree into the element, unless the source does. */
  readonly by?: ComponentUse
  /** The element in the source of that component. */
  readonly element?: Element
  /** The neighbour from which this parent was inferred, if the source shows no parent. */
  readonly beside?: Tree
  /** The only use of a name, which puts what the name stands for into this parent. */
  readonly through?: ComponentUse | Named
}

/** The elements around a tree, as far as they are known. */
export interface Surroundings {
  /** Each group lists possible parents, of which one certainly surrounds it. Empty: unknown. */
  readonly groups: readonly (readonly Parent[])[]
  /** The tree is rendered together with its neighbours. */
  readonly together: boolean
  /** TypeScript checks the text in it. */
  readonly typed: boolean
  /** The facts that hold there. */
  readonly known: Known | undefined
  /** The surroundings under other facts, if they depend on them. */
  readonly under?: ((known: Known | undefined) => Surroundings) | undefined
}

/** A place with unknown surroundings. */
export const ANYWHERE: Surroundings = {
  groups: [],
  together: true,
  typed: false,
  known: undefined,
}

/** Called for each part of a tree, in the order of the text. `first`: the part does not continue a sequence. */
export type Visit = (tree: Tree, context: Surroundings, first: boolean) => void

/**
 * Walks through a tree and the arguments in it.
 *
 * @param isLive - If `true`, what the facts rule out is left out, and branches whose condition is not understood, which they
 *   may rule out. Default: false.
 */
export const walk = (
  tree: Tree,
  context: Surroundings,
  analysis: Analysis,
  visit: Visit,
  isLive = false,
): void => {
  const enter = (tree: Tree, context: Surroundings, first = true): void => {
    const known = narrow(tree, context, analysis)
    visit(tree, known, first)
    switch (tree.kind) {
      case 'element':
        return enter(tree.content(), {
          groups: [[{ table: tree.table }]],
          together: true,
          typed: true,
          known: known.known,
        })
      case 'sequence':
        for (const item of tree.items) enter(item, known, false)
        return
      case 'alternative': {
        const { options, test } = tree
        const truth = test && truthOf(test, known.known)
        if (isLive && !test) return
        for (const [i, option] of options.entries())
          if (test && truth === undefined) enter(option, suppose(known, test, i === 0))
          else if (truth === undefined || !isLive || truth === (i === 0)) enter(option, known)
        return
      }
      case 'many':
        return enter(tree.item, known)
      case 'use':
        tree.args?.forEach((value, index) => visitArgument(tree, value, String(index), known))
    }
  }
  /** An argument stands in the places where its component puts it. */
  const visitArgument = (
    use: ComponentUse,
    value: Value,
    path: string,
    context: Surroundings,
  ): void => {
    if (value.kind === 'object') {
      for (const [name, each] of value.written)
        visitArgument(use, each(), `${path}.${name}`, context)
      return
    }
    const tree = asTree(value)
    if (tree.kind !== 'unknown' && tree.kind !== 'nothing' && tree.kind !== 'parameter')
      enter(tree, contextOf(use, path, context, analysis))
  }
  enter(tree, context)
}

/** The surroundings where a condition is true, or where it is false. */
const suppose = (context: Surroundings, test: Test, truth: boolean): Surroundings => {
  const known = assume(test, truth, context.known)
  return known === context.known ? context : (context.under?.(known) ?? { ...context, known })
}

const contextOf = (
  use: ComponentUse,
  path: string,
  context: Surroundings,
  analysis: Analysis,
): Surroundings => {
  const { places, unseen } = analysis.placements.of(use, { owner: use.of, path }, context.known)
  const groupsOf = (wanted: boolean): (readonly Parent[])[] => {
    const chosen = places.filter(({ certain }) => certain === wanted)
    const parents = chosen.flatMap(({ parent }): Parent[] =>
      parent === ROOT ? [] : [{ table: parent.table, by: use, element: parent }],
    )
    const atRoot = chosen.some(({ parent }) => parent === ROOT)
    // An argument must fit every place that it certainly reaches; of its possible places, one is enough.
    if (wanted) return [...parents.map((parent) => [parent]), ...(atRoot ? context.groups : [])]
    if (unseen || chosen.length === 0) return []
    return atRoot ? context.groups.map((group) => [...group, ...parents]) : [parents]
  }
  return {
    groups: [...groupsOf(true), ...groupsOf(false)],
    together: !unseen && places.length > 0 && context.together,
    typed: false,
    known: context.known,
    under: (known) =>
      contextOf(use, path, context.under?.(known) ?? { ...context, known }, analysis),
  }
}

/** Infers the possible parents of a tree from those of its parts that are certainly rendered. */
const narrow = (tree: Tree, context: Surroundings, analysis: Analysis): Surroundings => {
  if (context.groups.length > 0 || !context.together) return context
  if (tree.kind !== 'sequence' && (tree.kind !== 'use' || !analysis.reads.passesOn(tree.of)))
    return context
  const levels = (item: Tree, outcomes: PossibleOutput): Levels =>
    tree.kind === 'use'
      ? outcomes.use(tree, outside(context.known), nothingGiven)
      : outcomes.of(item, outside(context.known))
  const items = tree.kind === 'sequence' ? flat(tree) : [tree]
  // Elements come before text, which fits into many parents and so tells less.
  const order = [
    ...items.filter(({ kind }) => kind !== 'text'),
    ...items.filter(({ kind }) => kind === 'text'),
  ]
  let parents = closedElements
  let beside: Tree = tree
  for (const item of order) {
    // A part that may be missing tells nothing.
    if (levels(item, analysis.presence) !== PRESENT) continue
    const fitting = parents.filter((parent) => levels(item, analysis.fits(parent)) !== WRONG)
    if (fitting.length === 0) {
      // It fits no parent, just like a whole document: nothing can be inferred.
      if (parents === closedElements) return context
    } else if (fitting.length < parents.length) {
      parents = fitting
      beside = item
    }
  }
  return parents === closedElements
    ? context
    : { ...context, groups: [parents.map((table) => ({ table, beside }))] }
}

const nothingGiven = (): Levels => EMPTY

/** A sequence, with the sequences in it flattened. */
export const flat = (tree: Tree): readonly Tree[] =>
  tree.kind === 'sequence' ? tree.items.flatMap(flat) : [tree]
