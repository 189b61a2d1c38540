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
  kind = attributes[name],
): Verdict | undefined => {
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

/** The verdict on a child that {@link ElementTable.takes} refuses. */
export const misplaced = (parent: ElementTable, child: string): Verdict =>
  verdict(
    'nesting',
    'error',
    parent.options.nestingCode ?? SCHEMA,
    `<${child}> is not allowed in <${parent.name}>. ` +
      (parent.content === 'empty' || parent.content === 'text'
        ? `<${parent.name}> takes ${parent.content === 'text' ? 'only text' : 'no children'}.`
        : `Allowed in it: ${names(parent.children.keys())}.`),
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
 *
 * @param rules - Default: those that say more than advice.
 * @returns Nothing where all is well, which is nearly always.
 */
export const judgeElement = (
  table: ElementTable,
  element: Judged,
  rules = table.rules,
): Verdict[] | undefined => {
  const { required, limited, options } = table
  let found: Verdict[] | undefined
  if (table.filled && !element.hasText && element.count() === 0)
    found = add(
      found,
      table,
      'required',
      options.missing?.level ?? 'error',
      options.missing?.code,
      `is empty: it needs ${table.takesText ? 'text' : `one of ${names(table.children.keys())}`}.`,
    )
  for (let i = 0; i < required.length; i++)
    if (!element.has(required[i]!))
      found = add(
        found,
        table,
        'required',
        'error',
        options.values?.code,
        `needs the attribute ${required[i]}.`,
      )
  for (let i = 0; i < limited.length; i++) {
    const [child, max] = limited[i]!
    const count = element.count(child)
    if (count > max)
      found = add(
        found,
        table,
        'child-count',
        'error',
        undefined,
        `has ${count} <${child}> elements: at most ${max} may stand in it.`,
      )
  }
  for (let i = 0; i < rules.length; i++) {
    const broken = rules[i]!.check(element)
    if (broken) found = add(found, table, rules[i]!.rule, rules[i]!.level, rules[i]!.code, broken)
  }
  return found
}

// No closure and no list before something is wrong: this runs for every element.
const add = (
  found: Verdict[] = [],
  { name }: ElementTable,
  rule: string,
  level: Level,
  code: number | undefined,
  message: string,
): Verdict[] => {
  found.push(verdict(rule, level, code ?? SCHEMA, `<${name}> ${message}`))
  return found
}
