/**
 * @module
 * A document as lines, one element each, however it was sent: verbs and problems are then seen at their line.
 */
import { unreached } from '../simulator/inspect.ts'
import { parseXml, type XmlElement, XmlError } from '../simulator/xml.ts'
import type { DocumentLine } from './view.ts'

/** The position of an element. */
const placeOf = ({ line, column }: { line: number; column: number }): string => `${line}:${column}`

/** The lines of a document; nothing where it is not well-formed. */
export const linesOf = (
  text: string,
  dialect: 'voice' | 'messaging',
): DocumentLine[] | undefined => {
  let root: XmlElement
  try {
    root = parseXml(text)
  } catch (error) {
    if (error instanceof XmlError) return undefined
    throw error
  }
  const dead = new Set<XmlElement>()
  let isDead = false
  for (const verb of root.children) {
    if (isDead) dead.add(verb)
    isDead ||= unreached(dialect, verb) !== undefined
  }
  const lines: DocumentLine[] = []
  // A document may be nested thousands of levels deep: no recursion.
  const open: { element: XmlElement; depth: number; verb: XmlElement | undefined; next: number }[] =
    []
  const enter = (element: XmlElement, depth: number, around: XmlElement | undefined) => {
    const verb = around ?? (element.parent === root ? element : undefined)
    const of = belongsTo(verb)
    const { name } = element
    const attributes = element.attributes.size > 0 ? [...element.attributes] : undefined
    const common = { depth, at: placeOf(element), ...of, name, attributes }
    const [only] = element.nodes
    if (only === undefined) lines.push({ ...common, tag: 'empty' })
    else if (element.nodes.length === 1 && typeof only === 'string')
      lines.push({ ...common, tag: 'whole', text: only })
    else {
      lines.push({ ...common, tag: 'open' })
      open.push({ element, depth, verb, next: 0 })
    }
  }
  const belongsTo = (verb: XmlElement | undefined) =>
    verb && { verb: placeOf(verb), ...(dead.has(verb) && { unreached: true }) }
  enter(root, 0, undefined)
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const { element, depth, verb } = top
    const of = { at: placeOf(element), ...belongsTo(verb) }
    const node = element.nodes[top.next++]
    if (node === undefined) {
      lines.push({ depth, ...of, name: element.name, tag: 'close' })
      open.pop()
    } else if (typeof node !== 'string') enter(node, depth + 1, verb)
    else if (node.trim() !== '') lines.push({ depth: depth + 1, ...of, text: node.trim() })
  }
  return lines
}
