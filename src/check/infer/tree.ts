/**
 * @module
 * The output of an expression as a small tree, and the other values that lead to one.
 */
import type { ElementTable } from '../../vocabulary/define-element.ts'
import type { Binding, FunctionLike } from '../read/scope.ts'
import type { SourceFile } from '../read/source-file.ts'
import type { Node } from '../read/syntax.ts'

/** A node and the file it stands in. */
export interface SourceRange {
  readonly file: SourceFile
  readonly node: Node
}

/** A component or helper function and what it renders. */
export interface Component {
  /** Unique to this component. */
  readonly id: number
  readonly name: string
  readonly file: SourceFile
  /** Its code; missing if only a declaration tells what it renders. */
  readonly code: ComponentCode | undefined
  /** Its output, with a {@link ParameterRead} for each part that its caller decides. */
  tree(): Tree
  /** The result of an analysis of it, computed on the first call. */
  remember<T>(analysis: unknown, make: () => T): T
}

/** The code of a component. */
export interface ComponentCode {
  readonly node: FunctionLike
  /** The value of a binding of its file. */
  valueOf(binding: Binding): Value
}

/** The output of an expression. */
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

/** Prints nothing. */
export interface Nothing {
  readonly kind: 'nothing'
  /** What it is as an attribute: text, or `null` where the attribute is left out. Missing if that cannot be told. */
  readonly literal?: string | null
}

/** Output that cannot be inferred. */
export interface Unknown {
  readonly kind: 'unknown'
}

/** Text that is not blank. */
export interface Text {
  readonly kind: 'text'
  readonly at: SourceRange
  readonly value: string
  /** True for text in a fragment or component, where TypeScript does not see it. */
  readonly hidden: boolean
}

/** An element of TwiML. */
export interface Element {
  readonly kind: 'element'
  readonly table: ElementTable
  readonly at: SourceRange
  readonly props: Props
  /** Its children. */
  content(): Tree
}

/** All items, in this order. */
interface Sequence {
  readonly kind: 'sequence'
  readonly items: readonly Tree[]
  /** True if there is something beside them, such as a number, of which nothing is known and which fits anywhere. */
  readonly isPartial?: boolean
  /** How many elements it has at least, if it is an array. */
  readonly length?: number
}

/** One of the options. */
export interface Alternative {
  readonly kind: 'alternative'
  readonly options: readonly Tree[]
  /** Where it is understood, the condition that decides: the first of two options is rendered where it holds. */
  readonly test?: Test
}

/** The item, any number of times. */
interface Many {
  readonly kind: 'many'
  readonly item: Tree
  /** True for at least once. */
  readonly certain: boolean
}

/** The output of a component or helper function. */
export interface ComponentUse {
  readonly kind: 'use'
  readonly name: string
  readonly at: SourceRange
  readonly of: Component
  /** True if written as a tag, so that TypeScript does not see its output. */
  readonly tag: boolean
  /** The arguments by parameter; `undefined` if they cannot be told. */
  readonly args: readonly Value[] | undefined
}

/** The value of a variable. */
export interface Named {
  readonly kind: 'named'
  readonly name: string
  readonly at: SourceRange
  readonly tree: Tree
}

/** The value that the caller gives for a parameter. */
export interface ParameterRead {
  readonly kind: 'parameter'
  readonly owner: Component
  /** The parameter's index and the properties that lead to it: `0.children`. */
  readonly path: string
  /** The identifier that reads it. */
  readonly node: Node
  /** The default, for callers that give no value. */
  readonly otherwise: Tree | undefined
}

/** A condition, as far as it is understood. */
export type Test =
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'not'; readonly test: Test }
  | { readonly kind: 'and' | 'or'; readonly tests: readonly [Test, Test] }
  | { readonly kind: 'known'; readonly truth: boolean }
  | { readonly kind: 'unknown' }

/** What is true or false of a value that never changes: of a parameter in one call, or of a constant. */
export interface Fact {
  /** Unique to the value. */
  readonly about: string
  /** How it compares with a literal: `="a"`, `>0`. Missing: it counts as true. */
  readonly compares?: string | undefined
  /** The parameter, unless it is a constant. */
  readonly read?: ParameterRead
  /** True if it holds in one call of a function only. */
  readonly isLocal: boolean
}

/** The value of an expression: one that can be rendered, or one that leads to it. */
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

/** A component of twimlx that renders some of its props unchanged, or nothing. */
export interface BuiltIn {
  readonly kind: 'built-in'
  readonly renders: readonly string[]
}

/** An object with the properties that are known. */
export interface Props {
  readonly kind: 'object'
  /** The value of a property; `undefined` if there is certainly no such property. */
  get(name: string): Value | undefined
  /** The properties written out, with their names. */
  readonly written: readonly (readonly [name: string, value: () => Value])[]
  /** The values spread into it. */
  readonly spread: readonly Value[]
}

/** One of several values, chosen by a condition. */
interface Choice {
  readonly kind: 'choice'
  readonly options: readonly Value[]
}

/** Prints nothing. */
export const NOTHING: Nothing = { kind: 'nothing' }

/** `true`: prints nothing as a child either, but has a meaning as an attribute. */
export const TRUE: Nothing = { kind: 'nothing', literal: 'true' }

/** `false`, as `TRUE`. */
export const FALSE: Nothing = { kind: 'nothing', literal: 'false' }

/** `undefined` and `null`. */
export const ABSENT: Nothing = { kind: 'nothing', literal: null }

/** The value of everything that is not understood. */
export const UNKNOWN: Unknown = { kind: 'unknown' }

/** All items in order; a single item is returned as it is. */
export const sequence = (items: readonly Tree[]): Tree => {
  const some = items.filter(({ kind }) => kind !== 'nothing')
  const partial = isPartial(items)
  return some.length === 0
    ? // A list of one is its item; of several blank ones nobody asks.
      items.length === 1
      ? (items[0] ?? NOTHING)
      : NOTHING
    : some.length === 1 && !partial
      ? some[0]!
      : { kind: 'sequence', items: some, isPartial: partial }
}

/**
 * The elements of an array.
 *
 * @param length - How many there are at least.
 */
export const array = (elements: readonly Tree[], length: number): Tree => {
  const some = elements.filter(({ kind }) => kind !== 'nothing')
  return some.length === 0 || length === 0
    ? sequence(elements)
    : { kind: 'sequence', items: some, isPartial: isPartial(elements), length }
}

/** True for an array that has an element in any case. */
export const isFilled = (tree: Tree): boolean => {
  switch (tree.kind) {
    case 'sequence':
      return (tree.length ?? 0) > 0
    case 'named':
      return isFilled(tree.tree)
    case 'alternative':
      return tree.options.every(isFilled)
    default:
      return false
  }
}

const isPartial = (items: readonly Tree[]): boolean =>
  items.some((item) => item.kind === 'nothing' && item.literal === undefined)

/** One of the options; a single option is returned as it is. */
export const alternative = (options: readonly Tree[]): Tree => {
  const distinct = [...new Set(options)]
  return distinct.length === 0
    ? NOTHING
    : distinct.length === 1
      ? distinct[0]!
      : { kind: 'alternative', options: distinct }
}

/** One of two trees, by a condition. */
export const decided = (test: Test, then: Tree, otherwise: Tree): Tree => {
  switch (test.kind) {
    case 'known':
      return test.truth ? then : otherwise
    case 'unknown':
      return alternative([then, otherwise])
    default:
      return then === otherwise ? then : { kind: 'alternative', options: [then, otherwise], test }
  }
}

/**
 * The item, any number of times.
 *
 * @param certain - True for at least once. Default: false.
 */
export const many = (item: Tree, certain = false): Tree =>
  item.kind === 'nothing' || (item.kind === 'many' && (certain || !item.certain))
    ? item
    : { kind: 'many', item: item.kind === 'many' ? item.item : item, certain }

/** One string for a parameter, unique to its component. */
export const parameterKey = (owner: Component, path: string): string => `${owner.id}:${path}`

/** The value as a child. */
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

/** True if the value can be rendered as it is. */
export const isTree = (value: Value): value is Tree => asTree(value) === value

/** An object with unknown properties. */
export const ANY_PROPS: Props = {
  kind: 'object',
  get: () => UNKNOWN,
  written: [],
  spread: [UNKNOWN],
}

/** The direct parts of a tree, not entering an element's children or a component's output. */
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

/** The trees in a value, those in properties of objects included. */
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
