/**
 * @module
 * Judges a verb and its content by the vocabulary: reports the problems, and keeps the part that Twilio would use. The
 * rules are the same by which the renderer judges its output.
 */
import { advice } from '../vocabulary/advice.ts'
import { defaultOf } from '../vocabulary/defaults.ts'
import type { ElementTable } from '../vocabulary/define-element.ts'
import { type Dialect, dialects } from '../vocabulary/dialects.ts'
import { judgeAttribute, judgeElement, judgeText, misplaced } from '../vocabulary/judge.ts'
import { andMore, clipped, MAX_TOLD, type Verdict, verdict } from '../vocabulary/verdict.ts'
import { trim, type XmlElement } from './xml.ts'

/** Takes a verdict on an element. */
export type Report = (verdict: Verdict, element: XmlElement) => void

/** The attributes of an element that Twilio would use: known ones with valid values. */
export class Attributes {
  readonly #table: ElementTable
  readonly #values: ReadonlyMap<string, string>
  /** Invalid URLs: Twilio still requests an `action`, and fails. */
  readonly #broken: ReadonlyMap<string, string>

  constructor(
    table: ElementTable,
    values: ReadonlyMap<string, string>,
    broken: ReadonlyMap<string, string> = new Map(),
  ) {
    this.#table = table
    this.#values = values
    this.#broken = broken
  }

  /** These attributes without those of some names. */
  without(names: readonly string[]): Attributes {
    return new Attributes(
      this.#table,
      new Map([...this.#values].filter(([name]) => !names.includes(name))),
      this.#broken,
    )
  }

  /** The given attributes among some names. */
  given(names: readonly string[]): Record<string, string> {
    return Object.fromEntries([...this.#values].filter(([name]) => names.includes(name)))
  }

  has(name: string): boolean {
    return this.#values.has(name) || this.#broken.has(name)
  }

  /** True for an invalid URL. */
  isBroken(name: string): boolean {
    return this.#broken.has(name)
  }

  /** A URL as written, valid or not. */
  reference(name: string): string | undefined {
    return this.#values.get(name) ?? this.#broken.get(name)
  }

  /** The value of an attribute; `undefined` if it is not given. */
  text(name: string): string | undefined {
    return this.#values.get(name)
  }

  /** The value of an attribute, or else Twilio's default. */
  value(name: string): string {
    const value = this.#values.get(name) ?? defaultOf(this.#table, name)
    if (value === undefined) throw new Error(`<${this.#table.name}> has no default for ${name}.`)
    return value
  }

  /**
   * The number in an attribute, or else Twilio's default.
   *
   * @param otherwise - The default, if Twilio has none that is a number.
   */
  number(name: string, otherwise?: number): number {
    return otherwise === undefined || this.#values.has(name) ? Number(this.value(name)) : otherwise
  }

  /** True if a switch is on, by its value or by Twilio's default. */
  flag(name: string): boolean {
    return (this.#values.get(name) ?? defaultOf(this.#table, name)) === 'true'
  }

  method(name = 'method'): 'GET' | 'POST' {
    // POST is the default of all methods, and used for verbs without such an attribute.
    return this.#values.get(name)?.toUpperCase() === 'GET' ? 'GET' : 'POST'
  }

  /** The values of a list. */
  list(name: string): string[] {
    const { join = ' ' } = this.#table.attributes[name] ?? {}
    return (this.#values.get(name) ?? defaultOf(this.#table, name) ?? '')
      .split(join === ' ' ? /\s+/ : join)
      .map((part) => part.trim())
      .filter(Boolean)
  }
}

/**
 * The consequence of a verb that always ends the document or hands over to another, as a sentence about verbs after it;
 * `undefined` for other verbs.
 */
export const unreached = (dialect: Dialect, element: XmlElement): string | undefined => {
  const { flow, transfersWith } = dialects[dialect].get(element.name)?.options ?? {}
  const leaves =
    flow === 'ends' ||
    flow === 'transfers' ||
    (flow === 'transfers-if-action' && element.attribute('action') !== undefined) ||
    (transfersWith !== undefined && element.attribute(transfersWith) === 'true')
  if (!leaves) return undefined
  const siblings = element.parent?.children ?? []
  const rest = siblings.slice(siblings.indexOf(element) + 1)
  if (rest.length === 0) return undefined
  const names = new Intl.ListFormat('en').format(rest.map(({ name }) => `<${name}>`))
  return `${names} after <${element.name}> ${rest.length === 1 ? 'is' : 'are'} never reached: ${flow === 'ends' ? 'nothing runs after it' : 'another document takes over there'}.`
}

/** An allowed child element, with its table. */
export interface Child {
  readonly element: XmlElement
  readonly table: ElementTable
}

/** The problems of one element: of its attributes, by its rules, and of its text and place. */
interface Findings {
  readonly attributes: readonly (readonly [name: string, verdict: Verdict])[]
  readonly rules: readonly Verdict[]
  readonly place: readonly Verdict[]
}

const NONE: Findings = { attributes: [], rules: [], place: [] }

/**
 * The judgement of a verb and its content. It is made at once, by the same rules as the renderer's; each problem is
 * reported once, when the verb reads the part that has it.
 */
export class Inspection {
  readonly #dialect: Dialect
  readonly #report: Report
  readonly #findings = new Map<XmlElement, Findings>()
  readonly #verb: XmlElement
  readonly #told = new Set<Verdict>()
  readonly #begun = new Set<XmlElement>()
  readonly #advise: (sentence: string) => void
  readonly #advised = new Set<XmlElement>()

  constructor(
    verb: XmlElement,
    dialect: Dialect,
    report: Report,
    advise: (sentence: string) => void,
  ) {
    this.#verb = verb
    this.#dialect = dialect
    this.#report = report
    this.#advise = advise
    // No recursion, since speech markup may be nested thousands of levels deep.
    for (const element of below(verb)) this.#findings.set(element, this.#judge(element))
  }

  /** The valid attributes of an element; reports the others. */
  attributes(element: XmlElement): Attributes {
    const { attributes } = this.#of(element)
    this.#begun.add(element)
    this.#tell(
      attributes.map(([, verdict]) => verdict),
      element,
    )
    const table = tableOf(this.#dialect, element.name)!
    const values = new Map<string, string>(element.attributes)
    const broken = new Map<string, string>()
    for (const [name, { rule }] of attributes) {
      if (rule === 'unset') continue
      if (table.attributes[name]?.code === NOWHERE) broken.set(name, values.get(name)!)
      values.delete(name)
    }
    return new Attributes(table, values, broken)
  }

  /** Reports the rules that an element breaks, and advice on markup that is legal, but pointless or risky. */
  rules(element: XmlElement): readonly Verdict[] {
    const { rules } = this.#of(element)
    if (!this.#advised.has(element)) for (const odd of adviceOn(element)) this.#advise(odd)
    this.#advised.add(element)
    this.#tell(rules, element)
    return rules
  }

  /**
   * The children that are allowed in an element; reports the others. Verbs among them report their own problems when
   * they run.
   */
  children(element: XmlElement): Child[] {
    const children: Child[] = []
    this.#tell(this.#of(element).place, element)
    for (const child of element.children) {
      this.#tell(this.#of(child).place, child)
      const table = this.#standing(child)
      if (table) children.push({ element: child, table })
      if (!this.#isPrompt(child))
        for (const inner of below(child, (at) => !this.#isPrompt(at))) this.#tellAll(inner)
    }
    return children
  }

  /** All problems of an element. */
  verdicts(element: XmlElement): readonly Verdict[] {
    const { attributes, rules, place } = this.#of(element)
    return [...attributes.map(([, verdict]) => verdict), ...rules, ...place]
  }

  /** Reports the problems with that code. True if there is one. */
  tells(code: number, element: XmlElement): boolean {
    const found = this.verdicts(element).filter((verdict) => verdict.code === code)
    this.#tell(found, element)
    return found.length > 0
  }

  /**
   * Reports everything that has not been reported.
   *
   * @param ran - Whether the verb ran: then prompts that it did not reach are left out.
   */
  end(ran: boolean): void {
    const isReached = (child: XmlElement) =>
      !ran || !this.#isPrompt(child) || this.#begun.has(child)
    for (const element of below(this.#verb, isReached)) this.#tellAll(element)
  }

  /** All problems. */
  get all(): readonly Verdict[] {
    return [...this.#findings.keys()].flatMap((element) => this.verdicts(element))
  }

  #of(element: XmlElement): Findings {
    return this.#findings.get(element) ?? NONE
  }

  #tell(verdicts: readonly Verdict[], element: XmlElement): void {
    for (const verdict of verdicts) {
      if (this.#told.has(verdict)) continue
      this.#told.add(verdict)
      this.#report(verdict, element)
    }
  }

  /** The table of an element; `undefined` if it is misplaced. */
  #standing({ name, parent }: XmlElement): ElementTable | undefined {
    const table = dialects[this.#dialect].get(name)
    return table && parent && tableOf(this.#dialect, parent.name)?.takes(table) ? table : undefined
  }

  /** True for a verb inside another one: its problems are reported when it runs. */
  #isPrompt(element: XmlElement): boolean {
    const { parent } = element
    const around = parent && tableOf(this.#dialect, parent.name)
    return around?.options.flow !== undefined && this.#standing(element)?.options.flow !== undefined
  }

  #tellAll(element: XmlElement): void {
    const { attributes, place } = this.#of(element)
    this.#tell(place, element)
    this.#tell(
      attributes.map(([, verdict]) => verdict),
      element,
    )
    this.rules(element)
  }

  #judge(element: XmlElement): Findings {
    const { name, parent } = element
    const dialect = dialects[this.#dialect]
    const table = tableOf(this.#dialect, name)
    const around = parent && tableOf(this.#dialect, parent.name)
    const place: Verdict[] = []
    // Inside an unknown element, any child is allowed.
    if (around && !around.permissive) {
      const known = dialect.get(name)
      if (!known || !around.takes(known))
        place.push(isTwiml(name) ? misplaced(around, `<${name}>`) : unknownElement(name))
    }
    if (!table) return { attributes: [], rules: [], place }
    if (!table.takesText)
      for (const node of element.nodes)
        if (typeof node === 'string' && trim(node)) place.push(misplaced(table, 'Text'))
    const isText =
      table.takesText && element.hasText && (element.children.length === 0 || table.text)
    const wrongText = isText && judgeText(table, element.content)
    if (wrongText) place.push(wrongText)
    return {
      attributes: [...element.attributes].flatMap(([attribute, value]) => {
        const verdict =
          !isDeclaration(attribute) && judgeAttribute(table, attribute, value, parent?.name)
        return verdict ? [[attribute, verdict] as const] : []
      }),
      rules: judgeElement(table.rules, element),
      place,
    }
  }
}

/** An element and its descendants, in the order of the document. */
const below = function* (
  root: XmlElement,
  enters: (element: XmlElement) => boolean = () => true,
): Iterable<XmlElement> {
  const open = [root]
  for (let element = open.pop(); element; element = open.pop()) {
    yield element
    // One by one: there may be more than a call takes arguments.
    for (const child of element.children.filter(enters).toReversed()) open.push(child)
  }
}

/** "Invalid URL format": the code of bad URLs in attributes without a code of their own. */
const NOWHERE = 11100

/**
 * True for a declaration of a namespace or a hint to schema readers: an XML schema does not count them as attributes.
 * @see https://www.w3.org/TR/xmlschema-1/#xsi_type
 */
export const isDeclaration = (name: string): boolean => /^(xmlns(:|$)|xsi:)/.test(name)

/** The table of an element, in this dialect or else another one. */
const tableOf = (dialect: Dialect, name: string): ElementTable | undefined =>
  dialects[dialect].get(name) ??
  dialects.messaging.get(name) ??
  dialects.voice.get(name) ??
  dialects.fax.get(name)

/** True if a dialect has an element of that name. */
const isTwiml = (name: string): boolean => tableOf('voice', name) !== undefined

/** The verdict on a tag that no dialect has. */
const unknownElement = (name: string): Verdict =>
  verdict(
    'nesting',
    'warning',
    `<${clipped(name)}> is not an element of TwiML, so it is ignored; names are case-sensitive.`,
  )

/** Judges the attributes of `<Response>` itself. Twilio silently ignores text directly in it. */
export const inspectRoot = (root: XmlElement, dialect: Dialect, report: Report): void => {
  for (const [name, value] of root.attributes) {
    const verdict =
      !isDeclaration(name) && judgeAttribute(tableOf(dialect, root.name)!, name, value)
    if (verdict) report(verdict, root)
  }
}

/** Reports the first hundred verdicts on a document, and then the number of the others. */
export const telling = (report: Report): { report: Report; end: (root: XmlElement) => void } => {
  let count = 0
  return {
    report: (verdict, element) => {
      if (++count <= MAX_TOLD) report(verdict, element)
    },
    end: (root) => {
      if (count > MAX_TOLD) report(andMore(count - MAX_TOLD), root)
    },
  }
}

/** Advice on markup of an element that is legal, but pointless or risky: a sentence each. */
const adviceOn = (element: XmlElement): string[] =>
  (advice[element.name] ?? []).flatMap((check) => {
    const odd = check(element)
    return odd ? `<${element.name}> ${odd}` : []
  })
