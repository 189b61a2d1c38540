/**
 * @module
 * What an expression renders, as a small tree, and the other values that lead to one.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import type { Binding, FunctionLike } from '../read/scope.ts'
import type { SourceFile } from '../read/source-file.ts'
import type { Node } from '../read/syntax.ts'

/** Where something is written. */
export interface SourceRange {
  readonly file: SourceFile
  readonly node: Node
}

/** A component or helper function, as far as it is understood. */
export interface Component {
  /** No two components share it. */
  readonly id: number
  readonly name: string
  readonly file: SourceFile
  /** Its code; nothing where only a declaration tells what it renders. */
  readonly code: ComponentCode | undefined
  /** What it renders, with {@link ParameterRead} where its caller decides. */
  tree(): Tree
  /** What an analysis has found out about it, made when first asked. */
  remember<T>(analysis: unknown, make: () => T): T
}

/** The code of a component. */
export interface ComponentCode {
  readonly node: FunctionLike
  /** What a binding of its file holds. */
  valueOf(binding: Binding): Value
}

/** What an expression renders. */
export type Tree =
  | Nothing
  | Unknown
  | Text
  | Element
  | Sequence
  | Alternative
  | Many
  | ComponentUse
  | Named
  | ParameterRead

/** Nothing is printed. */
export interface Nothing {
  readonly kind: 'nothing'
}

/** Nobody knows. */
export interface Unknown {
  readonly kind: 'unknown'
}

/** Text that is not blank. */
export interface Text {
  readonly kind: 'text'
  readonly at: SourceRange
  readonly value: string
  /** It stands in a fragment, through which TypeScript does not see it. */
  readonly hidden: boolean
}

/** An element of TwiML. */
export interface Element {
  readonly kind: 'element'
  readonly table: ElementTable
  readonly at: SourceRange
  readonly props: Props
  /** What stands in it. */
  content(): Tree
}

/** All of them, in this order. */
interface Sequence {
  readonly kind: 'sequence'
  readonly items: readonly Tree[]
}

/** One of them. */
interface Alternative {
  readonly kind: 'alternative'
  readonly options: readonly Tree[]
}

/** Any number of it. */
interface Many {
  readonly kind: 'many'
  readonly item: Tree
}

/** What a component or a helper function renders. */
export interface ComponentUse {
  readonly kind: 'use'
  readonly name: string
  readonly at: SourceRange
  readonly of: Component
  /** It is written as a tag, so that TypeScript does not see what it renders. */
  readonly tag: boolean
  /** What is handed to it, by parameter; nothing where that cannot be told. */
  readonly args: readonly Value[] | undefined
}

/** What a variable holds. */
export interface Named {
  readonly kind: 'named'
  readonly name: string
  readonly at: SourceRange
  readonly tree: Tree
}

/** Whatever the caller gives for a parameter. */
interface ParameterRead {
  readonly kind: 'parameter'
  readonly owner: Component
  /** The parameter's index and the properties that lead to it: `0.children`. */
  readonly path: string
  /** The identifier that reads it. */
  readonly node: Node
  /** What stands for it where the caller gives nothing. */
  readonly otherwise: Tree | undefined
}

/** A value: what can be rendered, and what leads to it. */
export type Value = Tree | Callable | Tag | BuiltIn | Props | Choice

/** A function, which may be a component. */
interface Callable {
  readonly kind: 'function'
  readonly component: Component
}

/** An element as a component. */
interface Tag {
  readonly kind: 'tag'
  readonly table: ElementTable
}

/** A component of twimlx that renders one of some props as it is, or nothing. */
export interface BuiltIn {
  readonly kind: 'built-in'
  readonly renders: readonly string[]
}

/** An object whose properties are known, as far as they are. */
export interface Props {
  readonly kind: 'object'
  /** A property: `undefined` where there is certainly none. */
  get(name: string): Value | undefined
  /** What is written in it, in place, with the names. */
  readonly written: readonly (readonly [name: string, value: () => Value])[]
  /** The values spread into it. */
  readonly spread: readonly Value[]
}

/** One of several values, by a condition. */
interface Choice {
  readonly kind: 'choice'
  readonly options: readonly Value[]
}

/** Nothing. */
export const NOTHING: Nothing = { kind: 'nothing' }

/** `true`, which prints nothing either, but as an attribute it says something. */
export const TRUE: Nothing = { kind: 'nothing' }

/** What is not known. */
export const UNKNOWN: Unknown = { kind: 'unknown' }

/** All of them; one is itself. */
export const sequence = (items: readonly Tree[]): Tree => {
  const some = items.filter(({ kind }) => kind !== 'nothing')
  return some.length === 0
    ? NOTHING
    : some.length === 1
      ? some[0]!
      : { kind: 'sequence', items: some }
}

/** One of them; of one only, itself. */
export const alternative = (options: readonly Tree[]): Tree => {
  const distinct = [...new Set(options)]
  return distinct.length === 0
    ? NOTHING
    : distinct.length === 1
      ? distinct[0]!
      : { kind: 'alternative', options: distinct }
}

/** Any number of it. */
export const many = (item: Tree): Tree =>
  item.kind === 'nothing' || item.kind === 'many' ? item : { kind: 'many', item }

/** A value as a child. */
export const asTree = (value: Value): Tree => {
  switch (value.kind) {
    case 'function':
    case 'tag':
    case 'built-in':
    case 'object':
      return UNKNOWN
    case 'choice':
      return alternative(value.options.map(asTree))
    default:
      return value
  }
}

/** Whether a value can be rendered as it is. */
export const isTree = (value: Value): value is Tree => asTree(value) === value

/** An object of which nobody knows anything. */
export const ANY_PROPS: Props = {
  kind: 'object',
  get: () => UNKNOWN,
  written: [],
  spread: [UNKNOWN],
}

/** The trees that a tree consists of, without what stands in an element and what a component renders. */
export const partsOf = (tree: Tree): readonly Tree[] => {
  switch (tree.kind) {
    case 'sequence':
      return tree.items
    case 'alternative':
      return tree.options
    case 'many':
      return [tree.item]
    case 'named':
      return [tree.tree]
    case 'parameter':
      return tree.otherwise ? [tree.otherwise] : []
    default:
      return []
  }
}

/** The trees that a value holds, in the properties of objects too. */
export const treesIn = (value: Value): readonly Tree[] => {
  switch (value.kind) {
    case 'object':
      return [...value.written.map(([, each]) => each()), ...value.spread].flatMap(treesIn)
    case 'choice':
      return value.options.flatMap(treesIn)
    default:
      return isTree(value) ? [value] : []
  }
}
