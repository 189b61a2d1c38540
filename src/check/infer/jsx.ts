/**
 * @module
 * The output of tags, also of those that a compiler turned into calls.
 */
import type { CallExpression, JSXElement, JSXFragment } from '@oxc-project/types'
import { lazy } from '../read/lazy.ts'
import { isIntrinsic } from '../read/scope.ts'
import type { Node } from '../read/syntax.ts'
import * as elements from './elements.ts'
import type { Inference } from './inference.ts'
import {
  alternative,
  ANY_PROPS,
  asTree,
  NOTHING,
  type Props,
  sequence,
  type SourceRange,
  type Tree,
  TRUE,
  UNKNOWN,
  type Value,
} from './tree.ts'
import { boxed, elementOf, type Entry, propsOf } from './values.ts'

/** The output of a tag. */
export const renderElement = (inference: Inference, node: JSXElement): Value => {
  const tag = node.openingElement.name
  const props = propsOfTag(inference, node)
  if (tag.type === 'JSXNamespacedName') return UNKNOWN
  const at = { file: inference.file, node }
  if (tag.type === 'JSXIdentifier' && isIntrinsic(tag.name))
    return renderIntrinsic(inference, tag.name, at, props)
  return renderTag(inference.value(tag), inference.file.textOf(tag), at, props)
}

/** The output of a fragment. */
export const renderFragment = (inference: Inference, node: JSXFragment): Tree =>
  boxed(renderChildren(inference, node))

/** The output of `_jsx(Body, { children: … })`. */
export const renderCompiled = (inference: Inference, node: CallExpression): Value => {
  const [type, given] = node.arguments
  if (!type) return UNKNOWN
  const props = given ? inference.value(given) : propsOf([])
  const known = props.kind === 'object' ? props : ANY_PROPS
  const at = { file: inference.file, node }
  if (type.type === 'Literal' && typeof type.value === 'string')
    return renderIntrinsic(inference, type.value, at, known)
  return renderTag(inference.value(type), inference.file.textOf(type), at, known)
}

const renderIntrinsic = (
  { file }: Inference,
  name: string,
  at: SourceRange,
  props: Props,
): Value => {
  const table = file.usesOurJsx ? elements.intrinsic(name) : undefined
  return table ? elementOf(table, at, props) : UNKNOWN
}

/** The output of a tag, by the value that its name stands for. */
const renderTag = (of: Value, name: string, at: SourceRange, props: Props): Tree => {
  switch (of.kind) {
    case 'tag':
      return elementOf(of.table, at, props)
    case 'function':
      return { kind: 'use', name, at, of: of.component, tag: true, args: [props] }
    case 'built-in': {
      const [first, ...rest] = of.renders.map((prop) => boxed(asTree(props.get(prop) ?? NOTHING)))
      return first ? alternative([first, ...rest]) : NOTHING
    }
    case 'choice':
      return {
        kind: 'named',
        name,
        at,
        tree: alternative(of.options.map((option) => renderTag(option, name, at, props))),
      }
    case 'nothing':
      // `{Icon && <Icon/>}`: a component that may be missing.
      return NOTHING
    default:
      return UNKNOWN
  }
}

const propsOfTag = (inference: Inference, node: JSXElement): Props => {
  const entries = node.openingElement.attributes.map((attribute): Entry => {
    if (attribute.type === 'JSXSpreadAttribute')
      return { spread: lazy(() => inference.value(attribute.argument)) }
    const { name, value } = attribute
    return {
      name: name.type === 'JSXIdentifier' ? name.name : `${name.namespace.name}:${name.name.name}`,
      value: lazy(() => (value ? inference.value(value) : TRUE)),
    }
  })
  if (node.children.some(isWritten))
    entries.push({ name: 'children', value: lazy(() => renderChildren(inference, node)) })
  return propsOf(entries)
}

const renderChildren = (inference: Inference, node: JSXElement | JSXFragment): Tree =>
  sequence(node.children.map((child) => inference.tree(child)))

const isWritten = (child: Node): boolean =>
  child.type === 'JSXText'
    ? child.value.trim() !== '' || !child.value.includes('\n')
    : child.type !== 'JSXExpressionContainer' || child.expression.type !== 'JSXEmptyExpression'
