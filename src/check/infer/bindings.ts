/**
 * @module
 * The values behind names: variables with later assignments and pushes, parameters, imports, properties.
 */
import type { Expression, MemberExpression } from '@oxc-project/types'
import { isChanged, type Push, pushes } from '../read/mutations.ts'
import { type Binding, keyOf, type Step } from '../read/scope.ts'
import { type Node, unwrap } from '../read/syntax.ts'
import { declared } from './declared.ts'
import type { Inference } from './inference.ts'
import {
  ABSENT,
  alternative,
  asTree,
  decided,
  isTree,
  many,
  NOTHING,
  sequence,
  type Tree,
  UNKNOWN,
  type Value,
} from './tree.ts'
import { choice, member, without } from './values.ts'

/** The value of a binding, regardless of where it is read. */
export const valueOfBinding = (inference: Inference, binding: Binding): Value => {
  const { origin, assigned } = binding
  switch (origin.kind) {
    case 'import': {
      const value = inference.file.imported(origin.from, origin.name)
      return isMutable(value) && isChanged(binding) ? UNKNOWN : value
    }
    case 'function':
      if (assigned.length > 0) return UNKNOWN
      return origin.node.body
        ? { kind: 'function', component: inference.component(origin.node) }
        : (declared(inference.file, origin.node) ?? UNKNOWN)
    case 'parameter': {
      if (assigned.length > 0) return UNKNOWN
      const given: Value = {
        kind: 'parameter',
        owner: inference.component(origin.of),
        path: String(origin.index),
        node: origin.of,
        otherwise: undefined,
      }
      const isRest = origin.of.params[origin.index]?.type === 'RestElement'
      return follow(inference, given, isRest ? ['unknown'] : origin.steps)
    }
    case 'variable':
      return valueOfVariable(inference, binding, origin)
    case 'opaque':
      return UNKNOWN
  }
}

type Variable = Extract<Binding['origin'], { kind: 'variable' }>

const valueOfVariable = (
  inference: Inference,
  binding: Binding,
  { declarator, steps }: Variable,
): Value => {
  const { init } = declarator
  // Only `declare const` and loops have a constant without a value here: it comes from somewhere else.
  const isDeclared =
    declarator.parent?.type === 'VariableDeclaration' && declarator.parent.kind === 'const'
  const value = follow(
    inference,
    init ? inference.value(init) : isDeclared ? UNKNOWN : NOTHING,
    steps,
  )
  if (value.kind === 'unknown' || !init) {
    const known = declared(inference.file, declarator)
    if (known) return known
  }
  if (binding.assigned.length > 0) {
    const values = [value]
    for (const next of binding.assigned) values.push(next ? inference.value(next) : UNKNOWN)
    // A component or object that is assigned again may be any of the assigned ones when it is read.
    if (!values.every(isTree) || values.some(({ kind }) => kind === 'unknown')) return UNKNOWN
    return isMutable(value) && isChanged(binding)
      ? UNKNOWN
      : withPushes(inference, binding, alternative(values.map(asTree)))
  }
  if (!init || !isMutableLiteral(init) || steps.length > 0) return value
  return isChanged(binding)
    ? UNKNOWN
    : isTree(value)
      ? withPushes(inference, binding, value)
      : value
}

/** The value that the steps of a destructuring pattern lead to. */
const follow = (inference: Inference, value: Value, steps: readonly Step[]): Value => {
  for (const step of steps) {
    if (step === 'unknown') return UNKNOWN
    if ('get' in step) value = member(value, step.get)
    else if ('rest' in step) value = without(value, step.rest)
    else value = withDefault(inference, value, step.otherwise)
  }
  return value
}

const withDefault = (inference: Inference, value: Value, expression: Expression): Value => {
  // `{ … } = {}`: an empty object has no properties, just like a missing value.
  if (expression.type === 'ObjectExpression' && expression.properties.length === 0) return value
  if (value.kind === 'parameter') return { ...value, otherwise: inference.tree(expression) }
  if (value.kind === 'nothing') return inference.value(expression)
  return value.kind === 'unknown' ? value : choice([value, inference.value(expression)])
}

/** An array with everything pushed to it; the place that reads it decides which pushes have happened. */
const withPushes = (inference: Inference, binding: Binding, tree: Tree): Tree => {
  const added = pushes(binding).map((push) => perhaps(pushed(inference, push)))
  return added.length > 0 ? sequence([tree, ...added]) : tree
}

/** The value of a name where it is read. */
export const readName = (inference: Inference, node: Node, name: string): Value => {
  const binding = inference.file.scopes.of.get(node)
  if (!binding) return name === 'undefined' ? ABSENT : UNKNOWN
  return readAs(inference, node, name, valueAt(inference, binding, node))
}

/** The value of a binding at the place that reads it. Pushes above it in the same block have certainly happened. */
const valueAt = (inference: Inference, binding: Binding, node: Node): Value => {
  const value = inference.binding(binding)
  if (value.kind === 'unknown' || binding.origin.kind !== 'variable') return value
  const all = pushes(binding)
  const { init } = binding.origin.declarator
  if (all.length === 0 || binding.assigned.length > 0 || !init) return value
  if (!all.some((push) => push.before(node))) return value
  return sequence([
    inference.tree(init),
    ...all.map((push) => {
      const added = pushed(inference, push)
      return push.before(node) ? added : perhaps(added)
    }),
  ])
}

/** The output of a push that may or may not have run. */
const perhaps = (added: Tree): Tree => alternative([NOTHING, many(added)])

/** The output that a push adds, depending on the conditions around it. */
const pushed = (inference: Inference, { args, conditions = [] }: Push): Tree =>
  conditions.reduce<Tree>(
    (added, [condition, truth]) => {
      const test = inference.test(condition)
      return truth ? decided(test, added, NOTHING) : decided(test, NOTHING, added)
    },
    sequence(inference.trees(args)),
  )

/** A value, with the name through which it was read. */
const readAs = (inference: Inference, node: Node, name: string, value: Value): Value => {
  if (value.kind === 'parameter') return { ...value, node }
  // An object that is the rest of a parameter's properties.
  if (
    value.kind === 'object' &&
    value.written.length === 0 &&
    value.spread[0]?.kind === 'parameter'
  )
    return { ...value, spread: [{ ...value.spread[0], node }] }
  // Narrowing by kind would have to list all kinds of trees.
  if (!isTree(value) || value.kind === 'unknown' || value.kind === 'nothing') return value
  return { kind: 'named', name, at: { file: inference.file, node }, tree: value }
}

/** The value of `ui.Card`, `rows[0]` or `<ui.Card>`. */
export const readMember = (
  inference: Inference,
  node: MemberExpression | (Node & { type: 'JSXMemberExpression' }),
): Value => {
  const object = inference.value(node.object)
  const text = inference.file.textOf(node)
  if (node.type === 'MemberExpression' && node.computed) {
    const key = keyOf(node.property)
    if (key === undefined || node.property.type === 'Identifier')
      return object.kind === 'object' && object.spread.length === 0
        ? choice([...object.written.map(([, value]) => value()), NOTHING])
        : UNKNOWN
    return readAs(inference, node, text, member(object, key))
  }
  const name = node.property.type === 'PrivateIdentifier' ? undefined : keyOf(node.property)
  const property = node.property.type === 'JSXIdentifier' ? node.property.name : name
  if (property === undefined) return UNKNOWN
  const value = member(object, property)
  // A property of a parameter keeps the identifier that names the parameter.
  return value.kind === 'parameter' ? value : readAs(inference, node, text, value)
}

const isMutable = (value: Value): boolean =>
  value.kind === 'object' || value.kind === 'sequence' || value.kind === 'named'

/** True if the expression makes an array or object, which can be changed through its name. */
const isMutableLiteral = (init: Expression): boolean => {
  const { type } = unwrap(init)
  return type === 'ArrayExpression' || type === 'ObjectExpression' || type === 'NewExpression'
}
