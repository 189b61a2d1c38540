/**
 * @module
 * What the parts of the inference ask of each other: they are as mutually recursive as expressions are.
 */
import type { Argument, ArrayExpressionElement } from '@oxc-project/types'
import type { Binding, FunctionLike } from '../read/scope.ts'
import type { SourceFile } from '../read/source-file.ts'
import type { Node } from '../read/syntax.ts'
import type { Component, Tree, Value } from './tree.ts'

/** A file that knows what its imports are. */
export interface Importer extends SourceFile {
  /** Whether its lower-case tags are SSML. */
  readonly usesOurJsx: boolean
  /** What an import of it is; `*` is the whole namespace. */
  imported(from: string, name: string): Value
}

/** Reads the expressions of one file. What is not understood is `UNKNOWN`, and nothing is said about it. */
export interface Inference {
  readonly file: Importer
  /** The value of an expression. */
  value(node: Node): Value
  /** What an expression renders where it stands as a child. */
  tree(node: Node): Tree
  /** What the items of an array, or arguments, render: those that are spread too. */
  trees(items: readonly (ArrayExpressionElement | Argument)[]): Tree[]
  /** What a function renders. */
  returns(node: FunctionLike): Tree
  /** The component that a function is. */
  component(node: FunctionLike): Component
  /** The value that a binding holds, without regard to who reads it. */
  binding(binding: Binding): Value
}
