/**
 * @module
 * Escape analysis: the parameters of a component that are also passed on out of sight, to a call, an unknown component
 * or a closure. An argument for such a parameter may turn up anywhere.
 */
import type { Binding } from '../read/scope.ts'
import { keyOf } from '../read/scope.ts'
import { isWrapper, type Node } from '../read/syntax.ts'
import { type Component, partsOf, type Tree, treesIn, type Value } from '../infer/tree.ts'

const ESCAPES = Symbol('escapes')

/** The paths of the parameters that escape: `0.children`; `0` is everything in the first parameter. */
export const escapes = (component: Component): readonly string[] =>
  component.remember(ESCAPES, () => {
    const { file, code } = component
    if (!code) return ['0']
    const paths = new Set<string>()
    const { parameters, variables, of } = file.scopes
    const seen = nodesIn(component)
    const checked = new Set<Binding>()

    const check = (binding: Binding, inherited: string): void => {
      if (checked.has(binding)) return
      checked.add(binding)
      const path = pathOf(code.valueOf(binding)) ?? inherited
      for (const use of binding.uses) checkUse(use, path)
    }

    const checkUse = (use: Node, path: string): void => {
      const [read, full] = chain(use, path)
      const into = destination(read)
      if (into?.type === 'VariableDeclarator')
        for (const binding of variables.get(into) ?? []) check(binding, full)
      else if (into?.type === 'AssignmentExpression' && into.left.type === 'Identifier') {
        const binding = of.get(into.left)
        if (binding) check(binding, full)
        else paths.add(full)
      } else if (!seen.has(use) && !isOnlyLookedAt(read, full)) paths.add(full)
    }

    for (const binding of parameters.get(code.node) ?? []) {
      const { origin } = binding
      check(binding, origin.kind === 'parameter' ? String(origin.index) : '0')
    }
    return [...paths]
  })

/** The nodes through which a component's tree reads variables and parameters. */
const nodesIn = (component: Component): Set<Node> => {
  const nodes = new Set<Node>()
  const seen = new Set<Component>()
  const visit = (tree: Tree): void => {
    if (tree.kind === 'parameter') nodes.add(tree.node)
    if (tree.kind === 'named') nodes.add(tree.at.node)
    if (tree.kind === 'element') treesIn(tree.props).forEach(visit)
    if (tree.kind === 'use') {
      for (const arg of tree.args ?? []) treesIn(arg).forEach(visit)
      if (tree.of.file === component.file) visitComponent(tree.of)
    }
    partsOf(tree).forEach(visit)
  }
  const visitComponent = (each: Component): void => {
    if (seen.has(each)) return
    seen.add(each)
    visit(each.tree())
  }
  visitComponent(component)
  return nodes
}

const pathOf = (value: Value): string | undefined =>
  value.kind === 'parameter'
    ? value.path
    : value.kind === 'object' && value.spread[0]
      ? pathOf(value.spread[0])
      : undefined

/** The longest chain of properties that is read: `props.slots.header`. */
const chain = (use: Node, path: string): [Node, string] => {
  const outer = use.parent
  if (!outer) return [use, path]
  if (outer.type === 'MemberExpression' && outer.object === use && !outer.computed) {
    const name = keyOf(outer.property)
    return name === undefined ? [use, path] : chain(outer, `${path}.${name}`)
  }
  return isWrapper(outer) ? chain(outer, path) : [use, path]
}

/** The declaration or assignment that receives a value, also as a part of another expression. */
const destination = (node: Node): Node | undefined => {
  const outer = node.parent
  switch (outer?.type) {
    case 'VariableDeclarator':
      return outer.init === node ? outer : undefined
    case 'AssignmentExpression':
      return outer.right === node ? outer : undefined
    case 'ConditionalExpression':
      return outer.test === node ? undefined : destination(outer)
    case 'LogicalExpression':
      return outer.left === node && outer.operator === '&&' ? undefined : destination(outer)
    case 'ArrayExpression':
    case 'SpreadElement':
    case 'AwaitExpression':
    case 'JSXExpressionContainer':
    case 'JSXElement':
    case 'JSXFragment':
      return destination(outer)
    default:
      return outer && isWrapper(outer) ? destination(outer) : undefined
  }
}

/** True if the expression around only reads the value and does not pass it on. */
const isOnlyLookedAt = (node: Node, path: string): boolean => {
  if (path.endsWith('.length')) return true
  const outer = node.parent
  switch (outer?.type) {
    case 'ConditionalExpression':
    case 'IfStatement':
    case 'WhileStatement':
      return outer.test === node
    case 'LogicalExpression':
      return outer.left === node && outer.operator === '&&' ? true : isOnlyLookedAt(outer, path)
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'TemplateLiteral':
    case 'ExpressionStatement':
      return true
    case 'SwitchStatement':
      return outer.discriminant === node
    case 'CallExpression': {
      const { callee } = outer
      return (
        (callee.type === 'Identifier' && /^(Boolean|String|Number)$/.test(callee.name)) ||
        (callee.type === 'MemberExpression' &&
          callee.object.type === 'Identifier' &&
          callee.object.name === 'Array' &&
          keyOf(callee.property) === 'isArray')
      )
    }
    default:
      return false
  }
}
