/**
 * @module
 * Rules that tie an element's attributes, text and children together. Each function makes one rule; an element's
 * declaration lists the rules that hold for it.
 */
import type { Level } from './problem.ts'

/** What a rule sees of one element: attributes as they stand in the XML, and its content. */
export interface Judged {
  /** The name of the element around it. */
  readonly parent: string | undefined
  /** The content as XML text. */
  readonly content: string
  /** Whether it has text of its own that is more than white space. */
  readonly hasText: boolean
  /** The serialised value of an attribute. */
  attribute(name: string): string | undefined
  /** Whether an attribute is given. */
  has(name: string): boolean
  /** The names of the attributes that are given. */
  given(): string[]
  /** How many child elements of that name there are, or how many at all. */
  count(child?: string): number
}

/** A rule of one element. */
export interface Rule {
  readonly rule: string
  readonly level: Level
  readonly code: number | undefined
  /** What is wrong, to follow the element's name in a sentence; nothing where the rule is kept. */
  readonly check: (element: Judged) => string | false | undefined
}

interface Weight {
  level?: Level
  code?: number
}

/** Makes a rule: `check` returns what is wrong, to follow the element's name in a sentence. */
export const rule = (
  name: string,
  { level = 'error', code }: Weight,
  check: (element: Judged) => string | false | undefined,
): Rule => ({ rule: name, level, code, check })

/**
 * A part of an element: `#text` its own text, `#children` any child element, `@name` an attribute, `@name=value` an
 * attribute of that value, anything else a child element of that name.
 */
export type Part = string

const inWords = (part: Part): string =>
  part === '#text'
    ? 'text'
    : part === '#children'
      ? 'child elements'
      : part[0] === '@'
        ? part.slice(1).replace(/=(.*)/, '="$1"')
        : `<${part}>`

const listed = (parts: readonly Part[], word: string): string =>
  parts
    .map(inWords)
    .join(', ')
    .replace(/, ([^,]*)$/, ` ${word} $1`)

type Test = (element: Judged) => boolean

const hasText: Test = (element) => element.hasText
const hasChildren: Test = (element) => element.count() > 0

// Compiled when the rule is made: rules are asked for every element of every document.
const test = (part: Part): Test => {
  if (part === '#text') return hasText
  if (part === '#children') return hasChildren
  if (part[0] !== '@') return (element) => element.count(part) > 0
  const [name, value] = part.slice(1).split('=') as [string, string?]
  return value === undefined
    ? (element) => element.has(name)
    : (element) => element.attribute(name) === value
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The text of serialised content: without tags and comments, character references resolved. */
export const textOf = (content: string): string =>
  content
    .replace(/<!--.*?-->|<[^>]*>/gs, '')
    .replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (_, hex, decimal, name) =>
      name ? (entities[name] ?? '') : String.fromCodePoint(hex ? parseInt(hex, 16) : +decimal),
    )

// Children of TwiML elements with text of their own never hold an element of their own name, SSML aside, where no rule
// asks for own text only.
const ownText = (content: string): string =>
  content.includes('<')
    ? textOf(content.replace(/<([\w-]+)(?:\s[^>]*)?(?:\/>|>.*?<\/\1>)/gs, ''))
    : textOf(content)

/** At least one of the parts must be there. */
export const atLeastOneOf = (parts: Part[], weight: Weight = {}): Rule => {
  const tests = parts.map(test)
  return rule(
    'at-least-one-of',
    weight,
    (element) => !isAny(tests, element) && `is empty: it needs ${listed(parts, 'or')}.`,
  )
}

/** Exactly one of the parts must be there. */
export const exactlyOneOf = (parts: Part[], weight: Weight = {}): Rule => {
  const tests = parts.map(test)
  return rule('exactly-one-of', weight, (element) => {
    const count = howMany(tests, element)
    if (count === 1) return undefined
    const given = parts.filter((_, i) => tests[i]!(element))
    return `${count ? `has ${listed(given, 'and')}` : 'is empty'}: give either ${listed(parts, 'or')}.`
  })
}

/** The parts must not stand together. */
export const notTogether = (parts: Part[], weight: Weight = {}): Rule => {
  const tests = parts.map(test)
  return rule(
    'not-together',
    weight,
    (element) =>
      howMany(tests, element) === parts.length &&
      `has ${listed(parts, 'and')}, which do not go together: leave one out.`,
  )
}

const isAny = (tests: readonly Test[], element: Judged): boolean => {
  for (let i = 0; i < tests.length; i++) if (tests[i]!(element)) return true
  return false
}

const howMany = (tests: readonly Test[], element: Judged): number => {
  let count = 0
  for (let i = 0; i < tests.length; i++) if (tests[i]!(element)) count++
  return count
}

/** Where the part is, another one is needed. */
export const requires = (part: Part, needed: Part, weight: Weight = {}): Rule => {
  const [isThere, isMet] = [test(part), test(needed)]
  return rule(
    'requires',
    weight,
    (element) =>
      isThere(element) &&
      !isMet(element) &&
      `has ${inWords(part)}, which needs ${inWords(needed)} too.`,
  )
}

/** At least `min` and at most `max` child elements, of the names given or of any. */
export const childCount = (
  { min = 0, max, of }: { min?: number; max?: number; of?: string[] },
  weight: Weight = {},
): Rule =>
  rule('child-count', weight, (element) => {
    const count = of ? of.reduce((sum, name) => sum + element.count(name), 0) : element.count()
    const what = of ? listed(of, 'or') : 'child elements'
    return max !== undefined && count > max
      ? `has ${count} ${what}: at most ${max} may stand in it.`
      : count < min &&
          `has ${count} ${what}: it needs ${max === min ? 'exactly' : 'at least'} ${min}.`
  })

/** A child of that name must be the only child. */
export const onlyChild = (name: string, weight: Weight = {}): Rule =>
  rule(
    'only-child',
    weight,
    (element) =>
      element.count(name) > 0 &&
      element.count() > 1 &&
      `has other child elements beside <${name}>: <${name}> must be the only one.`,
  )

/** The text, or the texts of some parts taken together, may have at most `max` characters. */
export const maxText = (
  max: number,
  { of, ...weight }: Weight & { of?: readonly [own: '#text', child: string] } = {},
): Rule =>
  rule('max-text', weight, ({ content }) => {
    // Markup only makes it longer.
    if (content.length <= max) return undefined
    const length = of
      ? ownText(content).length + textIn(of[1], content).length
      : textOf(content).length
    return length > max && `has ${length} characters of text: at most ${max} are allowed.`
  })

const textIn = (child: string, content: string): string =>
  textOf((content.match(RegExp(`<${child}>.*?</${child}>`, 'gs')) ?? []).join(''))

/** Inside some parents, attributes are required that are optional elsewhere. */
export const requiredIn = (parents: Record<string, string>, weight: Weight = {}): Rule =>
  rule('required-in', weight, (element) => {
    const name = parents[element.parent!]
    return (
      name !== undefined &&
      !element.has(name) &&
      `needs the attribute ${name} inside <${element.parent}>.`
    )
  })

/** Inside that parent, the attribute may not be given at all, or only with the value named. */
export const restrictedIn = (
  parent: string,
  attribute: string,
  { value, ...weight }: Weight & { value?: string } = {},
): Rule =>
  rule('restricted-in', weight, (element) => {
    const given = element.parent === parent ? element.attribute(attribute) : undefined
    return (
      given !== undefined &&
      given !== value &&
      `may not have ${attribute}="${given}" inside <${parent}>: ${value ? `only ${attribute}="${value}" is allowed` : 'leave it out'}.`
    )
  })

/** An attribute's number may not exceed `max` where another part is there. */
export const maxWhen = (attribute: string, max: number, when: Part, weight: Weight = {}): Rule => {
  const isThere = test(when)
  return rule(
    'max-when',
    weight,
    (element) =>
      Number(element.attribute(attribute)) > max &&
      isThere(element) &&
      `has ${attribute}="${element.attribute(attribute)}": with ${inWords(when)} it may be ${max} at most.`,
  )
}

/** Attributes taken together may have at most `max` characters, everywhere or inside one parent. */
export const maxLength = (
  attributes: string[],
  max: number,
  { inside, ...weight }: Weight & { inside?: string } = {},
): Rule =>
  rule('max-length', weight, (element) => {
    if (inside && element.parent !== inside) return undefined
    const length = attributes.reduce((sum, name) => sum + (element.attribute(name)?.length ?? 0), 0)
    const where = inside ? ` inside <${inside}>` : ''
    return (
      length > max &&
      `has ${length} characters in ${attributes.join(' and ')}: at most ${max} are allowed${where}.`
    )
  })

/** Inside that parent the element has text only: no attributes, no children. */
export const bareIn = (parent: string, weight: Weight = {}): Rule =>
  rule(
    'bare-in',
    weight,
    (element) =>
      element.parent === parent &&
      (element.given().length > 0 || element.count() > 0) &&
      `takes only text inside <${parent}>: leave out ${[...element.given(), ...(element.count() ? ['the child elements'] : [])].join(', ')}.`,
  )

/** Content that Twilio reads in a form of its own: `test` judges the text, `expected` says the form in words. */
export const textForm = (
  test: (text: string) => boolean,
  expected: string,
  weight: Weight = {},
): Rule =>
  rule('text-form', weight, (element) => {
    const text = textOf(element.content)
    return text !== '' && !test(text) && `has text that is not ${expected}.`
  })
