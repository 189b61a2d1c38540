/**
 * @module
 * A function as the checker sees it: its output, and the results of analyses of it.
 */
import { lazy } from '../read/lazy.ts'
import type { SourceFile } from '../read/source-file.ts'
import type { Component, ComponentCode, Tree } from './tree.ts'

let count = 0

/** A component or helper function of one file. */
export class FunctionComponent implements Component {
  readonly id = count++
  readonly name: string
  readonly file: SourceFile
  readonly code: ComponentCode | undefined
  readonly tree: () => Tree
  readonly #memory = new Map<unknown, unknown>()

  constructor(name: string, file: SourceFile, code: ComponentCode | undefined, tree: () => Tree) {
    this.name = name
    this.file = file
    this.code = code
    this.tree = lazy(tree)
  }

  remember<T>(analysis: unknown, make: () => T): T {
    if (!this.#memory.has(analysis)) this.#memory.set(analysis, make())
    // Each analysis writes and reads only its own entry.
    return this.#memory.get(analysis) as T
  }
}
