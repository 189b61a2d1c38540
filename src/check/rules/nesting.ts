/**
 * @module
 * The rules `nesting` and `text`: an element or text reaches an element that takes none.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { type Analysis, GIVEN_WRONG, isWrong, WRONG } from '../ask/analysis.ts'
import { type Culprit, findCulprit } from '../ask/origin.ts'
import { type Finding, locate, type Related } from './finding.ts'
import { dialectsOf, parentsOf } from '../infer/elements.ts'
import { nameOf, placeOf } from './naming.ts'
import type { Levels } from '../ask/possible-output.ts'
import type { Named, Tree, Use } from '../infer/tree.ts'
import type { Context, Parent } from '../ask/walk.ts'

/** What is wrong with that part of a tree in its place, if anything is. */
export const judgeNesting = (
  tree: Tree,
  { groups, typed }: Context,
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
    if (!group.every(({ table }) => isWrong(levelsOf(tree, table, typed, analysis)))) continue
    const parent = group[0]!
    const culprit: Culprit | undefined =
      tree.kind === 'element' || tree.kind === 'text'
        ? tree
        : findCulprit(tree, parent.table, analysis)
    return culprit && finding(tree, culprit, group)
  }
  return undefined
}

const levelsOf = (tree: Tree, parent: ElementTable, typed: boolean, analysis: Analysis): Levels =>
  tree.kind === 'use'
    ? analysis
        .fits(parent)
        .use(tree, new Map(), typed, (levels) =>
          levels & WRONG ? (levels & ~WRONG) | GIVEN_WRONG : levels,
        )
    : analysis.fits(parent).of(tree, undefined, typed)

const finding = (
  tree: Exclude<Culprit, undefined> | Use | Named,
  culprit: Culprit,
  group: readonly Parent[],
): Finding => {
  const related: Related[] = []
  const through = tree !== culprit
  if (through)
    related.push({ ...locate(culprit.at), message: `${inWords(culprit)} comes from here` })
  for (const { by, element } of group)
    if (by && element)
      related.push({
        ...locate(element.at),
        message: `<${by.name}> puts it into <${element.table.name}> here`,
      })
  const { beside } = group[0]!
  const place = beside && placeOf(beside)
  if (place) related.push({ ...locate(place), message: `${nameOf(beside)} stands beside it` })
  return {
    ...locate(tree.at),
    rule: culprit.kind === 'text' ? 'text' : 'nesting',
    level: 'error',
    message: sentence(culprit, group, through ? nameOf(tree) : undefined),
    related,
  }
}

const inWords = (culprit: Culprit): string =>
  culprit.kind === 'text' ? 'The text' : `<${culprit.table.name}>`

const sentence = (
  culprit: Culprit,
  group: readonly Parent[],
  through: string | undefined,
): string => {
  const { table: parent, beside } = group[0]!
  const tables = [...new Set(group.map(({ table }) => table))]
  const what = culprit.kind === 'text' ? 'text' : `<${culprit.table.name}>`
  const subject = through
    ? `${through} renders ${what}, which`
    : culprit.kind === 'text'
      ? 'Text'
      : what
  if (beside)
    return `${subject} is not allowed beside ${nameOf(beside)}: nothing takes both. ${goesIn(culprit)}`.trimEnd()
  const names = or([...new Set(tables.map(({ name }) => `<${name}>`))])
  return [
    `${subject} is not allowed ${tables.length > 1 || culprit.kind === 'text' ? '' : 'directly '}in ${names}.`,
    culprit.kind === 'text' ? '' : mixing(culprit.table, tables),
    goesIn(culprit),
    tables.length > 1 ? '' : allowedIn(parent),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

const goesIn = (culprit: Culprit): string => {
  const parents = culprit.kind === 'text' ? [] : parentsOf(culprit.table)
  return parents.length > 0
    ? `${inWords(culprit)} goes in ${or(parents.map((name) => `<${name}>`))}.`
    : ''
}

const or = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`

const allowedIn = ({ name, content, children }: ElementTable): string =>
  content === 'empty' || content === 'text'
    ? `<${name}> takes ${content === 'text' ? 'only text' : 'no children'}.`
    : `Allowed in <${name}>: ${[...children].join(', ')}.`

/** An element of another dialect than those around it. */
const mixing = (table: ElementTable, parents: readonly ElementTable[]): string => {
  const own = dialectsOf(table)
  const around = [...new Set(parents.flatMap(dialectsOf))]
  return own.some((dialect) => around.includes(dialect)) || around.length !== 1
    ? ''
    : `<${table.name}> is an element of ${own.join(' and ')}, and this is a document of ${around[0]}.`
}
