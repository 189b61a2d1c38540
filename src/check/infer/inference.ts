/**
 * @module
 * The interface through which the parts of the inference call each other: they are as mutually recursive as
 * expressions.
 */
import type { Argument, ArrayExpressionElement } from '@oxc-project/types'
import type { Binding, FunctionLike } from '../read/scope.ts'
import type { SourceFile } from '../read/source-file.ts'
import type { Node } from '../read/syntax.ts'
import type { Component, Test, Tree, Value } from './tree.ts'

/** A file with the values of its imports. */
export interface Importer extends SourceFile {
  /** True if its JSX is twimlx's, so that its lower-case tags are SSML. */
  readonly usesOurJsx: boolean
  /** The value of an import of it; `*` is the whole namespace. */
  imported(from: string, name: string): Value
  /** One string for a constant that is imported; `undefined` for what may change. */
  constant(from: string, name: string): string | undefined
}

/**
 * Infers values from the expressions of one file. Anything it does not understand is `UNKNOWN`, about which no rule
 * reports.
 */
export interface Inference {
  readonly file: Importer
  /** The value of an expression. */
  value(node: Node): Value
  /** The output of an expression that stands as a child. */
  tree(node: Node): Tree
  /** The output of an array's items, or of arguments, spread ones included. */
  trees(items: readonly (ArrayExpressionElement | Argument)[]): Tree[]
  /** The output of a function. */
  returns(node: FunctionLike): Tree
  /** The condition that an expression counts as true. */
  test(node: Node): Test
  /** The component that a function is. */
  component(node: FunctionLike): Component
  /** The value of a binding, regardless of where it is read. */
  binding(binding: Binding): Value
}
