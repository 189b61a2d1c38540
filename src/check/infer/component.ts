/**
 * @module
 * A function as the checker sees it: what it renders, with holes for what its caller gives.
 */
import type { Module } from './module.ts'
import type { FunctionLike } from '../read/scope.ts'
import { lazy, type Tree } from './tree.ts'

let components = 0

/** A component or helper function. */
export class Component {
  readonly id = components++
  readonly name: string
  readonly module: Module
  /** Its code; nothing where only a declaration tells what it renders. */
  readonly node: FunctionLike | undefined
  /** What it renders. */
  readonly tree: () => Tree
  /** What the analyses remember about it, by analysis. */
  readonly memory = new Map<unknown, unknown>()

  constructor(name: string, module: Module, node: FunctionLike | undefined, tree: () => Tree) {
    this.name = name
    this.module = module
    this.node = node
    this.tree = lazy(tree)
  }

  /** What an analysis has found out about it, made when first asked. */
  remember<T>(analysis: unknown, make: () => T): T {
    if (!this.memory.has(analysis)) this.memory.set(analysis, make())
    // Each analysis writes and reads its own entry only.
    return this.memory.get(analysis) as T
  }
}
