/**
 * @module
 * Reads XML into elements that the vocabulary's rules can judge.
 */
import { SaxesParser } from 'saxes'
import type { Judged } from '../vocabulary/rules.ts'
import { DOCTYPE, nameFault } from './xml-fault.ts'

/** Thrown for a document that is not well-formed. */
export class XmlError extends Error {
  readonly line: number
  readonly column: number

  constructor(message: string, line: number, column: number) {
    super(message)
    this.line = line
    this.column = column
  }
}

// The document in normal form: references resolved and escaped anew, CDATA as text, without comments. Elements keep
// offsets into it, so reading takes one pass at any depth and size.
interface Source {
  xml: string
  text: string
}

/** The start of an element: everything that is known at its opening tag. */
interface OpeningTag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly parent: XmlElement | undefined
  readonly line: number
  readonly column: number
}

/** An element of a parsed document. */
export class XmlElement implements Judged {
  readonly name: string
  readonly parent: XmlElement | undefined
  /** Names from the root to this element, such as `Response > Gather > Say`. */
  readonly path: string
  readonly line: number
  readonly column: number
  readonly attributes: ReadonlyMap<string, string>
  /** Child elements and the text between them, in order. */
  readonly nodes: (XmlElement | string)[] = []
  readonly #source: Source
  #start = 0
  #end = 0
  #textStart = 0
  #textEnd = 0

  constructor(source: Source, { name, attributes, parent, line, column }: OpeningTag) {
    this.#source = source
    this.name = name
    this.attributes = attributes
    this.parent = parent
    // Bounded, so that deep nesting does not make paths as long as the depth.
    this.path = parent ? `${parent.path.slice(-500)} > ${name}` : name
    this.line = line
    this.column = column
    this.#start = source.xml.length
    this.#textStart = source.text.length
  }

  close(): void {
    this.#end = this.#source.xml.length
    this.#textEnd = this.#source.text.length
  }

  /** The content as XML text. */
  get content(): string {
    return this.#source.xml.slice(this.#start, this.#end)
  }

  /** All text in it, without tags. */
  get text(): string {
    return this.#source.text.slice(this.#textStart, this.#textEnd)
  }

  /** The length of its own text, from the first character that is no white space. */
  get textLength(): number {
    let length = 0
    for (const node of this.nodes)
      if (typeof node === 'string') length += (length > 0 ? node : trimStart(node)).length
    return length
  }

  /** True if it has text of its own other than white space. */
  get hasText(): boolean {
    return this.textLength > 0
  }

  /** The child elements. */
  get children(): XmlElement[] {
    return this.nodes.filter((node) => typeof node !== 'string')
  }

  attribute(name: string): string | undefined {
    return this.attributes.get(name)
  }

  given(): string[] {
    return [...this.attributes.keys()]
  }
}

const trimStart = (text: string): string => text.replace(/^[ \t\r\n]+/, '')

/** Trims the white space of XML only: a no-break space is text. */
export const trim = (text: string): string => {
  let end = text.length
  while (end > 0 && ' \t\r\n'.includes(text[end - 1]!)) end--
  return trimStart(text.slice(0, end))
}

// The escapes of the renderer, so that content has the same length.
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeText = (text: string): string =>
  text.replace(/[&<>]/g, (character) => escapes[character]!)
const escapeValue = (value: string): string =>
  value.replace(/[&<>"]/g, (character) => escapes[character]!)

/**
 * Called with a comment or a processing instruction, which Twilio ignores.
 *
 * @param parent - The element that it stands in; `undefined` outside of the root.
 * @param behind - The number of the element's nodes before it; outside of the root 0 before it and 1 after it.
 */
export type Remark = (text: string, parent: XmlElement | undefined, behind: number) => void

/**
 * Reads a document.
 *
 * @param remark - Called with each comment and processing instruction. Default: they are dropped.
 * @returns The root element.
 * @throws {XmlError} If the text is not well-formed XML; then nothing of the document is usable.
 */
export const parseXml = (text: string, remark?: Remark): XmlElement => {
  const source: Source = { xml: '', text: '' }
  const open: XmlElement[] = []
  let root: XmlElement | undefined
  const parser = new SaxesParser({ xmlns: false })
  let line = 1
  let column = 1
  let interrupted = false
  const addText = (piece: string) => {
    const element = open[open.length - 1]
    if (!element) return
    const { nodes } = element
    if (typeof nodes[nodes.length - 1] === 'string' && !interrupted)
      nodes[nodes.length - 1] += piece
    else nodes.push(piece)
    interrupted = false
    source.xml += escapeText(piece)
    source.text += piece
  }
  const fail = (message: string): never => {
    const found = { message, line: parser.line, column: parser.column }
    const fault = nameFault(text, found, parser.position)
    throw new XmlError(fault.message, fault.line, fault.column)
  }
  // saxes puts the place before its message.
  parser.on('error', ({ message }) => fail(message.replace(/^.*?\d+:\d+: /, '')))
  parser.on('doctype', () => fail(DOCTYPE))
  parser.on('opentagstart', ({ name }) => {
    line = parser.line
    // The parser is past the name and the character after it.
    column = Math.max(1, parser.column - name.length - 1)
  })
  parser.on('opentag', ({ name, attributes, isSelfClosing }) => {
    const map = new Map(Object.entries(attributes))
    source.xml += `<${name}`
    for (const [attribute, value] of map) source.xml += ` ${attribute}="${escapeValue(value)}"`
    source.xml += isSelfClosing ? '/>' : '>'
    const parent = open[open.length - 1]
    const element = new XmlElement(source, { name, attributes: map, parent, line, column })
    parent?.nodes.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', ({ name, isSelfClosing }) => {
    open.pop()!.close()
    if (!isSelfClosing) source.xml += `</${name}>`
  })
  if (remark) {
    const leaveOut = (words: string) => {
      const element = open[open.length - 1]
      remark(words, element, element?.nodes.length ?? (root ? 1 : 0))
      // Text behind it is a node of its own.
      interrupted = true
    }
    parser.on('comment', leaveOut)
    parser.on('processinginstruction', ({ target, body }) => leaveOut(`<?${target} ${body}?>`))
  }
  parser.write(text).close()
  if (!root) throw new XmlError('The document has no element.', 1, 1)
  return root
}
