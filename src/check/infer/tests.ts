/**
 * @module
 * Conditions: which facts decide them.
 */
import type { Binding } from '../read/scope.ts'
import { truth } from '../read/returns.ts'
import { isWrapper, type Node } from '../read/syntax.ts'
import type { Inference } from './inference.ts'
import { type Fact, parameterKey, type Test, type Value } from './tree.ts'

const UNKNOWN_TEST: Test = { kind: 'unknown' }

/** The condition that an expression counts as true. */
export const testOf = (inference: Inference, node: Node): Test => {
  if (isWrapper(node)) return inference.test(node.expression)
  switch (node.type) {
    case 'UnaryExpression':
      return node.operator === '!' ? not(inference.test(node.argument)) : UNKNOWN_TEST
    case 'LogicalExpression':
      return node.operator === '??'
        ? UNKNOWN_TEST
        : both(
            node.operator === '&&' ? 'and' : 'or',
            inference.test(node.left),
            inference.test(node.right),
          )
    case 'BinaryExpression':
      switch (node.operator) {
        case '===':
          return equality(inference, node.left, node.right)
        case '!==':
          return not(equality(inference, node.left, node.right))
        case '<':
        case '>':
        case '<=':
        case '>=':
          return isNumber(node.right)
            ? fact(inference, node.left, `${node.operator}${node.right.value}`)
            : UNKNOWN_TEST
        default:
          return UNKNOWN_TEST
      }
    case 'CallExpression':
      return node.callee.type === 'Identifier' &&
        node.callee.name === 'Boolean' &&
        node.arguments.length === 1
        ? inference.test(node.arguments[0]!)
        : UNKNOWN_TEST
    default: {
      const decided = truth(node)
      return decided === undefined ? fact(inference, node) : known(decided)
    }
  }
}

/** The condition that an expression is equal to a literal. */
export const equality = (inference: Inference, node: Node, other: Node): Test => {
  if (isWrapper(node)) return equality(inference, node.expression, other)
  if (literal(node) !== undefined && literal(other) === undefined)
    return equality(inference, other, node)
  const equals = literal(other)
  if (equals === undefined) return UNKNOWN_TEST
  if (node.type !== 'ConditionalExpression') return fact(inference, node, `=${equals}`)
  const test = inference.test(node.test)
  const [then, otherwise] = [literal(node.consequent), literal(node.alternate)]
  if (then === undefined || otherwise === undefined || (then === equals) === (otherwise === equals))
    return UNKNOWN_TEST
  return then === equals ? test : not(test)
}

/** Text and numbers, as source text. */
const literal = (node: Node): string | undefined =>
  node.type === 'Literal' && (typeof node.value === 'string' || typeof node.value === 'number')
    ? JSON.stringify(node.value)
    : undefined

const isNumber = (node: Node): node is Node & { readonly value: number } =>
  node.type === 'Literal' && typeof node.value === 'number'

const fact = (inference: Inference, node: Node, compares?: string): Test => {
  const value =
    node.type === 'Identifier' || node.type === 'MemberExpression'
      ? inference.value(node)
      : undefined
  const found = (value && ofParameter(value)) ?? ofConstant(inference, node)
  return found ? { kind: 'fact', fact: { ...found, compares } } : UNKNOWN_TEST
}

/** A parameter, or a property of one; what lies deeper may change before it is read again. */
const ofParameter = (value: Value): Fact | undefined =>
  value.kind === 'named'
    ? ofParameter(value.tree)
    : value.kind === 'parameter' && value.path.split('.').length <= 2
      ? { about: parameterKey(value.owner, value.path), read: value, isLocal: true }
      : undefined

const ofConstant = ({ file }: Inference, node: Node): Fact | undefined => {
  const binding = file.scopes.of.get(node)
  if (!binding) return undefined
  const { origin } = binding
  if (origin.kind === 'import') {
    const about = file.constant(origin.from, origin.name)
    return about === undefined ? undefined : { about, isLocal: false }
  }
  if (!isConstant(binding) || origin.kind !== 'variable') return undefined
  return file.scopes.top.get(binding.name) === binding
    ? { about: constantKey(file.path, binding.name), isLocal: false }
    : { about: `${constantKey(file.path, binding.name)}@${origin.declarator.start}`, isLocal: true }
}

/** True for a variable that has one value from its declaration on. */
export const isConstant = ({ origin, assigned }: Binding): boolean =>
  origin.kind === 'variable' &&
  assigned.length === 0 &&
  origin.declarator.parent?.type === 'VariableDeclaration' &&
  origin.declarator.parent.kind !== 'var'

/** One string for a constant at the top of a file. */
export const constantKey = (path: string, name: string): string => `${path}#${name}`

const known = (truth: boolean): Test => ({ kind: 'known', truth })

const not = (test: Test): Test => {
  switch (test.kind) {
    case 'unknown':
      return test
    case 'known':
      return known(!test.truth)
    case 'not':
      return test.test
    default:
      return { kind: 'not', test }
  }
}

const both = (kind: 'and' | 'or', a: Test, b: Test): Test => {
  const decisive = kind === 'or'
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const)
    if (one.kind === 'known') return one.truth === decisive ? one : other
  return a.kind === 'unknown' && b.kind === 'unknown' ? a : { kind, tests: [a, b] }
}
