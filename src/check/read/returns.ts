/**
 * @module
 * The expressions that a function may return, and conditions that a literal decides.
 */
import type { Expression, Statement } from '@oxc-project/types'
import { type Children, isWrapper, keysOf, type Node } from './syntax.ts'

/** What a function returns: an expression, or nothing at its end, and what decides where there are several. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: Expression | undefined }
  | { readonly kind: 'any'; readonly of: readonly Outcome[] }
  | {
      readonly kind: 'decision'
      readonly test: Expression
      /** The value that `test` must be equal to; missing: it must count as true. */
      readonly equals?: Expression
      readonly ifTrue: Outcome
      readonly ifFalse: Outcome
    }

const END: Outcome = { kind: 'value', value: undefined }

// Decisions in decisions are followed no deeper.
const DEEPEST = 100

/** What the statements of a function may return. */
export const returned = (statements: readonly Statement[], depth = 0): Outcome => {
  const before: Outcome[] = []
  const any = (last: Outcome): Outcome =>
    before.length === 0 ? last : { kind: 'any', of: [...before, last] }
  for (const [i, statement] of statements.entries()) {
    const decided =
      depth < DEEPEST ? decide(statement, () => statements.slice(i + 1), depth + 1) : undefined
    if (decided) return any(decided)
    const values: (Expression | undefined)[] = []
    const isPassed = collectFrom(statement, values)
    before.push(...values.map((value): Outcome => ({ kind: 'value', value })))
    // Statements after a return are never reached.
    if (!isPassed) return { kind: 'any', of: before }
  }
  return any(END)
}

/** The outcome from a statement on, if it decides whether the rest is reached. */
const decide = (
  statement: Statement,
  rest: () => readonly Statement[],
  depth: number,
): Outcome | undefined => {
  switch (statement.type) {
    case 'BlockStatement':
      return returned([...statement.body, ...rest()], depth)
    case 'IfStatement': {
      const { test, consequent, alternate } = statement
      if (truth(test) !== undefined) return undefined
      const goesOn = isPassed(consequent)
      if (goesOn && (!alternate || isPassed(alternate))) return undefined
      return decision(
        { test },
        returned(goesOn ? [consequent, ...rest()] : [consequent], depth),
        returned(alternate ? [alternate, ...rest()] : rest(), depth),
      )
    }
    case 'SwitchStatement': {
      const { discriminant, cases } = statement
      if (cases.length > DEEPEST) return undefined
      let otherwise: Outcome | undefined
      const decided: [Expression, Outcome][] = []
      for (const [i, { test }] of cases.entries()) {
        // A case without statements shares those of the next one.
        const body = cases.slice(i).find(({ consequent }) => consequent.length > 0)?.consequent
        if (!body || body.some(breaks) || body.every(isPassed)) return undefined
        const outcome = returned(body, depth)
        if (test) decided.push([test, outcome])
        else otherwise = outcome
      }
      return decided.reduceRight<Outcome>(
        (next, [equals, outcome]) => decision({ test: discriminant, equals }, outcome, next),
        otherwise ?? returned(rest(), depth),
      )
    }
    default:
      return undefined
  }
}

const decision = (
  by: { readonly test: Expression; readonly equals?: Expression },
  ifTrue: Outcome,
  ifFalse: Outcome,
): Outcome =>
  isNone(ifTrue) ? ifFalse : isNone(ifFalse) ? ifTrue : { kind: 'decision', ...by, ifTrue, ifFalse }

/** True where an error is thrown in any case. */
const isNone = (outcome: Outcome): boolean => outcome.kind === 'any' && outcome.of.length === 0

/** True where a statement may come to its end. */
export const isPassed = (statement: Statement): boolean => collectFrom(statement, [])

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
  return keysOf(node).some((key) => {
    // The parser lists the keys of this type of node.
    const child = (node as unknown as Children)[key]
    return Array.isArray(child)
      ? child.some((each: Node | null) => each && breaks(each))
      : !!child && breaks(child as Node)
  })
}

/** The value of a condition that is decided as it stands, by a literal or an element, else `undefined`. */
export const truth = (node: Node): boolean | undefined => {
  if (isWrapper(node)) return truth(node.expression)
  switch (node.type) {
    case 'JSXElement':
    case 'JSXFragment':
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return true
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
