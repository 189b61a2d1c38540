/**
 * @module
 * Rules that tie an element's attributes, text and children together. Each function makes one rule; an element's
 * declaration lists the rules that hold for it.
 */
import { holeIn } from './forms.ts'
import type { Level } from './verdict.ts'

/**
 * The view that a rule has of one element: its attributes as they stand in the XML, and its content.
 *
 * @example
 * ```ts
 * const hasTitle = (element: Judged): boolean => element.attribute('title') !== undefined
 * ```
 */
export interface Judged {
  readonly name: string
  /** The element around it. */
  readonly parent: Judged | undefined
  /** Its child elements. */
  readonly children: readonly Judged[]
  /** The length of its own text; 0 for mere white space. */
  readonly textLength: number
  /** The content as XML text. */
  readonly content: string
  /** The serialised value of an attribute. */
  attribute(name: string): string | undefined
}

/** Says what is wrong, to follow the element's name in a sentence; returns nothing if the rule is kept. */
export type Check = (element: Judged) => string | false | undefined

/**
 * A rule of one element.
 *
 * @example
 * ```ts
 * const rules: Rule[] = [childCount(3), requires('@shuffled', '@seed')]
 * ```
 */
export interface Rule {
  readonly rule: string
  readonly level: Level
  /** Default: 12200. */
  readonly code: number | undefined
  readonly check: Check
  /**
   * Content of fewer characters never breaks it. Infinity for a rule that depends on the element's shape alone: its
   * attributes, its parent's name, and which children and text there are. The renderer remembers shapes without
   * problems.
   */
  readonly minContent: number
}

/**
 * The level and code of a broken rule. Default: an error with Twilio's code 12200.
 *
 * @example
 * ```ts
 * const weight: Weight = { level: 'warning', code: 13310 }
 * ```
 */
export interface Weight {
  level?: Level | undefined
  code?: number | undefined
}

/**
 * Makes a rule of a name.
 *
 * @param minContent - Content of fewer characters never breaks it. Infinity for a rule that depends on the element's
 * shape alone: its attributes, its parent's name, and which children and text there are. Shapes without problems are
 * remembered and not judged again. Default: 0, judge always.
 *
 * @example
 * ```ts
 * const evenNumber = rule(
 *   'even-number',
 *   { level: 'error' },
 *   ({ children }) =>
 *     children.length % 2 === 1 && `has ${children.length} children: give an even number.`,
 * )
 * ```
 */
export const rule = (
  name: string,
  { level = 'error', code }: Weight | undefined = {},
  check: Check,
  minContent = 0,
): Rule => ({ rule: name, level, code, check, minContent })

const shapeRule = (name: string, weight: Weight | undefined, check: Check): Rule =>
  rule(name, weight, check, Infinity)

/**
 * A part of an element: `#text` its own text, `#children` any child element, `@name` an attribute, `@name=value` an
 * attribute of that value, anything else a child element of that name.
 */
export type Part = string

const inWords = (part: Part): string =>
  /^\w/.test(part) ? `<${part}>` : part.slice(1).replace(/=(.*)/, '="$1"')

const listed = (parts: readonly Part[], word: string): string =>
  parts.map(inWords).join(` ${word} `)

// Compiled when the rule is made, since rules run for every element of every document.
const test = (part: Part): ((element: Judged) => boolean) => {
  if (part === '#text') return ({ textLength }) => textLength > 0
  if (part[0] !== '@') {
    const isMeant = ({ name }: Judged) => part === '#children' || name === part
    return ({ children }) => children.some(isMeant)
  }
  const [name, value] = part.slice(1).split('=') as [string, string?]
  return (element) => {
    const given = element.attribute(name)
    return given !== undefined && (value === undefined || given === value)
  }
}

const countingRule = (
  name: string,
  parts: Part[],
  weight: Weight | undefined,
  isWrong: (count: number) => boolean,
  what: (given: Part[]) => string,
): Rule => {
  const tests = parts.map(test)
  return shapeRule(name, weight, (element) => {
    let found = 0
    for (let i = 0; i < tests.length; i++) if (tests[i]!(element)) found++
    return isWrong(found) && what(parts.filter((_, i) => tests[i]!(element)))
  })
}

/**
 * At least one of the parts must be there.
 *
 * @example
 * ```ts
 * // <Survey> needs its text or questions={…}.
 * atLeastOneOf(['#text', '@questions'])
 * ```
 */
export const atLeastOneOf = (parts: Part[], weight?: Weight): Rule =>
  countingRule(
    'at-least-one-of',
    parts,
    weight,
    (count) => count === 0,
    () => `needs ${listed(parts, 'or')}.`,
  )

/**
 * Exactly one of the parts must be there.
 *
 * @example
 * ```ts
 * // Either text or digits={…}, as for <Play>.
 * exactlyOneOf(['#text', '@digits'])
 * ```
 */
export const exactlyOneOf = (parts: Part[], weight?: Weight): Rule =>
  countingRule(
    'exactly-one-of',
    parts,
    weight,
    (count) => count !== 1,
    (given) => `has ${listed(given, 'and') || 'nothing'}: give either ${listed(parts, 'or')}.`,
  )

/**
 * The parts must not stand together.
 *
 * @example
 * ```ts
 * // shuffled={…} and order={…} exclude each other; Twilio only warns.
 * notTogether(['@shuffled', '@order'], { level: 'warning' })
 * ```
 */
export const notTogether = (parts: Part[], weight?: Weight): Rule =>
  countingRule(
    'not-together',
    parts,
    weight,
    (count) => count === parts.length,
    () => `has ${listed(parts, 'and')}, which do not go together: leave one out.`,
  )

/**
 * If the part is there, another one is needed too.
 *
 * @example
 * ```ts
 * // shuffled="true" needs seed={…} too.
 * requires('@shuffled=true', '@seed')
 * ```
 */
export const requires = (part: Part, needed: Part, weight?: Weight): Rule => {
  const [isThere, isMet] = [test(part), test(needed)]
  return shapeRule(
    'requires',
    weight,
    (element) =>
      isThere(element) &&
      !isMet(element) &&
      `has ${inWords(part)}, which needs ${inWords(needed)} too.`,
  )
}

/** An attribute that must be given. */
export const required = (attribute: string, weight?: Weight): Rule =>
  shapeRule(
    'required',
    weight,
    (element) => element.attribute(attribute) === undefined && `needs the attribute ${attribute}.`,
  )

/** Text, if allowed, or child elements must be given. */
export const hasContent = (what: string, takesText: boolean, weight?: Weight): Rule =>
  shapeRule(
    'required',
    weight,
    (element) =>
      (takesText ? element.textLength : 0) + element.children.length === 0 &&
      `is empty: it needs ${what}.`,
  )

/**
 * At most `max` child elements, of the names given or of any.
 *
 * @example
 * ```ts
 * // At most three <Question>s.
 * childCount(3, ['Question'])
 * ```
 */
export const childCount = (max: number, of?: string[], weight?: Weight): Rule =>
  rule(
    'child-count',
    weight,
    ({ children }) => {
      // Most elements have no more than that in all.
      if (children.length <= max) return undefined
      const found = of ? children.filter(({ name }) => of.includes(name)).length : children.length
      return (
        found > max &&
        `has ${found} ${of ? listed(of, 'or') : 'children'}: at most ${max} may stand in it.`
      )
    },
    // The shortest child is `<p/>`.
    max * 4,
  )

/**
 * A child of that name must be the only child.
 *
 * @example
 * ```ts
 * // A <Conference> has no sibling.
 * onlyChild('Conference')
 * ```
 */
export const onlyChild = (name: string, weight?: Weight): Rule =>
  shapeRule(
    'only-child',
    weight,
    (element) =>
      element.children.length > 1 &&
      element.children.some((child) => child.name === name) &&
      `has children beside <${name}>: <${name}> must be the only one.`,
  )

/** The length of an element's text, that of its descendants included. */
export const totalLength = ({ textLength, children }: Judged): number =>
  children.reduce((sum, child) => sum + totalLength(child), textLength)

/**
 * The text, with that of children of one name, may have at most `max` characters.
 *
 * @example
 * ```ts
 * // The text, with that of its <Body>s, has 1,600 characters at most.
 * maxText(1600, { of: 'Body' })
 * ```
 */
export const maxText = (max: number, { of, ...weight }: Weight & { of?: string } = {}): Rule =>
  rule(
    'max-text',
    weight,
    (element) => {
      let length = element.textLength
      for (const child of element.children) if (child.name === of) length += child.textLength
      return length > max && `has ${length} characters of text: at most ${max} are allowed.`
    },
    // Markup only makes the content longer than its text.
    max,
  )

/**
 * Attributes that are optional in general are required inside some parents.
 *
 * @example
 * ```ts
 * // In <Start> a <Survey> needs url={…}, in <Stop> its name={…}.
 * requiredIn({ Start: 'url', Stop: 'name' })
 * ```
 */
export const requiredIn = (parents: Record<string, string>, weight?: Weight): Rule =>
  shapeRule('required-in', weight, (element) => {
    const parent = element.parent?.name ?? ''
    const name = parents[parent]
    return (
      name !== undefined &&
      element.attribute(name) === undefined &&
      `needs the attribute ${name} inside <${parent}>.`
    )
  })

/**
 * Inside that parent, the attribute may not be given at all, or only with the value named.
 *
 * @example
 * ```ts
 * // In <Connect>, track={…} may only be "inbound_track".
 * restrictedIn('Connect', 'track', { value: 'inbound_track' })
 * ```
 */
export const restrictedIn = (
  parent: string,
  attribute: string,
  { value, ...weight }: Weight & { value?: string } = {},
): Rule =>
  shapeRule('restricted-in', weight, (element) => {
    const given = element.parent?.name === parent ? element.attribute(attribute) : undefined
    return (
      given !== undefined &&
      given !== value &&
      (value
        ? `may have only ${attribute}="${value}" inside <${parent}>.`
        : `may not have ${attribute} inside <${parent}>: leave it out.`)
    )
  })

/**
 * An attribute's number may not exceed `max` if another part is there.
 *
 * @example
 * ```ts
 * // With input="speech", tries={…} is 3 at most.
 * maxWhen('tries', 3, '@input=speech')
 * ```
 */
export const maxWhen = (attribute: string, max: number, when: Part, weight?: Weight): Rule => {
  const isThere = test(when)
  return shapeRule(
    'max-when',
    weight,
    (element) =>
      Number(element.attribute(attribute)) > max &&
      isThere(element) &&
      `has ${attribute} over ${max}: with ${inWords(when)} it may be ${max} at most.`,
  )
}

/**
 * Attributes taken together may have at most `max` characters, everywhere or inside one parent.
 *
 * @example
 * ```ts
 * // Together, title and subtitle have 64 characters at most.
 * maxLength(['title', 'subtitle'], 64)
 * ```
 */
export const maxLength = (
  attributes: string[],
  max: number,
  { inside, ...weight }: Weight & { inside?: string } = {},
): Rule =>
  shapeRule('max-length', weight, (element) => {
    if (inside && element.parent?.name !== inside) return undefined
    let length = 0
    for (const name of attributes) length += element.attribute(name)?.length ?? 0
    return (
      length > max &&
      `has ${length} characters in ${attributes.join(' and ')}: at most ${max} are allowed${inside ? ` inside <${inside}>` : ''}.`
    )
  })

/**
 * Inside that parent the element has text only: none of its attributes, no children.
 *
 * @example
 * ```ts
 * class ContactAttributes {
 *   label? = string()
 * }
 * // Inside <Broadcast>, <Contact> has text only.
 * bareIn('Broadcast', ContactAttributes)
 * ```
 */
export const bareIn = (parent: string, Attributes: new () => object, weight?: Weight): Rule => {
  const names = Object.keys(new Attributes())
  return shapeRule('bare-in', weight, (element) => {
    if (element.parent?.name !== parent) return undefined
    const extra = names.filter((name) => element.attribute(name) !== undefined)
    extra.push(...element.children.map(({ name }) => `<${name}>`))
    return extra.length > 0 && `takes only text inside <${parent}>: leave out ${extra.join(', ')}.`
  })
}

/** The text of serialised content: without tags and comments, with the renderer's escapes resolved. */
export const textOf = (content: string): string => {
  const text = content.includes('<') ? content.replace(/<!--.*?-->|<[^>]*>/gs, '') : content
  return text.includes('&')
    ? // One by one takes a quarter of the time of one expression with a function.
      text
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&#13;', '\r')
        .replaceAll('&amp;', '&')
    : text
}

/**
 * Text that Twilio reads must have a certain form: `isGood` tests the text, `expected` describes the form in words.
 *
 * @example
 * ```ts
 * // The text is a JSON object.
 * textForm((text) => text.startsWith('{'), 'a JSON object')
 * ```
 */
export const textForm = (
  isGood: (text: string) => boolean,
  expected: string,
  weight?: Weight,
): Rule =>
  rule('text-form', weight, (element) => {
    // Text beside child elements need not have the form.
    const isText = element.textLength > 0 && element.children.length === 0
    const text = isText ? textOf(element.content).trim() : ''
    return isText && !isGood(text) && `has text that is not ${expected}.${askForVariable(text)}`
  })

/** Asks after the commonest reason for a value that is no value. */
export const askForVariable = (text: string): string =>
  holeIn(text) ? ' Is an environment variable missing?' : ''
