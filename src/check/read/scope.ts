/**
 * @module
 * What is known of the names of a file: every binding with where its value comes from, and every place that uses it.
 */
import type {
  ArrowFunctionExpression,
  Expression,
  Function as FunctionNode,
  VariableDeclarator,
} from '@oxc-project/types'
import type { Node } from './syntax.ts'

/** A function of any form. */
export type FunctionLike = FunctionNode | ArrowFunctionExpression

/** One step from a value into it, as a destructuring pattern takes it. */
export type Step =
  | { readonly get: string }
  | { readonly rest: readonly string[] }
  | { readonly otherwise: Expression }
  | 'unknown'

/** Where a binding's value comes from. */
export type Origin =
  | { readonly kind: 'import'; readonly from: string; readonly name: string }
  | { readonly kind: 'function'; readonly node: FunctionLike }
  | {
      readonly kind: 'variable'
      readonly declarator: VariableDeclarator
      readonly steps: readonly Step[]
    }
  | {
      readonly kind: 'parameter'
      readonly of: FunctionLike
      readonly index: number
      readonly steps: readonly Step[]
    }
  | { readonly kind: 'opaque' }

/** A name and what is known of it. */
export interface Binding {
  readonly name: string
  origin: Origin
  /** The identifiers that read it. */
  readonly uses: Node[]
  /** What is assigned to it after its declaration: nothing where that cannot be told. */
  readonly assigned: (Expression | undefined)[]
}

/** The bindings of a file. */
export interface Scopes {
  /** Of the top level, by name. */
  readonly top: ReadonlyMap<string, Binding>
  /** Of every identifier that reads or names one. */
  readonly of: ReadonlyMap<Node, Binding>
  /** The outermost JSX elements and all others, in the order of the text. */
  readonly jsx: readonly Node[]
  /** The bindings that a function's parameters make. */
  readonly parameters: ReadonlyMap<Node, readonly Binding[]>
  /** Those that a variable declaration makes. */
  readonly variables: ReadonlyMap<Node, readonly Binding[]>
}

/** Whether a tag's name is that of an intrinsic element: no binding is looked up. */
export const isIntrinsic = (name: string): boolean => /^[a-z]|-/.test(name)

/** The name of a property that is written out. */
export const keyOf = (key: Node): string | undefined =>
  key.type === 'Identifier'
    ? key.name
    : key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')
      ? String(key.value)
      : undefined
