/**
 * @module
 * The rule `value`: attributes and text that are literals, judged by the functions that judge them when a document is
 * rendered. What the source does not decide is left to the renderer.
 */
import type { JSXAttributeName } from '@oxc-project/types'
import { judgeAttribute, judgeRule, judgeText } from '../../vocabulary/judge.ts'
import type { Verdict } from '../../vocabulary/verdict.ts'
import { attributeText, ifSure } from '../ask/literal.ts'
import { attributeNames, SourceElement } from '../ask/source-element.ts'
import type { Surroundings } from '../ask/walk.ts'
import type { Element, SourceRange, Tree, Value } from '../infer/tree.ts'
import { type Finding, locationOf } from './finding.ts'
import { nearest } from './nearest.ts'

/**
 * Judges an element.
 *
 * @param hasDefaults - Attributes that are not written may come from a `<Defaults>`.
 */
export const judgeValues = (
  tree: Tree,
  { groups }: Surroundings,
  hasDefaults: boolean,
): Finding[] => {
  if (tree.kind !== 'element') return []
  const { table } = tree
  // A parent that only a neighbour suggests may be another one where this is used.
  const parent = groups.find(([first, ...others]) => !first?.beside && others.length === 0)?.[0]
    ?.table
  const element = new SourceElement(tree, parent, hasDefaults)
  const findings: Finding[] = []
  const add = (verdict: Verdict | undefined, at: SourceRange, meant?: string): void => {
    if (verdict) findings.push(finding(verdict, at, meant))
  }
  for (const name of attributeNames(tree)) {
    const { [name]: kind } = table.attributes
    const wrong = optionsOf(tree.props.get(name)).map((option) => {
      const value = ifSure(() => attributeText(option, kind?.join ?? ' '))
      const verdict = value === undefined ? value : judgeAttribute(table, name, value, parent?.name)
      return verdict && { verdict, value: value! }
    })
    // Of two values that a condition chooses from, one may be there for what never happens.
    const [first] = wrong
    if (!first || wrong.includes(undefined)) continue
    const meant = kind
      ? misspelt(first.value, kind.values, kind.join)
      : nearest(name, Object.keys(table.attributes))
    add(first.verdict, placeOf(tree, name, !kind), meant)
  }
  add(
    ifSure(() => (element.textLength > 0 ? judgeText(table, element.content) : undefined)),
    tree.at,
  )
  for (const rule of table.rules)
    add(
      ifSure(() => judgeRule(rule, element)),
      tree.at,
    )
  return findings
}

/** The values that a condition chooses from. */
const optionsOf = (value: Value | undefined): readonly (Value | undefined)[] =>
  value?.kind === 'named'
    ? optionsOf(value.tree)
    : value?.kind === 'alternative'
      ? value.options.flatMap(optionsOf)
      : [value]

/** The part of a value that is none of the words of its list, as it was meant. */
const misspelt = (
  value: string,
  words: readonly string[] | undefined,
  join: string | undefined,
): string | undefined => {
  if (!words) return undefined
  const wrong = (join === undefined ? [value] : value.split(join))
    .map((part) => part.trim())
    .find((part) => !words.includes(part))
  return wrong === undefined ? undefined : nearest(wrong, words)
}

const finding = ({ message, code }: Verdict, at: SourceRange, meant?: string): Finding => ({
  ...locationOf(at),
  rule: 'value',
  level: 'error',
  message: `${message}${meant === undefined ? '' : ` Did you mean "${meant}"?`}${code === undefined ? '' : ` (error ${code})`}`,
  related: [],
})

/** The place of an attribute's value, or of its name; of the tag where the attribute is not written on it. */
const placeOf = ({ at }: Element, name: string, isName: boolean): SourceRange => {
  if (at.node.type !== 'JSXElement') return at
  const attribute = at.node.openingElement.attributes.findLast(
    (each) => each.type === 'JSXAttribute' && nameOfAttribute(each.name) === name,
  )
  if (attribute?.type !== 'JSXAttribute') return at
  return { file: at.file, node: (!isName && attribute.value) || attribute.name }
}

const nameOfAttribute = (name: JSXAttributeName): string =>
  name.type === 'JSXIdentifier' ? name.name : `${name.namespace.name}:${name.name.name}`
