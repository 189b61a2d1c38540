/**
 * @module
 * The rule `yield-star`: a step of a flow that is made and not taken, which TypeScript cannot see.
 */
import { flowCall, type FlowCall, isPiece } from '../infer/flows.ts'
import type { Module } from '../infer/module.ts'
import type { Binding } from '../read/scope.ts'
import { functionAround, isWrapper, mentionsFlow, type Node, upwards } from '../read/syntax.ts'
import { type Finding, locationOf, type Related } from './finding.ts'

/** The way in which a step that is not taken is lost. */
type Lost = 'dropped' | 'text' | 'condition' | 'value' | 'returned' | 'forEach'

type Fate = { readonly lost: Lost } | { readonly held: Binding } | 'unknown'

/** Finds the steps of a file that are made and not taken. */
export const judgeSteps = (module: Module): Finding[] => {
  if (!mentionsFlow(module.text)) return []
  const findings: Finding[] = []
  const seen = new Set<Node>()
  for (const use of module.scopes.of.keys()) {
    const node = calledBy(use)
    if (!node || seen.has(node)) continue
    seen.add(node)
    const call = flowCall(module, node)
    const found = call && judge(module, call)
    if (found) findings.push(found)
  }
  return findings
}

/** The call that a name begins, as in `ask(…)` or `flow.ask(…)`. */
const calledBy = (use: Node) => {
  for (const [callee, parent] of upwards(use)) {
    if (parent.type === 'CallExpression') return parent.callee === callee ? parent : undefined
    if (!isWrapper(parent) && !(parent.type === 'MemberExpression' && parent.object === callee))
      return undefined
  }
  return undefined
}

const judge = (module: Module, call: FlowCall): Finding | undefined => {
  const fate = fateOf(module, call.node)
  if (fate === 'unknown') return undefined
  if ('lost' in fate) return finding(module, call, fate.lost)
  const { held } = fate
  const uses = held.uses.map((use) => [use, fateOf(module, use)] as const)
  // Another use may take the step.
  if (!uses.every(([, at]) => typeof at === 'object' && 'lost' in at)) return undefined
  return finding(
    module,
    call,
    'value',
    held,
    uses.map(([use]) => use),
  )
}

/** The fate of an expression's value: lost, held by a name, or unknown. */
const fateOf = (module: Module, node: Node): Fate => {
  for (const [at, parent] of upwards(node)) {
    if (isWrapper(parent)) continue
    switch (parent.type) {
      case 'ConditionalExpression':
        if (parent.test === at) return { lost: 'condition' }
        continue
      case 'LogicalExpression':
        if (parent.left === at) return { lost: 'condition' }
        continue
      case 'SequenceExpression':
        if (parent.expressions.at(-1) !== at) return { lost: 'dropped' }
        continue
      case 'ExpressionStatement':
        return isOutsideCallback(parent) ? { lost: 'dropped' } : 'unknown'
      case 'TemplateLiteral':
        return parent.parent?.type === 'TaggedTemplateExpression' ? 'unknown' : { lost: 'text' }
      case 'JSXExpressionContainer':
        return parent.parent?.type === 'JSXAttribute' ? 'unknown' : { lost: 'text' }
      case 'IfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return { lost: 'condition' }
      case 'ForStatement':
        return { lost: parent.test === at ? 'condition' : 'dropped' }
      case 'UnaryExpression':
        return { lost: parent.operator === '!' ? 'condition' : 'value' }
      case 'AwaitExpression':
      case 'SwitchStatement':
        return { lost: 'value' }
      case 'BinaryExpression':
        return /^(in|instanceof)$/.test(parent.operator) ||
          (/==/.test(parent.operator) && node.type === 'Identifier' && !isLiteral(parent, at))
          ? 'unknown'
          : { lost: 'value' }
      case 'YieldExpression':
        // A generator that is yielded is no step.
        return 'unknown'
      case 'ReturnStatement':
        return isPiece(functionAround(parent)) ? { lost: 'returned' } : 'unknown'
      case 'ArrowFunctionExpression':
        return isForEach(parent) ? { lost: 'forEach' } : 'unknown'
      case 'VariableDeclarator': {
        if (parent.id.type === 'ObjectPattern') return { lost: 'value' }
        const held = module.scopes.of.get(parent.id)
        const isExported = parent.parent?.parent?.type === 'ExportNamedDeclaration'
        return held && !isExported && held.assigned.length === 0 && isOutsideCallback(parent)
          ? { held }
          : 'unknown'
      }
      default:
        return 'unknown'
    }
  }
  return 'unknown'
}

/** True for a comparison with a literal, as in `size === 'small'`. */
const isLiteral = (parent: Node & { type: 'BinaryExpression' }, at: Node): boolean =>
  (parent.left === at ? parent.right : parent.left).type === 'Literal'

/**
 * True at the top level, in a flow and in a named function. A callback may be a test that asserts how a step throws.
 */
const isOutsideCallback = (node: Node): boolean => {
  const around = functionAround(node)
  if (!around) return true
  for (let at: Node | undefined = around; at; at = functionAround(at)) if (isPiece(at)) return true
  return around.parent?.type === 'VariableDeclarator' || around.type === 'FunctionDeclaration'
}

const isForEach = (callback: Node): boolean => {
  const call = callback.parent
  return (
    call?.type === 'CallExpression' &&
    call.arguments[0] === callback &&
    call.callee.type === 'MemberExpression' &&
    !call.callee.computed &&
    call.callee.property.type === 'Identifier' &&
    call.callee.property.name === 'forEach'
  )
}

const CONSEQUENCES: Readonly<Record<Lost, string>> = {
  dropped: 'Nothing comes of it',
  text: 'The text says "[object Object]"',
  condition: 'The condition is always true',
  value: 'What stands here is the step, and not its result',
  returned: 'The conversation returns the step, and does not take it',
  forEach: 'forEach drops it',
}

const finding = (
  module: Module,
  { node, written }: FlowCall,
  lost: Lost,
  held?: Binding,
  uses: readonly Node[] = [],
): Finding => {
  const file = module
  const consequence = held ? `${held.name} holds the step, and not its result` : CONSEQUENCES[lost]
  const isInner = !isPiece(functionAround(node))
  const instead =
    lost === 'forEach'
      ? `take each in a loop, for (const … of …) yield* ${written}(…)`
      : isInner
        ? `write yield* ${written}(…), in the function* itself`
        : `write yield* ${written}(…)`
  return {
    ...locationOf({ file, node: node.callee }),
    rule: 'yield-star',
    level: 'error',
    message: `${written}(…) is made and not taken. ${consequence}: ${instead}.`,
    related: uses.map((use): Related => ({
      ...locationOf({ file, node: use }),
      message: `${held!.name} is used here`,
    })),
  }
}
