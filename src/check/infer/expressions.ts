/**
 * @module
 * Infers the value of an expression: hands each kind of expression to the part of the inference that knows it.
 */
import type {
  Argument,
  ArrayExpression,
  ArrayExpressionElement,
  ObjectExpression,
  Statement,
} from '@oxc-project/types'
import { lazy } from '../read/lazy.ts'
import { type Outcome, returned, truth } from '../read/returns.ts'
import { type Binding, type FunctionLike, keyOf } from '../read/scope.ts'
import { isWrapper, type Node } from '../read/syntax.ts'
import { readMember, readName, valueOfBinding } from './bindings.ts'
import { valueOfCall } from './calls.ts'
import { FunctionComponent } from './component.ts'
import type { Importer, Inference } from './inference.ts'
import { renderElement, renderFragment } from './jsx.ts'
import {
  ABSENT,
  alternative,
  array,
  asTree,
  type Component,
  decided,
  FALSE,
  isFilled,
  NOTHING,
  type Props,
  type Test,
  type Tree,
  TRUE,
  UNKNOWN,
  type Value,
} from './tree.ts'
import { equality, testOf } from './tests.ts'
import { choice, chosen, type Entry, propsOf } from './values.ts'

/** Infers the values of one file's expressions. */
export class ExpressionReader implements Inference {
  readonly file: Importer
  readonly #components = new Map<Node, Component>()
  readonly #bindings = new Map<Binding, Value | 'under way'>()
  readonly #tests = new Map<Node, Test>()

  constructor(file: Importer) {
    this.file = file
  }

  tree(node: Node): Tree {
    return asTree(this.value(node))
  }

  trees(items: readonly (ArrayExpressionElement | Argument)[]): Tree[] {
    return items.map((item) =>
      item ? this.tree(item.type === 'SpreadElement' ? item.argument : item) : NOTHING,
    )
  }

  value(node: Node): Value {
    switch (node.type) {
      case 'JSXElement':
        return renderElement(this, node)
      case 'JSXFragment':
        return renderFragment(this, node)
      case 'JSXExpressionContainer':
      case 'JSXSpreadChild':
        return this.value(node.expression)
      case 'JSXEmptyExpression':
        return NOTHING
      case 'JSXText':
        return this.#text(node, node.value)
      case 'AwaitExpression':
        return this.value(node.argument)
      case 'SequenceExpression':
        return this.value(node.expressions.at(-1)!)
      case 'AssignmentExpression':
        return node.operator === '=' ? this.value(node.right) : UNKNOWN
      case 'Literal':
        return typeof node.value === 'string' || typeof node.value === 'number'
          ? this.#text(node, String(node.value))
          : node.value === true
            ? TRUE
            : node.value === false
              ? FALSE
              : node.raw === 'null'
                ? ABSENT
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
        if (node.operator === '-' && isNumber(node.argument))
          return this.#text(node, String(-node.argument.value))
        return node.operator === '!' || node.operator === 'void' || node.operator === 'delete'
          ? NOTHING
          : UNKNOWN
      case 'ConditionalExpression': {
        const test = truth(node.test)
        return test === undefined
          ? chosen(this.test(node.test), this.value(node.consequent), this.value(node.alternate))
          : this.value(test ? node.consequent : node.alternate)
      }
      case 'LogicalExpression':
        return this.#logical(node.operator, node.left, node.right)
      case 'ArrayExpression':
        return this.#array(node.elements)
      case 'ObjectExpression':
        return this.#object(node)
      case 'Identifier':
      case 'JSXIdentifier':
        return readName(this, node, node.name)
      case 'MemberExpression':
      case 'JSXMemberExpression':
        return readMember(this, node)
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return { kind: 'function', component: this.component(node) }
      case 'CallExpression':
        return valueOfCall(this, node)
      case 'NewExpression':
        return node.callee.type === 'Identifier' &&
          node.callee.name === 'Array' &&
          node.arguments.length === 0
          ? NOTHING
          : UNKNOWN
      default:
        return isWrapper(node) ? this.value(node.expression) : UNKNOWN
    }
  }

  test(node: Node): Test {
    let test = this.#tests.get(node)
    if (!test) this.#tests.set(node, (test = testOf(this, node)))
    return test
  }

  component(node: FunctionLike): Component {
    let component = this.#components.get(node)
    if (!component) {
      const code = { node, valueOf: (binding: Binding) => this.binding(binding) }
      component = new FunctionComponent(functionName(node), this.file, code, () =>
        this.returns(node),
      )
      this.#components.set(node, component)
    }
    return component
  }

  binding(binding: Binding): Value {
    const known = this.#bindings.get(binding)
    // A variable that is made from itself, as in `rows = [...rows, row]`, adds nothing by that.
    if (known !== undefined) return known === 'under way' ? NOTHING : known
    this.#bindings.set(binding, 'under way')
    const value = valueOfBinding(this, binding)
    this.#bindings.set(binding, value)
    return value
  }

  returns(node: FunctionLike): Tree {
    if (node.generator) return UNKNOWN
    if (node.body?.type !== 'BlockStatement') return node.body ? this.tree(node.body) : UNKNOWN
    return this.#outcome(returned(node.body.body as Statement[]))
  }

  #outcome(outcome: Outcome): Tree {
    switch (outcome.kind) {
      case 'value':
        return outcome.value ? this.tree(outcome.value) : NOTHING
      case 'any':
        return alternative(outcome.of.map((each) => this.#outcome(each)))
      case 'decision': {
        const { test, equals, ifTrue, ifFalse } = outcome
        return decided(
          equals ? equality(this, test, equals) : this.test(test),
          this.#outcome(ifTrue),
          this.#outcome(ifFalse),
        )
      }
    }
  }

  #array(elements: ArrayExpression['elements']): Tree {
    const trees = this.trees(elements)
    const certain = elements.filter(
      (element, i) => element && (element.type !== 'SpreadElement' || isFilled(trees[i]!)),
    )
    return array(trees, certain.length)
  }

  #text(node: Node, text: string): Tree {
    return text.trim() === ''
      ? { kind: 'nothing', literal: text }
      : { kind: 'text', at: { file: this.file, node }, value: text, hidden: false }
  }

  #logical(operator: '&&' | '||' | '??', left: Node, right: Node): Value {
    const certain = truth(left)
    const value = this.value(left)
    switch (operator) {
      case '&&':
        return certain === true
          ? this.value(right)
          : certain === false
            ? value
            : chosen(this.test(left), this.value(right), NOTHING)
      case '||':
        return certain === true
          ? value
          : certain === false
            ? this.value(right)
            : chosen(this.test(left), value, this.value(right))
      case '??':
        return certain === true
          ? value
          : value.kind === 'nothing' && left.type === 'Literal' && left.value === null
            ? this.value(right)
            : choice([value, this.value(right)])
    }
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
}

const isNumber = (node: Node): node is Node & { readonly value: number } =>
  node.type === 'Literal' && typeof node.value === 'number'

const functionName = (node: FunctionLike): string => {
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
