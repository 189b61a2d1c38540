/**
 * @module
 * The facts that hold at a place because of the conditions around it.
 */
import type { Inference } from '../infer/inference.ts'
import { isPassed } from '../read/returns.ts'
import type { Node } from '../read/syntax.ts'
import { assume, type Known } from './known.ts'

/** The facts that hold in the places of one file. */
export class KnownAround {
  readonly #inference: Inference
  /** The facts that hold at each statement of a block. */
  readonly #blocks = new Map<Node, ReadonlyMap<Node, Known | undefined>>()

  constructor(inference: Inference) {
    this.#inference = inference
  }

  /** The facts that hold wherever that expression is evaluated. */
  of(node: Node): Known | undefined {
    const { parent } = node
    if (!parent) return undefined
    switch (parent.type) {
      case 'ConditionalExpression':
      case 'IfStatement':
        return parent.test === node
          ? this.of(parent)
          : this.#assume(parent.test, parent.consequent === node, this.of(parent))
      case 'LogicalExpression':
        return parent.right === node && parent.operator !== '??'
          ? this.#assume(parent.left, parent.operator === '&&', this.of(parent))
          : this.of(parent)
      case 'BlockStatement':
        // A function is called before its declaration, too.
        return node.type === 'FunctionDeclaration'
          ? this.of(parent)
          : this.#within(parent).get(node)
      default:
        return this.of(parent)
    }
  }

  #within(block: Node & { type: 'BlockStatement' }): ReadonlyMap<Node, Known | undefined> {
    const found = this.#blocks.get(block)
    if (found) return found
    const statements = new Map<Node, Known | undefined>()
    this.#blocks.set(block, statements)
    let known = this.of(block)
    for (const statement of block.body) {
      statements.set(statement, known)
      // After an early return, its condition does not hold.
      if (
        statement.type === 'IfStatement' &&
        !statement.alternate &&
        !isPassed(statement.consequent)
      )
        known = this.#assume(statement.test, false, known)
    }
    return statements
  }

  #assume(test: Node, truth: boolean, known: Known | undefined): Known | undefined {
    return assume(this.#inference.test(test), truth, known)
  }
}
