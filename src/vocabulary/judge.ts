/**
 * @module
 * Judges a document element by element: pure functions over serialised attributes and content. The renderer judges its
 * output, the simulator its input.
 */
import type { AttributeKind } from './attributes.ts'
import type { ElementTable } from './define-element.ts'
import { holeIn, isHole } from './forms.ts'
import { askForVariable, type Judged, type Rule, textOf } from './rules.ts'
import { clipped, type Level, type Verdict, verdict } from './verdict.ts'

/** True for a value without a fault; nearly all are, and need no sentence. */
const isFine = ({ accepts, url }: AttributeKind, value: string): boolean =>
  (!accepts || accepts(value)) && !(url ? holeIn(value) : isHole(value))

/**
 * Tells the fault of a value. A problem never repeats the value, which may be a user's words or a phone number: it names
 * the attribute or text, and states what is expected. Only meaningless values are shown: an empty one, or `undefined` in
 * one.
 *
 * @param what - The value's name in a sentence.
 */
const faultOf = (
  kind: AttributeKind,
  value: string,
  what: string,
  code = kind.code,
  level: Level = 'warning',
): Verdict =>
  kind.accepts && !kind.accepts(value)
    ? verdict(
        'value',
        kind.level ?? level,
        `${what} is not ${kind.expected}.${askForVariable(value)}`,
        code,
      )
    : verdict(
        'unset',
        'warning',
        `${what} has ${holeIn(value)} where a value belongs.${askForVariable(value)}`,
      )

/**
 * Judges one attribute by its serialised value.
 *
 * @param parent - The name of the parent element.
 */
export const judgeAttribute = (
  { name: element, attributes, options }: ElementTable,
  name: string,
  value: string,
  parent = '',
): Verdict | undefined => {
  const kind = attributes[name]
  if (kind)
    return isFine(kind, value)
      ? undefined
      : faultOf(
          kind,
          value,
          `${name}${value ? '' : '=""'} on <${element}>`,
          kind.codeIn?.[parent] ?? kind.code ?? options.values?.code,
          options.values?.level,
        )
  return options.permissive
    ? undefined
    : verdict(
        'unknown-attribute',
        'warning',
        `<${element}> has no attribute ${clipped(name)}. It takes: ${Object.keys(attributes).join(', ') || 'none'}.`,
        options.unknownCode,
      )
}

/**
 * Judges the text of an element, whose own rules judge it beside that.
 *
 * @param content - The text as it stands in the XML.
 * @param written - The same before it was escaped, if that is known.
 */
export const judgeText = (
  { name, text, rules }: ElementTable,
  content: string,
  written?: string,
): Verdict | undefined => {
  const kind = text ?? {}
  const value = text ? (written ?? textOf(content)).trim() : content
  // A rule about the form of the text says it all.
  return isFine(kind, value) || rules.some(({ rule }) => rule === 'text-form')
    ? undefined
    : faultOf(kind, value, `The text of <${name}>`)
}

/** The verdict on a misplaced child or text. */
export const misplaced = (
  { name, content, children, options }: ElementTable,
  what: string,
): Verdict =>
  verdict(
    'nesting',
    'error',
    `${what} is not allowed in <${name}>, ` +
      (options.instead?.[what.slice(1, -1)] ??
        `which takes ${content === 'text' ? 'text' : [...children].join(', ') || 'no children'}.`),
    options.nestingCode,
  )

/**
 * Judges an element as a whole: missing parts, counts and cross rules. Its attributes and children have been judged
 * before.
 */
export const judgeElement = (rules: readonly Rule[], element: Judged): Verdict[] => {
  const { length } = element.content
  const found: Verdict[] = []
  for (let i = 0; i < rules.length; i++) {
    const { minContent } = rules[i]!
    const broken =
      minContent === Infinity || length >= minContent ? judgeRule(rules[i]!, element) : undefined
    if (broken) found.push(broken)
  }
  return found
}

/** Judges an element by one of its rules. */
export const judgeRule = (
  { rule, level, code, check }: Rule,
  element: Judged,
): Verdict | undefined => {
  const broken = check(element)
  return broken ? verdict(rule, level, `<${element.name}> ${broken}`, code) : undefined
}
