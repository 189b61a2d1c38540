/**
 * @module
 * TwiML in the forms that tests have: elements, responses and text.
 */
import { pretty } from '../render/pretty.ts'
import { render } from '../render/render.ts'
import { parseXml, type XmlElement } from '../simulator/xml.ts'
import type { Children } from '../vocabulary/children.ts'
import { isElement } from '../vocabulary/element.ts'

/** True for a text that looks like a TwiML document. */
export const looksLikeTwiml = (value: unknown): value is string =>
  typeof value === 'string' && /^\s*(<\?xml[^>]*\?>\s*)?<Response[\s/>]/.test(value)

/** The XML of an element or of text. */
export const toXml = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (isElement(value))
    // `isElement` does not know the dialect.
    return render(value as Children, {
      fragment: true,
      declaration: false,
      problems: 'report',
      onProblem: () => {},
    })
  throw new TypeError(
    `TwiML is an element, a Response or XML text, not ${value === null ? 'null' : typeof value}.`,
  )
}

/** Indents TwiML; leaves text that is not well-formed as it is. */
export const indent = (xml: string): string => {
  try {
    parseXml(xml)
  } catch {
    return xml
  }
  return pretty(xml)
}

/**
 * Normalises XML, so that equal documents have equal text: attributes sorted, no comments and no white space between
 * elements.
 * @throws {XmlError} If it is not well-formed.
 */
export const canonical = (xml: string): string => write(parseXml(xml), '')

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const write = (element: XmlElement, indentation: string): string => {
  const attributes = [...element.attributes]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ` ${name}="${escape(value)}"`)
    .join('')
  const open = `${indentation}<${element.name}${attributes}`
  const mixed = element.hasText || element.children.length === 0
  const nodes = mixed ? element.nodes : element.children
  if (nodes.length === 0) return `${open}/>`
  const inside = nodes.map((node) =>
    typeof node === 'string' ? escape(node) : write(node, mixed ? '' : `${indentation}  `),
  )
  return mixed
    ? `${open}>${inside.join('')}</${element.name}>`
    : `${open}>\n${inside.join('\n')}\n${indentation}</${element.name}>`
}
