/**
 * @module
 * The facts that hold at a place because of the conditions around it.
 */
import type { Inference } from '../infer/inference.ts'
import { testOf } from '../infer/tests.ts'
import { isPassed } from '../read/returns.ts'
import type { Node } from '../read/syntax.ts'
import { assume, type Known } from './known.ts'

/** The facts that hold wherever that expression is evaluated. */
export const knownAround = (inference: Inference, node: Node): Known | undefined => {
  let known: Known | undefined
  const add = (test: Node, truth: boolean): void => {
    known = assume(testOf(inference, test), truth, known)
  }
  for (let at = node, outer = at.parent; outer; at = outer, outer = outer.parent ?? undefined)
    switch (outer.type) {
      case 'ConditionalExpression':
      case 'IfStatement':
        if (outer.test !== at) add(outer.test, outer.consequent === at)
        break
      case 'LogicalExpression':
        if (outer.right === at && outer.operator !== '??') add(outer.left, outer.operator === '&&')
        break
      case 'BlockStatement':
        // A function is called before its declaration, too.
        if (at.type === 'FunctionDeclaration') break
        for (const statement of outer.body) {
          if (statement === at) break
          // After an early return, its condition does not hold.
          if (
            statement.type === 'IfStatement' &&
            !statement.alternate &&
            !isPassed(statement.consequent)
          )
            add(statement.test, false)
        }
    }
  return known
}
