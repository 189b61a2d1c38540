/**
 * @module
 * The names of a file: each binding with the origin of its value and every place that uses it.
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

/** The origin of a binding's value. */
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

/** A name, its origin and its uses. */
export interface Binding {
  readonly name: string
  origin: Origin
  /** The identifiers that read it. */
  readonly uses: Node[]
  /** The values assigned to it after its declaration; `undefined` for one that cannot be told. */
  readonly assigned: (Expression | undefined)[]
}

/** The bindings of a file. */
export interface Scopes {
  /** The top level's bindings by name. */
  readonly top: ReadonlyMap<string, Binding>
  /** The binding of every identifier that reads or declares one. */
  readonly of: ReadonlyMap<Node, Binding>
  /** All JSX elements and fragments, outer before inner, in the order of the text. */
  readonly jsx: readonly Node[]
  /** The bindings that a function's parameters make. */
  readonly parameters: ReadonlyMap<Node, readonly Binding[]>
  /** The bindings that a variable declaration makes. */
  readonly variables: ReadonlyMap<Node, readonly Binding[]>
}

/** True for the tag of an intrinsic element, for which JSX looks up no binding. */
export const isIntrinsic = (name: string): boolean => /^[a-z]|-/.test(name)

/** The name of a property, unless it is computed. */
export const keyOf = (key: Node): string | undefined =>
  key.type === 'Identifier'
    ? key.name
    : key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')
      ? String(key.value)
      : undefined
