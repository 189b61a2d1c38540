/**
 * @module
 * The judgement of a document, element by element: pure functions over serialised attributes and content. The
 * renderer judges what it writes, the simulator what it reads.
 */
import type { ElementTable } from './define-element.ts'
import type { Level, Verdict } from './problem.ts'
import type { Judged } from './rules.ts'

// "Schema validation warning": Twilio's code for whatever has no code of its own.
const SCHEMA = 12200

const verdict = (rule: string, level: Level, code: number, message: string): Verdict => ({
  rule,
  level,
  code,
  message,
})

const names = (all: Iterable<string>): string => [...all].join(', ') || 'nothing'

/** Judges one attribute by its serialised value. */
export const judgeAttribute = (
  { name: element, attributes, options }: ElementTable,
  name: string,
  value: string,
): Verdict | undefined => {
  const kind = attributes[name]
  if (!kind)
    return options.open
      ? undefined
      : verdict(
          'unknown-attribute',
          'warning',
          SCHEMA,
          `<${element}> has no attribute ${name}. It takes: ${names(Object.keys(attributes))}.`,
        )
  if (!kind.accepts || kind.accepts(value)) return undefined
  const { code, level } = options.values ?? { code: SCHEMA, level: 'warning' }
  return verdict(
    'value',
    level,
    kind.code ?? code,
    `${name}="${value.length > 60 ? value.slice(0, 60) + '…' : value}" on <${element}> is not ${kind.expected}.`,
  )
}

/** What may stand in an element, as a sentence. `where` names the element in a list of what is allowed. */
export const allowedIn = (
  { name, content, children }: ElementTable,
  where = `<${name}>`,
): string =>
  content === 'empty' || content === 'text'
    ? `<${name}> takes ${content === 'text' ? 'only text' : 'no children'}.`
    : `Allowed in ${where}: ${names(children.keys())}.`

/** The verdict on a child that {@link ElementTable.takes} refuses. */
export const misplaced = (parent: ElementTable, child: string): Verdict =>
  verdict(
    'nesting',
    'error',
    parent.options.nestingCode ?? SCHEMA,
    `<${child}> is not allowed in <${parent.name}>. ${allowedIn(parent, 'it')}`,
  )

/** The verdict on text where the content is `elements` or `empty`. */
export const misplacedText = ({ name, content, children, options }: ElementTable): Verdict =>
  verdict(
    'nesting',
    'error',
    options.nestingCode ?? SCHEMA,
    `Text is not allowed in <${name}>. ` +
      (content === 'empty' ? 'It takes no children.' : `Allowed in it: ${names(children.keys())}.`),
  )

/**
 * Judges an element whose attributes and children have each been judged: what is missing, counts and cross rules.
 * Returns nothing where all is well, which is nearly always.
 */
export const judgeElement = (table: ElementTable, element: Judged): Verdict[] | undefined => {
  const { name, options } = table
  let found: Verdict[] | undefined
  const add = (rule: string, level: Level, code: number, message: string) =>
    (found ??= []).push(verdict(rule, level, code, `<${name}> ${message}`))
  for (const prop of table.required) {
    const given =
      prop === 'children' ? !isBlank(element.content) : element.attribute(prop) !== undefined
    if (given) continue
    const weight = prop === 'children' ? options.missing : options.values
    add('required', weight?.level ?? 'error', weight?.code ?? SCHEMA, needs(table, prop))
  }
  for (const [child, max] of table.limited) {
    const count = element.count(child)
    if (count > max)
      add(
        'child-count',
        'error',
        SCHEMA,
        `has ${count} <${child}> elements: at most ${max} may stand in it.`,
      )
  }
  if (options.rules)
    for (const { rule, level, code, check } of options.rules) {
      const broken = check(element)
      if (broken) add(rule, level, code ?? SCHEMA, broken)
    }
  return found
}

const isBlank = (content: string): boolean => content === '' || content.trim() === ''

const needs = ({ content, children }: ElementTable, prop: string): string =>
  prop !== 'children'
    ? `needs the attribute ${prop}.`
    : content === 'elements'
      ? `is empty: it needs one of ${names(children.keys())}.`
      : 'is empty: it needs text.'
