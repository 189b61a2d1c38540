/**
 * @module
 * From an expression to what it renders. What is not understood is {@link UNKNOWN}, and nothing is said about it.
 */
import type {
  Argument,
  CallExpression,
  Expression,
  JSXElement,
  JSXFragment,
  MemberExpression,
  ObjectExpression,
} from '@oxc-project/types'
import type { ElementTable } from '../../vocabulary/define-element.ts'
import { isChanged, pushes } from '../read/mutations.ts'
import { Component } from './component.ts'
import { declared } from './declared.ts'
import * as model from './elements.ts'
import type { Module } from './module.ts'
import { CONTEXT } from './built-ins.ts'
import { returned, truth } from '../read/returns.ts'
import { type Binding, type FunctionLike, isIntrinsic, keyOf, type Step } from '../read/scope.ts'
import type { Node } from '../read/syntax.ts'
import {
  alternative,
  ANY_PROPS,
  asTree,
  isTree,
  lazy,
  many,
  NOTHING,
  type Props,
  sequence,
  type Place,
  type Tree,
  TRUE,
  UNKNOWN,
  type Value,
} from './tree.ts'

/** Reads the expressions of one file. */
export class Inference {
  readonly #module: Module
  readonly #components = new Map<Node, Component>()
  readonly #bindings = new Map<Binding, Value | 'under way'>()

  constructor(module: Module) {
    this.#module = module
  }

  /** What an expression renders where it stands as a child. */
  tree(node: Node): Tree {
    return asTree(this.value(node))
  }

  /** The value of an expression. */
  value(node: Node): Value {
    switch (node.type) {
      case 'JSXElement':
        return this.#element(node)
      case 'JSXFragment':
        return hidden(this.#children(node))
      case 'JSXExpressionContainer':
      case 'JSXSpreadChild':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
      case 'ParenthesizedExpression':
      case 'ChainExpression':
        return this.value(node.expression)
      case 'AwaitExpression':
        return this.value(node.argument)
      case 'SequenceExpression':
        return this.value(node.expressions.at(-1)!)
      case 'AssignmentExpression':
        return node.operator === '=' ? this.value(node.right) : UNKNOWN
      case 'JSXText':
        return this.#text(node, node.value)
      case 'JSXEmptyExpression':
        return NOTHING
      case 'Literal':
        return typeof node.value === 'string' || typeof node.value === 'number'
          ? this.#text(node, String(node.value))
          : node.value === true
            ? TRUE
            : NOTHING
      case 'TemplateLiteral': {
        const text = node.quasis.map(({ value }) => value.cooked ?? '').join('')
        return text.trim() === '' && node.expressions.length > 0 ? UNKNOWN : this.#text(node, text)
      }
      case 'BinaryExpression': {
        if (node.operator !== '+') return NOTHING
        const sides = [this.value(node.left), this.value(node.right)]
        return sides.some(({ kind }) => kind === 'text') ? this.#text(node, '+') : UNKNOWN
      }
      case 'UnaryExpression':
        return node.operator === '!' || node.operator === 'void' || node.operator === 'delete'
          ? NOTHING
          : UNKNOWN
      case 'ConditionalExpression': {
        const test = truth(node.test)
        return test === undefined
          ? choice([this.value(node.consequent), this.value(node.alternate)])
          : this.value(test ? node.consequent : node.alternate)
      }
      case 'LogicalExpression':
        return this.#logical(node.operator, node.left, node.right)
      case 'ArrayExpression':
        return sequence(
          node.elements.map((element) =>
            !element
              ? NOTHING
              : element.type === 'SpreadElement'
                ? this.tree(element.argument)
                : this.tree(element),
          ),
        )
      case 'ObjectExpression':
        return this.#object(node)
      case 'Identifier':
      case 'JSXIdentifier':
        return this.#read(node, node.name)
      case 'MemberExpression':
      case 'JSXMemberExpression':
        return this.#member(node)
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return { kind: 'function', component: this.component(node) }
      case 'CallExpression':
        return this.#call(node)
      case 'NewExpression':
        return node.callee.type === 'Identifier' &&
          node.callee.name === 'Array' &&
          node.arguments.length === 0
          ? NOTHING
          : UNKNOWN
      default:
        return UNKNOWN
    }
  }

  /** The component that a function is. */
  component(node: FunctionLike): Component {
    let component = this.#components.get(node)
    if (!component) {
      component = new Component(nameOf(node), this.#module, node, () => this.#returns(node))
      this.#components.set(node, component)
    }
    return component
  }

  /** The value that a binding holds, without regard to who reads it. */
  binding(binding: Binding): Value {
    const known = this.#bindings.get(binding)
    // A variable that is made of itself, as in `rows = [...rows, row]`, adds nothing by that.
    if (known !== undefined) return known === 'under way' ? NOTHING : known
    this.#bindings.set(binding, 'under way')
    const value = this.#bound(binding)
    this.#bindings.set(binding, value)
    return value
  }

  /** The value within another one that steps of destructuring lead to. */
  #into(value: Value, steps: readonly Step[]): Value {
    for (const step of steps) {
      if (step === 'unknown') return UNKNOWN
      if ('get' in step) value = member(value, step.get)
      else if ('rest' in step) value = without(value, step.rest)
      else value = this.#otherwise(value, step.otherwise)
    }
    return value
  }

  #otherwise(value: Value, expression: Expression): Value {
    // `{ … } = {}`: nothing in it, which is what a missing value has anyway.
    if (expression.type === 'ObjectExpression' && expression.properties.length === 0) return value
    if (value.kind === 'hole') return { ...value, otherwise: this.tree(expression) }
    if (value.kind === 'nothing') return this.value(expression)
    return value.kind === 'unknown' ? value : choice([value, this.value(expression)])
  }

  #bound(binding: Binding): Value {
    const { origin, assigned } = binding
    switch (origin.kind) {
      case 'import': {
        const value = this.#module.imported(origin.from, origin.name)
        return isMutable(value) && isChanged(binding) ? UNKNOWN : value
      }
      case 'function':
        if (assigned.length > 0) return UNKNOWN
        return origin.node.body
          ? { kind: 'function', component: this.component(origin.node) }
          : (declared(this.#module, origin.node) ?? UNKNOWN)
      case 'parameter':
        if (assigned.length > 0) return UNKNOWN
        return this.#into(
          {
            kind: 'hole',
            owner: this.component(origin.of),
            path: String(origin.index),
            node: origin.of,
            otherwise: undefined,
          },
          origin.of.params[origin.index]?.type === 'RestElement' ? ['unknown'] : origin.steps,
        )
      case 'variable':
        return this.#variable(binding, origin.declarator.init, origin.steps)
      case 'opaque':
        return UNKNOWN
    }
  }

  #variable(binding: Binding, init: Expression | null, steps: readonly Step[]): Value {
    const { declarator } = binding.origin as Extract<Binding['origin'], { kind: 'variable' }>
    const value = this.#into(init ? this.value(init) : NOTHING, steps)
    if (value.kind === 'unknown' || !init) {
      const known = declared(this.#module, declarator)
      if (known) return known
    }
    if (binding.assigned.length > 0) {
      const values = [value]
      for (const next of binding.assigned) values.push(next ? this.value(next) : UNKNOWN)
      // A component that is assigned later, or an object, may be any when it is read.
      if (!values.every(isTree) || values.some(({ kind }) => kind === 'unknown')) return UNKNOWN
      return isMutable(value) && isChanged(binding)
        ? UNKNOWN
        : this.#pushed(binding, alternative(values.map(asTree)))
    }
    if (!init || !isMutableLiteral(init) || steps.length > 0) return value
    return isChanged(binding) ? UNKNOWN : isTree(value) ? this.#pushed(binding, value) : value
  }

  /** An array with what is pushed to it; which of that has happened depends on where it is read. */
  #pushed(binding: Binding, tree: Tree): Tree {
    const added = pushes(binding).map(({ args }) => many(sequence(this.#args(args))))
    return added.length > 0 ? sequence([tree, ...added]) : tree
  }

  #args(args: readonly Argument[]): Tree[] {
    return args.map((arg) =>
      arg.type === 'SpreadElement' ? this.tree(arg.argument) : this.tree(arg),
    )
  }

  #read(node: Node, name: string): Value {
    const binding = this.#module.scopes.of.get(node)
    if (!binding) return name === 'undefined' ? NOTHING : UNKNOWN
    return this.#reading(node, name, this.#readFrom(binding, node))
  }

  /** What a binding holds at the place that reads it: pushes before it, in the same block, have certainly happened. */
  #readFrom(binding: Binding, node: Node): Value {
    const value = this.binding(binding)
    if (value.kind === 'unknown' || binding.origin.kind !== 'variable') return value
    const all = pushes(binding)
    if (all.length === 0 || binding.assigned.length > 0 || !binding.origin.declarator.init)
      return value
    if (!all.some((push) => push.before(node))) return value
    return sequence([
      this.tree(binding.origin.declarator.init),
      ...all.map((push) => {
        const added = sequence(this.#args(push.args))
        return push.before(node) ? added : many(added)
      }),
    ])
  }

  /** A value as reached through a name. */
  #reading(node: Node, name: string, value: Value): Value {
    if (value.kind === 'hole') return { ...value, node }
    // The rest of a parameter's properties.
    if (value.kind === 'object' && value.written.length === 0 && value.spread[0]?.kind === 'hole')
      return { ...value, spread: [{ ...value.spread[0], node }] }
    // Narrowing by kind would list all kinds of trees.
    if (!isTree(value) || value.kind === 'unknown' || value.kind === 'nothing') return value
    return { kind: 'named', name, at: { module: this.#module, node }, tree: value }
  }

  #member(node: MemberExpression | (Node & { type: 'JSXMemberExpression' })): Value {
    const object = this.value(node.object)
    if (node.type === 'MemberExpression' && node.computed) {
      const key = keyOf(node.property)
      if (key === undefined || node.property.type === 'Identifier')
        return object.kind === 'object' && object.spread.length === 0
          ? choice([...object.written.map(([, value]) => value()), NOTHING])
          : UNKNOWN
      return this.#reading(node, this.#module.textOf(node), member(object, key))
    }
    const name = node.property.type === 'PrivateIdentifier' ? undefined : keyOf(node.property)
    const property = node.property.type === 'JSXIdentifier' ? node.property.name : name
    if (property === undefined) return UNKNOWN
    const value = member(object, property)
    // A parameter's property is read by the identifier that names the parameter.
    return value.kind === 'hole' ? value : this.#reading(node, this.#module.textOf(node), value)
  }

  #text(node: Node, text: string): Tree {
    return text.trim() === ''
      ? NOTHING
      : { kind: 'text', at: { module: this.#module, node }, value: text, hidden: false }
  }

  #logical(operator: '&&' | '||' | '??', left: Node, right: Node): Value {
    const known = truth(left)
    const value = this.value(left)
    const certain = known ?? (isTruthy(left) ? true : undefined)
    switch (operator) {
      case '&&':
        return certain === true
          ? this.value(right)
          : certain === false
            ? value
            : choice([NOTHING, this.value(right)])
      case '||':
        return certain === true
          ? value
          : certain === false
            ? this.value(right)
            : choice([value, this.value(right)])
      case '??':
        return certain === true
          ? value
          : value.kind === 'nothing' && left.type === 'Literal' && left.value === null
            ? this.value(right)
            : choice([value, this.value(right)])
    }
  }

  #children(node: JSXElement | JSXFragment): Tree {
    return sequence(node.children.map((child) => this.tree(child)))
  }

  #element(node: JSXElement): Value {
    const tag = node.openingElement.name
    const at = { module: this.#module, node }
    const props = this.#props(node)
    if (tag.type === 'JSXNamespacedName') return UNKNOWN
    if (tag.type === 'JSXIdentifier' && isIntrinsic(tag.name)) {
      const table = this.#module.isOurs ? model.intrinsic(tag.name) : undefined
      return table ? elementOf(table, at, props) : UNKNOWN
    }
    return this.#use(this.value(tag), this.#module.textOf(tag), at, props)
  }

  /** What a tag renders, by what its name stands for. */
  #use(of: Value, name: string, at: Place, props: Props): Tree {
    switch (of.kind) {
      case 'tag':
        return elementOf(of.table, at, props)
      case 'function':
        return { kind: 'use', name, at, of: of.component, tag: true, args: [props] }
      case 'own': {
        const [first, ...rest] = of.renders.map((prop) =>
          hidden(asTree(props.get(prop) ?? NOTHING)),
        )
        return first ? alternative([first, ...rest]) : NOTHING
      }
      case 'choice':
        return {
          kind: 'named',
          name,
          at,
          tree: alternative(of.options.map((option) => this.#use(option, name, at, props))),
        }
      case 'nothing':
        // `{Icon && <Icon/>}`: a component that may be missing.
        return NOTHING
      default:
        return UNKNOWN
    }
  }

  #props(node: JSXElement): Props {
    const children = lazy(() => this.#children(node))
    const entries = node.openingElement.attributes.map((attribute): Entry => {
      if (attribute.type === 'JSXSpreadAttribute')
        return { spread: lazy(() => this.value(attribute.argument)) }
      const { name, value } = attribute
      return {
        name:
          name.type === 'JSXIdentifier' ? name.name : `${name.namespace.name}:${name.name.name}`,
        value: lazy(() => (value ? this.value(value) : TRUE)),
      }
    })
    if (node.children.some(isWritten)) entries.push({ name: 'children', value: children })
    return propsOf(entries)
  }

  #object(node: ObjectExpression): Props {
    return propsOf(
      node.properties.map((property): Entry => {
        if (property.type === 'SpreadElement')
          return { spread: lazy(() => this.value(property.argument)) }
        const name = property.computed ? undefined : keyOf(property.key)
        if (name === undefined || property.kind !== 'init') return { spread: () => UNKNOWN }
        return {
          name,
          value: lazy(() => this.value(property.value)),
        }
      }),
    )
  }

  #call(node: CallExpression): Value {
    const callee = unwrap(node.callee)
    if (isFunction(callee)) return this.#returns(callee)
    if (callee.type === 'MemberExpression' && !callee.computed) {
      const method = keyOf(callee.property)
      const known = method && this.#method(node, callee.object, method)
      if (known) return known
    }
    if (callee.type === 'Identifier' && !this.#module.scopes.of.has(callee)) {
      const required = this.#module.required(node)
      return required === undefined ? UNKNOWN : this.#module.imported(required, '*')
    }
    if (this.#isImported(callee, 'twimlx', 'createContext')) return CONTEXT
    const of = this.value(callee)
    const at = { module: this.#module, node }
    const name = this.#module.textOf(callee)
    if (of.kind === 'own' || of.kind === 'choice') return UNKNOWN
    if (of.kind === 'function') {
      const args = node.arguments.some(({ type }) => type === 'SpreadElement')
        ? undefined
        : node.arguments.map((arg) => this.value(arg))
      return { kind: 'use', name, at, of: of.component, tag: false, args }
    }
    if (of.kind === 'tag') {
      const props = node.arguments[0] ? this.value(node.arguments[0]) : propsOf([])
      return elementOf(of.table, at, props.kind === 'object' ? props : ANY_PROPS)
    }
    return this.#isFactory(callee) ? this.#compiled(node) : UNKNOWN
  }

  /** Whether a callee is what compiled JSX calls. */
  #isFactory(callee: Node): boolean {
    const from = this.#importOf(callee)
    return (
      from !== undefined &&
      /\/jsx(-dev)?-runtime$/.test(from.from) &&
      /^jsx(s|DEV)?$/.test(from.name)
    )
  }

  #isImported(callee: Node, from: string, name: string): boolean {
    const origin = this.#importOf(callee)
    return origin?.from === from && origin.name === name
  }

  /** The import that a callee is, or that it is a member of. */
  #importOf(callee: Node): { from: string; name: string } | undefined {
    const isMember = callee.type === 'MemberExpression' && !callee.computed
    const binding = this.#module.scopes.of.get(isMember ? callee.object : callee)
    const origin = binding?.origin
    if (origin?.kind === 'import') {
      if (!isMember) return origin
      return origin.name === '*' ? { from: origin.from, name: keyOf(callee.property)! } : undefined
    }
    const init = origin?.kind === 'variable' ? origin.declarator.init : undefined
    const from = init && isMember ? this.#module.required(init) : undefined
    return from && isMember ? { from, name: keyOf(callee.property)! } : undefined
  }

  /** `_jsx(Body, { children: … })` */
  #compiled(node: CallExpression): Value {
    const [type, given] = node.arguments
    if (!type) return UNKNOWN
    const props = given ? this.value(given) : propsOf([])
    const known = props.kind === 'object' ? props : ANY_PROPS
    const at = { module: this.#module, node }
    if (type.type === 'Literal' && typeof type.value === 'string') {
      const table = this.#module.isOurs ? model.intrinsic(type.value) : undefined
      return table ? elementOf(table, at, known) : UNKNOWN
    }
    return this.#use(this.value(type), this.#module.textOf(type), at, known)
  }

  /** Methods of arrays, and those of `Array`, `Promise` and `Object`. */
  #method(call: CallExpression, object: Expression | Node, method: string): Value | undefined {
    const [first, second] = call.arguments
    const global =
      object.type === 'Identifier' && !this.#module.scopes.of.has(object) ? object.name : undefined
    if (global) {
      if (global === 'Promise' && first && /^(all|resolve)$/.test(method)) return this.value(first)
      if (global === 'Array' && first && method === 'from')
        return second ? this.#each(second) : many(this.tree(first))
      if (global === 'Array' && method === 'of') return sequence(this.#args(call.arguments))
      if (global === 'Object' && first && method === 'freeze') return this.value(first)
      if (global === 'Object' && first && method === 'values') {
        const value = this.value(first)
        return value.kind === 'object' && value.spread.length === 0
          ? sequence(value.written.map(([, value]) => asTree(value())))
          : UNKNOWN
      }
      return undefined
    }
    const receiver = lazy(() => this.tree(object))
    switch (method) {
      case 'map':
      case 'flatMap': {
        const each = first && this.#each(first)
        // Only what has a callback is an array's.
        return each && (each.kind !== 'unknown' || isFunction(unwrap(first))) ? each : undefined
      }
      case 'filter':
        return first && isBooleanFilter(first) ? receiver() : many(receiver())
      case 'slice':
      case 'toSpliced':
        return many(receiver())
      case 'flat':
      case 'reverse':
      case 'toReversed':
      case 'toSorted':
        return this.#isArray(receiver()) ? receiver() : undefined
      case 'fill':
        return first && object.type !== 'Identifier' ? many(this.tree(first)) : UNKNOWN
      case 'concat':
        return this.#isArray(receiver())
          ? sequence([receiver(), ...this.#args(call.arguments)])
          : undefined
      default:
        return undefined
    }
  }

  #isArray(tree: Tree): boolean {
    return tree.kind !== 'unknown' && tree.kind !== 'text'
  }

  /** What a callback renders, any number of times. */
  #each(callback: Node): Tree {
    const node = unwrap(callback)
    if (isFunction(node)) return many(this.#returns(node))
    const value = this.value(node)
    if (value.kind !== 'function') return UNKNOWN
    const at = { module: this.#module, node }
    return many({
      kind: 'use',
      name: this.#module.textOf(node),
      at,
      of: value.component,
      tag: false,
      args: undefined,
    })
  }

  #returns(node: FunctionLike): Tree {
    if (node.generator) return UNKNOWN
    if (node.body?.type !== 'BlockStatement') return node.body ? this.tree(node.body) : UNKNOWN
    return alternative(returned(node.body).map((value) => (value ? this.tree(value) : NOTHING)))
  }
}

type Entry =
  { readonly name: string; readonly value: () => Value } | { readonly spread: () => Value }

/** An object out of its entries, of which the later ones win. */
export const propsOf = (entries: readonly Entry[]): Props => {
  const get = (name: string, end = entries.length): Value | undefined => {
    for (let i = end - 1; i >= 0; i--) {
      const entry = entries[i]!
      if (!('spread' in entry)) {
        if (entry.name === name) return entry.value()
        continue
      }
      const value = entry.spread()
      if (value.kind === 'nothing') continue
      const found = memberOrNone(value, name)
      if (found === undefined) continue
      if (found.kind === 'unknown') return UNKNOWN
      // What is spread may lack it, and then what stands before holds.
      const before = found.kind === 'hole' ? get(name, i) : undefined
      return before ? choice([found, before]) : found
    }
    return undefined
  }
  const written: [string, () => Value][] = []
  const spread: (() => Value)[] = []
  for (const entry of entries)
    if ('spread' in entry) spread.push(entry.spread)
    else written.push([entry.name, entry.value])
  return {
    kind: 'object',
    get: (name) => get(name),
    written,
    // What is spread may be the very parameter under way: it is looked at when it is needed.
    get spread() {
      return spread.length === 0 ? NONE : spread.map((value) => value())
    },
  }
}

const NONE: readonly Value[] = []

const elementOf = (table: ElementTable, at: Place, props: Props): Tree => ({
  kind: 'element',
  table,
  at,
  props,
  content: lazy(() => asTree(props.get('children') ?? NOTHING)),
})

/** A property of a value. */
export const member = (value: Value, name: string): Value => memberOrNone(value, name) ?? NOTHING

const memberOrNone = (value: Value, name: string): Value | undefined => {
  switch (value.kind) {
    case 'object':
      return value.get(name)
    case 'hole':
      return { ...value, path: `${value.path}.${name}`, otherwise: value.otherwise && UNKNOWN }
    case 'nothing':
      return undefined
    case 'named':
      return memberOrNone(value.tree, name)
    case 'sequence':
      return /^\d+$/.test(name) &&
        value.items.slice(0, +name + 1).every(({ kind }) => kind === 'element' || kind === 'use')
        ? value.items[+name]
        : UNKNOWN
    case 'choice':
      return choice(value.options.map((option) => member(option, name)))
    default:
      return UNKNOWN
  }
}

/** An object without some of its properties. */
const without = (value: Value, names: readonly string[]): Value => {
  if (value.kind === 'unknown' || value.kind === 'nothing') return value
  return {
    kind: 'object',
    get: (name) => (names.includes(name) ? undefined : memberOrNone(value, name)),
    written: [],
    spread: [value],
  }
}

const choice = (options: readonly Value[]): Value =>
  options.every(isTree)
    ? alternative(options.map(asTree))
    : { kind: 'choice', options: options.filter((option) => option.kind !== 'nothing') }

/** Text as it stands in a fragment or component, where TypeScript does not see it. */
const hidden = (tree: Tree): Tree => {
  switch (tree.kind) {
    case 'text':
      return { ...tree, hidden: true }
    case 'sequence':
      return { ...tree, items: tree.items.map(hidden) }
    case 'alternative':
      return { ...tree, options: tree.options.map(hidden) }
    case 'many':
      return { ...tree, item: hidden(tree.item) }
    case 'named':
      return { ...tree, tree: hidden(tree.tree) }
    default:
      return tree
  }
}

const isWritten = (child: Node): boolean =>
  child.type === 'JSXText'
    ? child.value.trim() !== '' || !child.value.includes('\n')
    : child.type !== 'JSXExpressionContainer' || child.expression.type !== 'JSXEmptyExpression'

/** An expression without what TypeScript adds to it. */
export const unwrap = (node: Node): Node => {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return unwrap(node.expression)
    case 'SequenceExpression':
      // Compiled code calls `(0, runtime.jsx)(…)`.
      return unwrap(node.expressions.at(-1)!)
    default:
      return node
  }
}

const isFunction = (node: Node): node is FunctionLike =>
  node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression'

const isTruthy = (node: Node): boolean => {
  const { type } = unwrap(node)
  return (
    type === 'JSXElement' ||
    type === 'JSXFragment' ||
    type === 'ArrayExpression' ||
    type === 'ObjectExpression' ||
    type === 'ArrowFunctionExpression' ||
    type === 'FunctionExpression'
  )
}

const isMutable = (value: Value): boolean =>
  value.kind === 'object' || value.kind === 'sequence' || value.kind === 'named'

/** Whether an expression makes an object or array that can be changed under the name it gets. */
const isMutableLiteral = (init: Expression): boolean => {
  const { type } = unwrap(init)
  return type === 'ArrayExpression' || type === 'ObjectExpression' || type === 'NewExpression'
}

const isBooleanFilter = (node: Node): boolean =>
  (node.type === 'Identifier' && node.name === 'Boolean') ||
  (node.type === 'ArrowFunctionExpression' && node.body.type === 'Identifier')

const nameOf = (node: FunctionLike): string => {
  const { parent } = node
  return (
    node.id?.name ??
    (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier'
      ? parent.id.name
      : parent?.type === 'Property'
        ? (keyOf(parent.key) ?? 'a function')
        : 'a function')
  )
}
