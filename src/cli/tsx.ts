/**
 * @module
 * A TwiML document as TSX: typed components where all is right, and `<Custom>` with a remark where something is not.
 */
import type { AttributeKind } from '../vocabulary/attributes.ts'
import type { ElementTable } from '../vocabulary/define-element.ts'
import { type Dialect, dialects } from '../vocabulary/dialects.ts'
import { MAX_DOCUMENT_BYTES } from '../vocabulary/limits.ts'
import { escapeAttribute, isName } from '../xml/escape.ts'
import { Inspection, isDeclaration, unreached } from '../simulator/inspect.ts'
import { Fill, quoted, WIDTH } from './jsx-fill.ts'
import { parseXml, trim, type XmlElement, XmlError } from '../simulator/xml.ts'

/** A converted document. */
export interface Converted {
  readonly source: string
  /** The number of mistakes in it. */
  readonly faults: number
}

/** Deeper than this nothing is rendered. */
const MAX_DEPTH = 500

/**
 * Writes a document as TSX.
 *
 * @param xml - The document.
 * @param name - The name of the component.
 * @param dialect - Of which it is. Default: that of its verbs.
 * @throws {XmlError} when it is no TwiML, with a sentence that says why
 */
export const tsxOf = (xml: string, name: string, dialect?: Dialect): Converted => {
  if (/^\s*(<!--[^]*?-->\s*)*<(!doctype\s+)?html\b/i.test(xml))
    throw new XmlError(
      'This is an HTML page, not TwiML: did the server answer with an error?',
      1,
      1,
    )
  const remarks: Remarks = new Map()
  const root = parseXml(xml, (text, parent, behind) => {
    const known = remarks.get(parent)
    if (known) known.push({ text, behind })
    else remarks.set(parent, [{ text, behind }])
  })
  if (root.name !== 'Response')
    throw new XmlError(
      `The root of TwiML is <Response>, and not <${root.name}>.`,
      root.line,
      root.column,
    )
  if (!isWritable(root))
    throw new XmlError(
      '<Response> has an attribute whose name TSX cannot write: leave it out.',
      root.line,
      root.column,
    )
  const writer = new Writer(root, dialect ?? dialectOf(root), remarks)
  return writer.write(name, xml)
}

/** The dialect in which most of the verbs are at home; voice, where there is no saying. */
const dialectOf = (root: XmlElement): Dialect => {
  const names = ['voice', 'messaging', 'fax'] as const
  const counts = names.map(
    (name) =>
      root.children.filter((child) => {
        const response = dialects[name].get('Response')
        const table = dialects[name].get(child.name)
        return table !== undefined && response?.takes(table)
      }).length,
  )
  return names[counts.indexOf(Math.max(...counts))]!
}

/** The omissions in a document, by the element they are in. */
type Remarks = Map<XmlElement | undefined, { text: string; behind: number }[]>

class Writer {
  readonly #root: XmlElement
  readonly #dialect: Dialect
  readonly #remarks: Remarks
  readonly #inspection: Inspection
  readonly #used = new Set<string>()
  #faults = 0

  constructor(root: XmlElement, dialect: Dialect, remarks: Remarks) {
    this.#root = root
    this.#dialect = dialect
    this.#remarks = remarks
    this.#inspection = new Inspection(
      root,
      dialect,
      () => {},
      () => {},
    )
  }

  write(name: string, xml: string): Converted {
    const bytes = Buffer.byteLength(xml)
    const tooLong = `The document has ${bytes} bytes, more than the ${MAX_DOCUMENT_BYTES} that Twilio takes (11750).`
    const outside = this.#remarks.get(undefined) ?? []
    const body = this.#element(this.#root, 1, 1)
    const before = [
      ...outside.filter(({ behind }) => behind === 0).map(({ text }) => text),
      ...(bytes > MAX_DOCUMENT_BYTES ? [this.#fault(tooLong)] : []),
      ...this.#why(this.#root).map((sentence) => this.#fault(sentence)),
      ...leftOut(this.#root),
    ].flatMap(lineRemark)
    const after = outside.filter(({ behind }) => behind > 0).flatMap(({ text }) => lineRemark(text))
    const component = this.#used.has(name) ? `${name}Document` : name
    const source = [
      `/** @jsxImportSource ${this.#source} */`,
      ...this.#imports(),
      '',
      ...before,
      ...(body.length === 1 &&
      `export const ${component} = () => ${body[0]!.trim()}`.length <= WIDTH
        ? [`export const ${component} = () => ${body[0]!.trim()}`]
        : [`export const ${component} = () => (`, ...body, ')']),
      ...after,
      '',
    ].join('\n')
    return { source, faults: this.#faults }
  }

  get #source(): string {
    return this.#dialect === 'fax' ? 'twimlx' : `twimlx/${this.#dialect}`
  }

  #imports(): string[] {
    const names = [...this.#used].toSorted()
    const own = names.filter((name) => !isOfRoot(name))
    const root = names.filter(isOfRoot)
    return [
      ...(root.length > 0 ? importOf(root, 'twimlx') : []),
      ...(own.length > 0 ? importOf(own, `twimlx/${this.#dialect}`) : []),
    ]
  }

  #fault(sentence: string): string {
    this.#faults++
    return sentence
  }

  /** The problems of an element, in sentences; without any, its component accepts it unchanged. */
  #why(element: XmlElement): string[] {
    const { name, attributes } = element
    const said = this.#inspection
      .verdicts(element)
      .map(({ code, message }) => (code ? `${code}: ${message}` : message))
    if (said.length > 0) return said
    const table = dialects[this.#dialect].get(name)
    if (!table) return [`<${name}> is none of the elements of ${this.#dialect}.`]
    if (isEither(table) && element.hasText && element.children.length > 0)
      return [`<${name}> takes text or elements, and not both.`]
    const unknown = [...attributes.keys()].filter(
      (attribute) => !table.attributes[attribute] && !isDeclaration(attribute),
    )
    return unknown.map((attribute) => `<${name}> has no attribute ${attribute}.`)
  }

  /** The lines of an element. */
  #element(element: XmlElement, indent: number, depth: number): string[] {
    if (depth > MAX_DEPTH)
      throw new XmlError(
        `Elements are nested more than ${MAX_DEPTH} levels deep, which nothing renders.`,
        element.line,
        element.column,
      )
    const table = dialects[this.#dialect].get(element.name)
    if (!isWritable(element)) return this.#raw(element, indent)
    const attributes =
      table && this.#why(element).length === 0
        ? typedAttributes(table, element.attributes)
        : undefined
    const [tag, written] = attributes
      ? [element.name, attributes]
      : ['Custom', customAttributes(element)]
    if (!/^[a-z]/.test(tag)) this.#used.add(tag)
    const open = openTag(tag, written, indent)
    const content = this.#content(element, attributes ? table : undefined, indent + 1, depth)
    const space = '  '.repeat(indent)
    if (content.length === 0) return closed(open)
    const [only, ...more] = content
    // In one line, where it fits.
    const inline = `${open.at(-1)}${only!.trimStart()}</${tag}>`
    const isShort = more.length === 0 && open.length === 1 && inline.length <= WIDTH
    // Prettier breaks a line with several attributes.
    if (isShort && written.length < 2 && isText(element)) return [inline]
    return [...open, ...content, `${space}</${tag}>`]
  }

  /** An element with a name that TSX cannot write: as it is. */
  #raw({ name, attributes, content }: XmlElement, indent: number): string[] {
    this.#used.add('Raw')
    const all = [...attributes].map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`)
    const xml = `<${name}${all.join('')}>${content}</${name}>`
    return [`${'  '.repeat(indent)}<Raw>{${quoted(xml)}}</Raw>`]
  }

  /** The lines between the tags. */
  #content(
    element: XmlElement,
    table: ElementTable | undefined,
    indent: number,
    depth: number,
  ): readonly string[] {
    const fill = new Fill(indent)
    const remarks = this.#remarks.get(element) ?? []
    const say = (text: string) => {
      for (const line of remarkLines(text)) fill.braces(`{/* ${line.replaceAll('*/', '* /')} */}`)
    }
    let next = 0
    const sayRemarks = (behind: number) => {
      for (; remarks[next]?.behind === behind; next++) say(remarks[next]!.text)
    }
    let late: string | undefined
    const nodes = textsOf(element, table)
    sayRemarks(0)
    nodes.forEach((node, i) => {
      if (typeof node === 'string') {
        if (node !== '' || (nodes.length === 1 && table && needsText(table))) fill.text(node)
      } else {
        this.#why(node).forEach((sentence) => say(this.#fault(sentence)))
        leftOut(node).forEach(say)
        fill.element(this.#element(node, indent, depth + 1))
        if (late === undefined) {
          late = unreached(this.#dialect, node)
          if (late) say(this.#fault(late))
        }
      }
      sayRemarks(i + 1)
    })
    return fill.end()
  }
}

/** True for a component of the package itself, not of a dialect. */
const isOfRoot = (name: string): boolean => name === 'Custom' || name === 'Raw'

/** The declarations of an element, which TSX does without. */
const leftOut = ({ attributes }: XmlElement): string[] =>
  [...attributes].flatMap(([name, value]) =>
    isDeclaration(name) ? `${name}="${value}" is left out: it says nothing to Twilio.` : [],
  )

/** True if TSX can write its names. */
const isWritable = ({ name, attributes }: XmlElement): boolean =>
  isName(name) && [...attributes.keys()].every((each) => isName(each) || isDeclaration(each))

/** True for text alone. */
const isText = ({ nodes }: XmlElement): boolean =>
  nodes.length === 1 && typeof nodes[0] === 'string'

/** True for a spoken element: it takes speech markup, or is some. */
const isSpoken = ({ name, children }: ElementTable): boolean =>
  [name, ...children].some((each) => /^[a-z]/.test(each))

/** True if the types of its component require text. */
const needsText = ({ takesText, options }: ElementTable): boolean =>
  takesText && options.required !== undefined

/** True if the types of its component take either text or elements, where XML allows both. */
const isEither = (table: ElementTable): boolean =>
  table.content === 'mixed' && !isSpoken(table) && !table.children.has('Body')

/**
 * The nodes of an element without what says nothing: white space between elements, and around numbers and URLs. What
 * is spoken is folded, as it is when it is spoken.
 */
const textsOf = (
  { nodes, hasText }: XmlElement,
  table: ElementTable | undefined,
): readonly (XmlElement | string)[] => {
  if (!hasText) {
    const first = nodes.find((node) => typeof node === 'string')
    // The component asks for children, and white space is what there is.
    return table && needsText(table) && nodes.every((node) => typeof node === 'string')
      ? [first ?? '']
      : nodes.map((node) => (typeof node === 'string' ? '' : node))
  }
  if (!table) return nodes
  if (isSpoken(table))
    return nodes.map((node, i) => {
      if (typeof node !== 'string') return node
      let text = node.replace(/[ \t\r\n]+/g, ' ')
      if (i === 0) text = text.replace(/^ /, '')
      return i === nodes.length - 1 ? text.replace(/ $/, '') : text
    })
  return table.content === 'text' && table.name !== 'Body'
    ? nodes.map((node) => (typeof node === 'string' && nodes.length === 1 ? trim(node) : node))
    : nodes
}

/** The attributes as props, all of which the component has. */
const typedAttributes = (
  { attributes: kinds }: ElementTable,
  given: ReadonlyMap<string, string>,
): string[] =>
  [...given].flatMap(([name, value]) =>
    isDeclaration(name) ? [] : `${name}${typedValue(kinds[name]!, value)}`,
  )

/** A value with the type that the prop has. */
const typedValue = (kind: AttributeKind, value: string): string => {
  const { expected = '', join, method } = kind
  if (expected === 'one of true, false') return value === 'true' ? '' : `={${value}}`
  if (method && !/^(GET|POST)$/.test(value))
    return `={${quoted(value)} as ${quoted(value.toUpperCase())}}`
  const isNumber = /^a (whole )?number/.test(expected)
  const parts = join === undefined ? [value] : value.split(join)
  const isClean = parts.every((part) => part !== '' && part.trim() === part)
  if (join !== undefined && parts.length > 1 && isClean)
    return `={[${parts.map((part) => (isNumber ? number(part) : quoted(part))).join(', ')}]}`
  return isNumber ? `={${number(value)}}` : jsxValue(value)
}

/** A number as it is written; text that is none, such as a word, and digits that would be written in another way. */
const number = (value: string): string =>
  String(Number(value)) === value
    ? value
    : /\d/.test(value)
      ? `${quoted(value)} as never`
      : quoted(value)

const jsxValue = (value: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what cannot stand in an attribute as they are
  /["&\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(value) ? `={${quoted(value)}}` : `="${value}"`

const customAttributes = ({ name, attributes }: XmlElement): string[] => {
  const props = [...attributes]
    .filter(([key]) => !isDeclaration(key))
    .map(
      ([key, value]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)}: ${quoted(value)}`,
    )
  return [
    `name${jsxValue(name)}`,
    ...(props.length > 0 ? [`attributes={{ ${props.join(', ')} }}`] : []),
  ]
}

const openTag = (tag: string, attributes: readonly string[], indent: number): string[] => {
  const space = '  '.repeat(indent)
  const line = `${space}<${[tag, ...attributes].join(' ')}>`
  if (line.length <= WIDTH || attributes.length === 0) return [line]
  return [`${space}<${tag}`, ...attributes.map((each) => `${space}  ${each}`), `${space}>`]
}

/** The tag of an element in which nothing stands. */
const closed = (open: readonly string[]): string[] => {
  const last = open.at(-1)!
  return [
    ...open.slice(0, -1),
    open.length > 1 ? last.replace(/>$/, '/>') : last.replace(/>$/, ' />'),
  ]
}

const importOf = (names: readonly string[], from: string): string[] => {
  const line = `import { ${names.join(', ')} } from '${from}'`
  return line.length <= WIDTH
    ? [line]
    : ['import {', ...names.map((name) => `  ${name},`), `} from '${from}'`]
}

const lineRemark = (text: string): string[] => remarkLines(text).map((line) => `// ${line}`)

const remarkLines = (text: string): string[] =>
  text
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => line.trim())
    .filter(Boolean)
