/** Reads XML in strict mode with a parser that is not ours: it throws if the text is not well-formed. */
import { SaxesParser } from 'saxes'

export interface ReadElement {
  name: string
  attributes: Record<string, string>
  children: ReadNode[]
}

export type ReadNode = ReadElement | { comment: string } | string

/** The nodes of a document or of a fragment with several roots. */
export const read = (xml: string): ReadNode[] => {
  const root: ReadElement = { name: '', attributes: {}, children: [] }
  const open = [root]
  const parser = new SaxesParser<{ xmlns: false; fragment: boolean }>({
    xmlns: false,
    fragment: !xml.startsWith('<?xml'),
  })
  const add = (node: ReadNode) => open.at(-1)!.children.push(node)
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: { ...attributes }, children: [] }
    add(element)
    open.push(element)
  })
  parser.on('closetag', () => open.pop())
  const addText = (text: string) => {
    const siblings = open.at(-1)!.children
    const last = siblings.at(-1)
    if (typeof last === 'string') siblings[siblings.length - 1] = last + text
    else add(text)
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('comment', (comment) => add({ comment }))
  parser.write(xml).close()
  return root.children
}

/** The root element of a document. */
export const readRoot = (xml: string): ReadElement => {
  const root = read(xml).find((node) => typeof node === 'object' && 'name' in node)
  if (!root) throw new Error(`no element in ${xml}`)
  return root
}
