/**
 * @module
 * The judgement of a document, element by element: pure functions over serialised attributes and content. The
 * renderer judges what it writes, the simulator what it reads.
 */
import type { ElementTable } from './define-element.ts'
import { hasHole, httpReference, isHole } from './forms.ts'
import { clipped, quoted, type Verdict, verdict } from './verdict.ts'
import { type Judged, type Rule, textOf, unset } from './rules.ts'

/**
 * Judges one attribute by its serialised value.
 *
 * @param parent - The name of the element around.
 */
export const judgeAttribute = (
  { name: element, attributes, options }: ElementTable,
  name: string,
  value: string,
  parent = '',
): Verdict | undefined => {
  const kind = attributes[name]
  if (!kind)
    return options.permissive
      ? undefined
      : verdict(
          'unknown-attribute',
          'warning',
          `<${element}> has no attribute ${clipped(name)}. It takes: ${Object.keys(attributes).join(', ') || 'none'}.`,
          options.unknownCode,
        )
  if (kind.accepts && !kind.accepts(value))
    return verdict(
      'value',
      kind.level ?? options.values?.level ?? 'warning',
      `${name}=${quoted(value)} on <${element}> is not ${kind.expected}.${unset(value)}`,
      kind.codeIn?.[parent] ?? kind.code ?? options.values?.code,
    )

  return isHole(value) || (kind.url && hasHole(value))
    ? notSet(`${name}=${quoted(value)} on <${element}>`)
    : undefined
}

const notSet = (what: string): Verdict =>
  verdict('unset', 'warning', `${what} stands for a value that is missing.${unset('null')}`)

/** Judges the text of an element, whose own rules judge it beside that. `text` is as it stands in the XML. */
export const judgeText = (
  { name, options, rules }: ElementTable,
  text: string,
): Verdict | undefined => {
  const { urlText } = options
  const value = urlText ? textOf(text).trim() : text
  if (urlText && !httpReference.test(value))
    return verdict(
      'value',
      'error',
      `${quoted(value)} in <${name}> is not an http or https URL.${unset(value)}`,
      urlText === true ? undefined : urlText,
    )
  // A rule about the form of the text says it too.
  return (urlText ? hasHole : isHole)(value) && !rules.some(({ rule }) => rule === 'text-form')
    ? notSet(`${quoted(value)} in <${name}>`)
    : undefined
}

/** The verdict on a child, or on text, that may not stand in an element. */
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
 * Judges an element whose attributes and children have each been judged: what is missing, counts and cross rules.
 */
export const judgeElement = (rules: readonly Rule[], element: Judged): Verdict[] => {
  const { length } = element.content
  const found: Verdict[] = []
  for (let i = 0; i < rules.length; i++) {
    const { rule, level, code, check, minContent } = rules[i]!
    const broken = (minContent === Infinity || length >= minContent) && check(element)
    if (broken) found.push(verdict(rule, level, `<${element.name}> ${broken}`, code))
  }
  return found
}
