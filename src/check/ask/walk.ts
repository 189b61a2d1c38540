/**
 * @module
 * The walk through what is written in one place: from a tag to its children, and to what is handed to components,
 * with what is known of the elements around.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { type Analysis, PRESENT, WRONG } from './analysis.ts'
import { closedElements } from '../infer/elements.ts'
import { EMPTY, type Levels, type PossibleOutput, passesOn } from './possible-output.ts'
import { ROOT } from './placement.ts'
import { asTree, type Element, type Tree, type ComponentUse, type Value } from '../infer/tree.ts'

/** An element that is around something. */
export interface Parent {
  readonly table: ElementTable
  /** The component that puts it there, where it is not written there. */
  readonly by?: ComponentUse
  /** Where that component does so. */
  readonly element?: Element
  /** What stands beside, where nothing else tells that this may be around. */
  readonly beside?: Tree
}

/** What is known of the place where something stands. */
export interface Surroundings {
  /** Each group lists possible parents, of which one certainly surrounds it. Empty: unknown. */
  readonly groups: readonly (readonly Parent[])[]
  /** It stays together with what is beside it. */
  readonly together: boolean
  /** TypeScript sees text in it. */
  readonly typed: boolean
}

/** Nothing is known. */
export const ANYWHERE: Surroundings = { groups: [], together: true, typed: false }

/** Told about each part of a tree, in the order of the text. `first`: it does not continue a sequence. */
export type Visit = (tree: Tree, context: Surroundings, first: boolean) => void

/** Walks through what is written in one place. */
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
  /** What is handed to a component stands where the component puts it. */
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
    // What is always put somewhere must fit there; of several places, each by itself.
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

/** What is certainly rendered tells what may be around it and what is beside it. */
const narrow = (tree: Tree, context: Surroundings, analysis: Analysis): Surroundings => {
  if (context.groups.length > 0 || !context.together) return context
  if (tree.kind !== 'sequence' && (tree.kind !== 'use' || !passesOn(tree.of))) return context
  const levels = (item: Tree, outcomes: PossibleOutput): Levels =>
    tree.kind === 'use'
      ? outcomes.use(tree, new Map(), false, nothingGiven)
      : outcomes.of(item, undefined, false)
  const items = tree.kind === 'sequence' ? flat(tree) : [tree]
  // Text stands in many elements: what the elements beside it tell comes first.
  const order = [
    ...items.filter(({ kind }) => kind !== 'text'),
    ...items.filter(({ kind }) => kind === 'text'),
  ]
  let parents = closedElements
  let beside: Tree = tree
  for (const item of order) {
    // What may be missing tells nothing.
    if (levels(item, analysis.presence) !== PRESENT) continue
    const fitting = parents.filter((parent) => levels(item, analysis.fits(parent)) !== WRONG)
    if (fitting.length === 0) {
      // It fits nowhere, as a whole document does: nothing can be concluded.
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

/** A sequence without the sequences in it. */
export const flat = (tree: Tree): readonly Tree[] =>
  tree.kind === 'sequence' ? tree.items.flatMap(flat) : [tree]
