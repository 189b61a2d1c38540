/**
 * @module
 * A document's elements against the vocabulary: what is wrong is reported, and what is left is what Twilio would use.
 */
import { advice } from '../vocabulary/advice.ts'
import type { ElementTable } from '../vocabulary/define-element.ts'
import { dialects } from '../vocabulary/dialects.ts'
import { judgeAttribute, judgeElement, misplaced } from '../vocabulary/judge.ts'
import type { Verdict } from '../vocabulary/problem.ts'
import type { XmlElement } from './xml.ts'

/** Takes a verdict on an element. */
export type Report = (verdict: Verdict, element: XmlElement) => void

/** The attributes of an element that Twilio would use: known ones with valid values. */
export class Attributes {
  readonly #values: ReadonlyMap<string, string>

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values
  }

  /** The same without some of them. */
  without(names: readonly string[]): Attributes {
    return new Attributes(new Map([...this.#values].filter(([name]) => !names.includes(name))))
  }

  /** Those of some names that are given. */
  given(names: readonly string[]): Record<string, string> {
    return Object.fromEntries([...this.#values].filter(([name]) => names.includes(name)))
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  text(name: string): string | undefined {
    return this.#values.get(name)
  }

  number<T>(name: string, otherwise: T): number | T {
    const value = this.#values.get(name)
    return value === undefined ? otherwise : Number(value)
  }

  flag(name: string, otherwise = false): boolean {
    const value = this.#values.get(name)
    return value === undefined ? otherwise : value === 'true'
  }

  method(name = 'method', otherwise: 'GET' | 'POST' = 'POST'): 'GET' | 'POST' {
    const value = this.#values.get(name)
    return value === 'GET' || value === 'POST' ? value : otherwise
  }

  /** The words of a list that spaces join. */
  list(name: string): string[] {
    return this.#values.get(name)?.trim().split(/\s+/).filter(Boolean) ?? []
  }
}

/** Judges the attributes of an element; those that fail are reported and fall back to their defaults. */
export const inspectAttributes = (
  table: ElementTable,
  element: XmlElement,
  report: Report,
): Attributes => {
  const values = new Map<string, string>()
  for (const [name, written] of element.attributes) {
    // Twilio takes methods in any letter case.
    const isMethod = table.attributes[name]?.expected === 'one of GET, POST'
    const value = isMethod ? written.toUpperCase() : written
    const verdict = judgeAttribute(table, name, value)
    if (verdict) report(verdict, element)
    else values.set(name, value)
  }
  return new Attributes(values)
}

/** Judges what is missing and what does not go together. Returns the verdicts that were reported. */
export const inspectWhole = (
  table: ElementTable,
  element: XmlElement,
  report: Report,
): readonly Verdict[] => {
  const verdicts = judgeElement(table.rules, element)
  for (const verdict of verdicts) report(verdict, element)
  return verdicts
}

/** What is legal in an element, but pointless or risky: a sentence each. */
export const adviceOn = (element: XmlElement): string[] =>
  (advice[element.name] ?? []).flatMap((check) => {
    const odd = check(element)
    return odd ? `<${element.name}> ${odd}` : []
  })

/** A child element that may stand where it stands, with its table. */
export interface Child {
  readonly element: XmlElement
  readonly table: ElementTable
}

/** The child elements that may stand there; the others are reported and passed over. */
export const inspectChildren = (
  table: ElementTable,
  element: XmlElement,
  dialect: 'messaging' | 'voice',
  report: Report,
): Child[] => {
  const children: Child[] = []
  for (const node of element.children) {
    const found = dialects[dialect].get(node.name)
    if (found && table.takes(found)) children.push({ element: node, table: found })
    else report(misplaced(table, `<${node.name}>`), node)
  }
  // Text directly in <Response> is ignored without a word.
  if (element.hasText && !table.takesText && element.parent)
    report(misplaced(table, 'Text'), element)
  return children
}

/** Whether some dialect has an element of that name. */
export const isTwiml = (name: string): boolean =>
  dialects.messaging.has(name) || dialects.voice.has(name)

/** The verdict on a tag that no dialect has. */
export const unknownElement = (name: string): Verdict => ({
  rule: 'nesting',
  level: 'warning',
  code: 12200,
  message: `<${name}> is no element of TwiML, so it is passed over; names are case-sensitive.`,
})
