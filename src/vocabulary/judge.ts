/**
 * @module
 * The judgement of a document, element by element: pure functions over serialised attributes and content. The
 * renderer judges what it writes, the simulator what it reads.
 */
import type { ElementTable } from './define-element.ts'
import { type Verdict, verdict } from './problem.ts'
import type { Judged, Rule } from './rules.ts'

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
          `<${element}> has no attribute ${name}. It takes: ${Object.keys(attributes).join(', ') || 'none'}.`,
        )
  return !kind.accepts || kind.accepts(value)
    ? undefined
    : verdict(
        'value',
        options.values?.level ?? 'warning',
        `${name}=${JSON.stringify(value.slice(0, 60))} on <${element}> is not ${kind.expected}.`,
        kind.code ?? options.values?.code,
      )
}

/** The verdict on a child, or on text, that may not stand in an element. */
export const misplaced = (
  { name, content, children, options }: ElementTable,
  what: string,
): Verdict =>
  verdict(
    'nesting',
    'error',
    `${what} is not allowed in <${name}>, which takes ` +
      `${content === 'text' ? 'text' : [...children].join(', ') || 'no children'}.`,
    options.nestingCode,
  )

/**
 * Judges an element whose attributes and children have each been judged: what is missing, counts and cross rules.
 */
export const judgeElement = (rules: readonly Rule[], element: Judged): Verdict[] => {
  const { length } = element.content
  const found: Verdict[] = []
  for (let i = 0; i < rules.length; i++) {
    const { rule, level, code, check, least } = rules[i]!
    const broken = (least === Infinity || length >= least) && check(element)
    if (broken) found.push(verdict(rule, level, `<${element.name}> ${broken}`, code))
  }
  return found
}
