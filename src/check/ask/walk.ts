/**
 * @module
 * Walks through the source in one place: from a tag to its children, and to the arguments of components, keeping track
 * of the elements around.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { type Analysis, PRESENT, WRONG } from './analysis.ts'
import { closedElements } from '../infer/elements.ts'
import { EMPTY, type Levels, type PossibleOutput, passesOn } from './possible-output.ts'
import { ROOT } from './placement.ts'
import { asTree, type Element, type Tree, type ComponentUse, type Value } from '../infer/tree.ts'

/** An element that may surround a tree. */
export interface Parent {
  readonly table: ElementTable
  /** The component that puts the tree into the element, unless the source does. */
  readonly by?: ComponentUse
  /** The element in the source of that component. */
  readonly element?: Element
  /** The neighbour from which this parent was inferred, if the source shows no parent. */
  readonly beside?: Tree
}

/** The elements around a tree, as far as they are known. */
export interface Surroundings {
  /** Each group lists possible parents, of which one certainly surrounds it. Empty: unknown. */
  readonly groups: readonly (readonly Parent[])[]
  /** The tree is rendered together with its neighbours. */
  readonly together: boolean
  /** TypeScript checks the text in it. */
  readonly typed: boolean
}

/** A place with unknown surroundings. */
export const ANYWHERE: Surroundings = { groups: [], together: true, typed: false }

/** Called for each part of a tree, in the order of the text. `first`: the part does not continue a sequence. */
export type Visit = (tree: Tree, context: Surroundings, first: boolean) => void

/** Walks through a tree and the arguments in it. */
export const walk = (tree: Tree, context: Surroundings, analysis: Analysis, visit: Visit): void => {
  const enter = (tree: Tree, context: Surroundings, first = true): void => {
    const known = narrow(tree, context, analysis)
    visit(tree, known, first)
    switch (tree.kind) {
      case 'element':
        return enter(tree.content(), {
          groups: [[{ table: tree.table }]],
          together: true,
          typed: true,
        })
      case 'sequence':
        for (const item of tree.items) enter(item, known, false)
        return
      case 'alternative':
        for (const option of tree.options) enter(option, known)
        return
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

const contextOf = (
  use: ComponentUse,
  path: string,
  context: Surroundings,
  analysis: Analysis,
): Surroundings => {
  const { places, unseen } = analysis.placements.of(use.of, { owner: use.of, path })
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
  }
}

/** Infers the possible parents of a tree from those of its parts that are certainly rendered. */
const narrow = (tree: Tree, context: Surroundings, analysis: Analysis): Surroundings => {
  if (context.groups.length > 0 || !context.together) return context
  if (tree.kind !== 'sequence' && (tree.kind !== 'use' || !passesOn(tree.of))) return context
  const levels = (item: Tree, outcomes: PossibleOutput): Levels =>
    tree.kind === 'use'
      ? outcomes.use(tree, new Map(), false, nothingGiven)
      : outcomes.of(item, undefined, false)
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
