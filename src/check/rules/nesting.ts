/**
 * @module
 * The rules `nesting` and `text`: an element or text reaches an element that takes none.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { type Analysis, GIVEN_WRONG, isWrong, WRONG } from '../ask/analysis.ts'
import { type Misplaced, findMisplaced } from '../ask/misplaced.ts'
import { type Finding, locationOf, type Related } from './finding.ts'
import { dialectsOf, parentsOf } from '../infer/elements.ts'
import { describe, rangeOf } from './naming.ts'
import { type Circumstances, type Levels, outside } from '../ask/possible-output.ts'
import type { Named, Tree, ComponentUse } from '../infer/tree.ts'
import type { Surroundings, Parent } from '../ask/walk.ts'

/** Judges a part of a tree in its place; `undefined` if it fits. */
export const judgeNesting = (
  tree: Tree,
  { groups, typed, known }: Surroundings,
  analysis: Analysis,
): Finding | undefined => {
  if (
    tree.kind !== 'element' &&
    tree.kind !== 'text' &&
    tree.kind !== 'use' &&
    tree.kind !== 'named'
  )
    return undefined
  for (const group of groups) {
    if (
      !group.every(({ table }) => isWrong(levelsOf(tree, table, outside(known, typed), analysis)))
    )
      continue
    const parent = group[0]!
    const misplaced: Misplaced | undefined =
      tree.kind === 'element' || tree.kind === 'text'
        ? tree
        : findMisplaced(tree, parent.table, known, analysis)
    return misplaced && finding(tree, misplaced, group)
  }
  return undefined
}

const levelsOf = (
  tree: Tree,
  parent: ElementTable,
  where: Circumstances,
  analysis: Analysis,
): Levels =>
  tree.kind === 'use'
    ? analysis
        .fits(parent)
        .use(tree, where, (levels) => (levels & WRONG ? (levels & ~WRONG) | GIVEN_WRONG : levels))
    : analysis.fits(parent).of(tree, where)

const finding = (
  tree: Exclude<Misplaced, undefined> | ComponentUse | Named,
  misplaced: Misplaced,
  group: readonly Parent[],
): Finding => {
  const related: Related[] = []
  const through = tree !== misplaced
  if (through)
    related.push({ ...locationOf(misplaced.at), message: `${inWords(misplaced)} comes from here` })
  for (const { by, element, through } of group) {
    if (through)
      related.push({ ...locationOf(through.at), message: `${describe(through)} stands in it here` })
    if (by && element)
      related.push({
        ...locationOf(element.at),
        message: `<${by.name}> puts it into <${element.table.name}> here`,
      })
  }
  const { beside } = group[0]!
  const range = beside && rangeOf(beside)
  if (range) related.push({ ...locationOf(range), message: `${describe(beside)} stands beside it` })
  return {
    ...locationOf(tree.at),
    rule: misplaced.kind === 'text' ? 'text' : 'nesting',
    level: 'error',
    message: sentence(misplaced, group, through ? describe(tree) : undefined),
    related,
  }
}

const inWords = (misplaced: Misplaced): string =>
  misplaced.kind === 'text' ? 'The text' : `<${misplaced.table.name}>`

const sentence = (
  misplaced: Misplaced,
  group: readonly Parent[],
  through: string | undefined,
): string => {
  const { table: parent, beside } = group[0]!
  const tables = [...new Set(group.map(({ table }) => table))]
  const what = misplaced.kind === 'text' ? 'text' : `<${misplaced.table.name}>`
  const subject = through
    ? `${through} renders ${what}, which`
    : misplaced.kind === 'text'
      ? 'Text'
      : what
  if (beside)
    return `${subject} is not allowed beside ${describe(beside)}: nothing takes both. ${goesIn(misplaced)}`.trimEnd()
  const names = or([...new Set(tables.map(({ name }) => `<${name}>`))])
  return [
    `${subject} is not allowed ${tables.length > 1 || misplaced.kind === 'text' ? '' : 'directly '}in ${names}.`,
    misplaced.kind === 'text' ? '' : mixing(misplaced.table, tables),
    goesIn(misplaced),
    tables.length > 1 ? '' : allowedIn(parent),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

const goesIn = (misplaced: Misplaced): string => {
  const parents = misplaced.kind === 'text' ? [] : parentsOf(misplaced.table)
  return parents.length > 0
    ? `${inWords(misplaced)} goes in ${or(parents.map((name) => `<${name}>`))}.`
    : ''
}

const or = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`

const allowedIn = ({ name, content, children }: ElementTable): string =>
  content === 'empty' || content === 'text'
    ? `<${name}> takes ${content === 'text' ? 'only text' : 'no children'}.`
    : `Allowed in <${name}>: ${[...children].join(', ')}.`

/** A sentence for an element of a dialect other than that of its parents. */
const mixing = (table: ElementTable, parents: readonly ElementTable[]): string => {
  const own = dialectsOf(table)
  const around = [...new Set(parents.flatMap(dialectsOf))]
  return own.some((dialect) => around.includes(dialect)) || around.length !== 1
    ? ''
    : `<${table.name}> is an element of ${own.join(' and ')}, and this is a document of ${around[0]}.`
}
