/**
 * @module
 * The rule `unreachable`: a verb after one that always ends the document or hands control over.
 */
import { type Analysis, ENDS, VERB } from '../ask/analysis.ts'
import { type Finding, locationOf } from './finding.ts'
import { isDocument, isVerb } from '../infer/elements.ts'
import type { Known } from '../ask/known.ts'
import { EMPTY, outside } from '../ask/possible-output.ts'
import { lookUp } from '../ask/root-reads.ts'
import { describe, rangeOf } from './naming.ts'
import { ROOT } from '../ask/placement.ts'
import {
  asTree,
  type Element,
  type Named,
  type Tree,
  type ComponentUse,
  type Value,
} from '../infer/tree.ts'
import { type Surroundings, flat } from '../ask/walk.ts'

/** The first verb of a sequence that is never reached, if there is one. */
export const judgeReach = (
  tree: Tree,
  { groups, together, known }: Surroundings,
  analysis: Analysis,
): Finding | undefined => {
  if (tree.kind !== 'sequence') return undefined
  // Verbs run in a document only. Where the parent is unknown, verbs that are rendered together may stand in one.
  if (
    groups.length === 0
      ? !together
      : !groups.every((group) => group.some(({ table }) => isDocument(table)))
  )
    return undefined
  let last: Tree | undefined
  for (const item of flat(tree)) {
    const verb = last && certainVerb(item, known, analysis)
    if (last && verb) return finding(verb, last)
    if (!last && analysis.endings.of(item, outside(known)) === ENDS) last = item
  }
  return undefined
}

type Verb = Element | ComponentUse | Named

/** The part of the source that certainly renders a verb. */
const certainVerb = (
  tree: Tree,
  known: Known | undefined,
  analysis: Analysis,
): Verb | undefined => {
  switch (tree.kind) {
    case 'element':
      return isVerb(tree.table) ? tree : undefined
    case 'named':
      return analysis.verbs.of(tree, outside(known)) === VERB ? tree : undefined
    case 'use': {
      if (analysis.verbs.of(tree, outside(known)) !== VERB) return undefined
      const own = analysis.verbs.use(tree, outside(known), () => EMPTY) === VERB
      return own ? tree : (givenVerb(tree, known, analysis) ?? tree)
    }
    default:
      return undefined
  }
}

/** The verb among the arguments that a component puts at its own root. */
const givenVerb = (
  use: ComponentUse,
  known: Known | undefined,
  analysis: Analysis,
): Verb | undefined => {
  for (const path of givenPaths(use.args ?? [])) {
    const { places } = analysis.placements.of(use, { owner: use.of, path }, known)
    const value = lookUp(use.args ?? [], path)
    if (!value || !places.some(({ parent, certain }) => parent === ROOT && certain)) continue
    for (const item of flat(asTree(value))) {
      const verb = certainVerb(item, known, analysis)
      if (verb) return verb
    }
  }
  return undefined
}

const givenPaths = (args: readonly Value[]): string[] => {
  const paths = (value: Value, path: string): string[] =>
    value.kind === 'object'
      ? value.written.flatMap(([name, each]) => paths(each(), `${path}.${name}`))
      : [path]
  return args.flatMap((value, index) => paths(value, String(index)))
}

const finding = (verb: Verb, last: Tree): Finding => {
  const by = describe(last)
  const name = describe(verb)
  const range = rangeOf(last)
  return {
    ...locationOf(verb.at),
    rule: 'unreachable',
    level: 'error',
    message: `${name} is never reached: ${by} always ends the document or hands control over. Move it before ${by}, or leave it out.`,
    related: range ? [{ ...locationOf(range), message: `${by} ends the document here` }] : [],
  }
}
