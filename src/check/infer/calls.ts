/**
 * @module
 * The values of calls: of components and helpers, of `map` and other methods of arrays, of the functions of compiled
 * JSX.
 */
import type { CallExpression } from '@oxc-project/types'
import { lazy } from '../read/lazy.ts'
import { type FunctionLike, keyOf } from '../read/scope.ts'
import { type Node, unwrap } from '../read/syntax.ts'
import { CONTEXT } from './built-ins.ts'
import type { Importer, Inference } from './inference.ts'
import { renderCompiled } from './jsx.ts'
import {
  alternative,
  ANY_PROPS,
  array,
  asTree,
  isFilled,
  many,
  sequence,
  type Tree,
  UNKNOWN,
  type Value,
} from './tree.ts'
import { elementOf, propsOf } from './values.ts'

/** The value of a call. */
export const valueOfCall = (inference: Inference, node: CallExpression): Value => {
  const { file } = inference
  const callee = unwrap(node.callee)
  if (isFunction(callee)) return inference.returns(callee)
  if (callee.type === 'MemberExpression' && !callee.computed) {
    const method = keyOf(callee.property)
    const known = method && valueOfMethod(inference, node, callee.object, method)
    if (known) return known
  }
  if (callee.type === 'Identifier' && !file.scopes.of.has(callee)) {
    const required = file.required(node)
    return required === undefined ? UNKNOWN : file.imported(required, '*')
  }
  const imported = importOf(file, callee)
  if (imported?.from === 'twimlx' && imported.name === 'createContext') return CONTEXT
  const of = inference.value(callee)
  const at = { file, node }
  if (of.kind === 'built-in' || of.kind === 'choice') return UNKNOWN
  if (of.kind === 'function') {
    const args = node.arguments.some(({ type }) => type === 'SpreadElement')
      ? undefined
      : node.arguments.map((arg) => inference.value(arg))
    return { kind: 'use', name: file.textOf(callee), at, of: of.component, tag: false, args }
  }
  if (of.kind === 'tag') {
    const props = node.arguments[0] ? inference.value(node.arguments[0]) : propsOf([])
    return elementOf(of.table, at, props.kind === 'object' ? props : ANY_PROPS)
  }
  return imported && isFactory(imported) ? renderCompiled(inference, node) : UNKNOWN
}

interface Import {
  readonly from: string
  readonly name: string
}

/** True for the functions that compiled JSX calls. */
const isFactory = ({ from, name }: Import): boolean =>
  /\/jsx(-dev)?-runtime$/.test(from) && /^jsx(s|DEV)?$/.test(name)

/** The import behind a callee: the callee itself, or the namespace of which it is a member. */
const importOf = (file: Importer, callee: Node): Import | undefined => {
  const isMember = callee.type === 'MemberExpression' && !callee.computed
  const binding = file.scopes.of.get(isMember ? callee.object : callee)
  const origin = binding?.origin
  if (origin?.kind === 'import') {
    if (!isMember) return origin
    return origin.name === '*' ? { from: origin.from, name: keyOf(callee.property)! } : undefined
  }
  const init = origin?.kind === 'variable' ? origin.declarator.init : undefined
  const from = init && isMember ? file.required(init) : undefined
  return from && isMember ? { from, name: keyOf(callee.property)! } : undefined
}

/** The value of a method of arrays, `Array`, `Promise` or `Object`; `undefined` for any other method. */
const valueOfMethod = (
  inference: Inference,
  call: CallExpression,
  object: Node,
  method: string,
): Value | undefined => {
  const [first] = call.arguments
  if (object.type === 'Identifier' && !inference.file.scopes.of.has(object))
    return first && valueOfGlobal(inference, `${object.name}.${method}`, call, first)
  const receiver = lazy(() => inference.tree(object))
  switch (method) {
    case 'map':
    case 'flatMap': {
      const each = first && renderEach(inference, first, isFilled(receiver()))
      // Only a `map` with a callback is certainly an array's.
      return each && (each.kind !== 'unknown' || isFunction(unwrap(first))) ? each : undefined
    }
    case 'filter':
      return first && isBooleanFilter(first) ? withoutBlanks(receiver()) : many(receiver())
    case 'slice':
    case 'toSpliced':
      return many(receiver())
    case 'flat':
    case 'reverse':
    case 'toReversed':
    case 'toSorted':
      return isArray(receiver()) ? receiver() : undefined
    case 'fill':
      return first && object.type !== 'Identifier' ? many(inference.tree(first)) : UNKNOWN
    case 'concat':
      return isArray(receiver())
        ? sequence([receiver(), ...inference.trees(call.arguments)])
        : undefined
    default:
      return undefined
  }
}

const valueOfGlobal = (
  inference: Inference,
  name: string,
  { arguments: args }: CallExpression,
  first: CallExpression['arguments'][number],
): Value | undefined => {
  switch (name) {
    case 'Promise.all':
    case 'Promise.resolve':
    case 'Object.freeze':
      return inference.value(first)
    case 'Array.from':
      return args[1]
        ? renderEach(inference, args[1], isFilled(inference.tree(first)))
        : many(inference.tree(first))
    case 'Array.of':
      return sequence(inference.trees(args))
    case 'Object.values': {
      const value = inference.value(first)
      return value.kind === 'object' && value.spread.length === 0
        ? array(
            value.written.map(([, each]) => asTree(each())),
            value.written.length,
          )
        : UNKNOWN
    }
    case 'Object.keys':
    case 'Object.entries': {
      const value = inference.value(first)
      return value.kind === 'object' ? array([UNKNOWN], value.written.length) : undefined
    }
    default:
      return undefined
  }
}

/** The output of a callback, any number of times; `certain`: at least once. */
const renderEach = (inference: Inference, callback: Node, certain: boolean): Tree => {
  const node = unwrap(callback)
  if (isFunction(node)) return many(inference.returns(node), certain)
  const value = inference.value(node)
  if (value.kind !== 'function') return UNKNOWN
  const { file } = inference
  return many(
    {
      kind: 'use',
      name: file.textOf(node),
      at: { file, node },
      of: value.component,
      tag: false,
      args: undefined,
    },
    certain,
  )
}

/** An array without its false values. */
const withoutBlanks = (tree: Tree): Tree => {
  switch (tree.kind) {
    case 'sequence':
      return { ...tree, length: tree.items.filter(isTruthy).length }
    case 'named':
      return { ...tree, tree: withoutBlanks(tree.tree) }
    case 'alternative':
      return alternative(tree.options.map(withoutBlanks))
    default:
      return tree
  }
}

const isTruthy = (tree: Tree): boolean =>
  tree.kind === 'element' ||
  (tree.kind === 'text' && tree.at.node.type === 'Literal' && Boolean(tree.at.node.value))

const isArray = (tree: Tree): boolean => tree.kind !== 'unknown' && tree.kind !== 'text'

const isFunction = (node: Node): node is FunctionLike =>
  node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression'

const isBooleanFilter = (node: Node): boolean =>
  (node.type === 'Identifier' && node.name === 'Boolean') ||
  (node.type === 'ArrowFunctionExpression' && node.body.type === 'Identifier')
