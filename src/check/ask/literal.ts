/**
 * @module
 * What a literal in the source becomes in the document.
 */
import type { Node } from '../read/syntax.ts'
import type { Text, Value } from '../infer/tree.ts'

/** Thrown where an answer would need what the source does not say. */
export const UNSURE = Symbol('unsure')

/**
 * The answer to a question, if the source decides it.
 *
 * @param ask - Throws {@link UNSURE} where it does not.
 */
export const ifSure = <T>(ask: () => T): T | undefined => {
  try {
    return ask()
  } catch (thrown) {
    if (thrown === UNSURE) return undefined
    throw thrown
  }
}

/**
 * An attribute's value as text; nothing where the attribute is left out.
 *
 * @param join - What stands between the values of a list.
 * @throws {UNSURE} for a value that is no literal.
 */
export const attributeText = (value: Value | undefined, join: string): string | undefined => {
  switch (value?.kind) {
    case undefined:
      return undefined
    case 'nothing':
      if (value.literal === undefined) throw UNSURE
      return value.literal ?? undefined
    case 'text':
      // A list of one is its item, and blank items are in no tree.
      if (listAround(value.at.node)?.elements.length !== 1 && listAround(value.at.node))
        throw UNSURE
      return literalText(value)
    case 'named':
      return attributeText(value.tree, join)
    case 'sequence': {
      if (value.isPartial) throw UNSURE
      const items = value.items.map((item) => {
        const text = item.kind === 'named' ? item.tree : item
        const node = item.kind === 'named' || item.kind === 'text' ? item.at.node : undefined
        if (text.kind !== 'text' || listAround(node)?.elements.length !== value.items.length)
          throw UNSURE
        return literalText(text)
      })
      return items.join(join)
    }
    default:
      throw UNSURE
  }
}

const listAround = (node: Node | undefined) =>
  node?.parent?.type === 'ArrayExpression' ? node.parent : undefined

/**
 * Text as it stands in the document.
 *
 * @throws {UNSURE} where a part of it is no literal.
 */
export const literalText = ({ at: { node }, value }: Text): string => {
  switch (node.type) {
    case 'Literal':
      // Compilers resolve the entities of an attribute.
      if (node.parent?.type === 'JSXAttribute' && value.includes('&')) throw UNSURE
      return value
    case 'UnaryExpression':
      return value
    case 'TemplateLiteral':
      if (node.expressions.length > 0) throw UNSURE
      return value
    case 'JSXText':
      if (value.includes('&')) throw UNSURE
      return foldLines(value)
    default:
      throw UNSURE
  }
}

/** Text between tags as every compiler reads it: lines are trimmed where they meet, and empty ones dropped. */
const foldLines = (text: string): string => {
  if (!/[\r\n]/.test(text)) return text
  const lines = text.split(/\r\n|\n|\r/)
  return lines
    .map((line, i) => {
      const start = i === 0 ? line : line.replace(/^[ \t]+/, '')
      return i === lines.length - 1 ? start : start.replace(/[ \t]+$/, '')
    })
    .filter((line) => line !== '')
    .join(' ')
}
