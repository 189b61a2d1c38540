/**
 * @module
 * The expressions that a function may return, and conditions that a literal decides.
 */
import type { BlockStatement, Expression, Statement } from '@oxc-project/types'
import { childrenOf, type Node } from './syntax.ts'

/** Lists the expressions that a function may return; `undefined` stands for its end without a value. */
export const returned = (body: Pick<BlockStatement, 'body'>): (Expression | undefined)[] => {
  const values: (Expression | undefined)[] = []
  if (collect(body.body, values)) values.push(undefined)
  return values
}

/** Collects the returns of statements, and tells whether the code after them is reached. */
const collect = (statements: readonly Node[], values: (Expression | undefined)[]): boolean => {
  for (const statement of statements)
    // Statements after a return are never reached.
    if (!collectFrom(statement as Statement, values)) return false
  return true
}

const collectFrom = (node: Statement, values: (Expression | undefined)[]): boolean => {
  switch (node.type) {
    case 'ReturnStatement':
      values.push(node.argument ?? undefined)
      return false
    case 'ThrowStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return false
    case 'BlockStatement':
      return collect(node.body, values)
    case 'LabeledStatement':
      collectFrom(node.body, values)
      return true
    case 'IfStatement': {
      const test = truth(node.test)
      const then = test !== false && collectFrom(node.consequent, values)
      const otherwise =
        test !== true && (node.alternate ? collectFrom(node.alternate, values) : true)
      return then || otherwise
    }
    case 'SwitchStatement': {
      const falls = node.cases.map(({ consequent }) => collect(consequent, values))
      return (
        !node.cases.some(({ test }) => test === null) ||
        falls.at(-1) !== false ||
        node.cases.some(({ consequent }) => consequent.some(breaks))
      )
    }
    case 'TryStatement': {
      const tried = collect(node.block.body, values)
      const caught = node.handler ? collect(node.handler.body.body, values) : false
      const last = node.finalizer ? collect(node.finalizer.body, values) : true
      return last && (tried || caught)
    }
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement': {
      collectFrom(node.body, values)
      const endless = node.type === 'ForStatement' ? !node.test : truth(node.test) === true
      return !endless || breaks(node.body)
    }
    case 'ForInStatement':
    case 'ForOfStatement':
      collectFrom(node.body, values)
      return true
    default:
      return true
  }
}

/** True if a `break` in the node may leave the statement around it. Labels are not told apart. */
const breaks = (node: Node): boolean => {
  if (node.type === 'BreakStatement') return true
  if (!/Statement$|^SwitchCase$|^CatchClause$/.test(node.type)) return false
  return childrenOf(node).some(breaks)
}

/** The value of a condition that a literal decides, else `undefined`. */
export const truth = (node: Node): boolean | undefined => {
  switch (node.type) {
    case 'Literal':
      return 'regex' in node ? true : Boolean(node.value)
    case 'Identifier':
      return node.name === 'undefined' ? false : undefined
    case 'UnaryExpression': {
      if (node.operator !== '!') return undefined
      const operand = truth(node.argument)
      return operand === undefined ? undefined : !operand
    }
    default:
      return undefined
  }
}
