/**
 * @module
 * The possible output of a tree, as levels: a question gives each element and text a level, a sequence has the highest
 * of its parts, and the answer is the set of levels that are possible.
 */
import { Fixpoint } from './fixpoint.ts'
import {
  asTree,
  type Component,
  type ComponentUse,
  type Element,
  partsOf,
  type Text,
  type Tree,
  treesIn,
  type Value,
} from '../infer/tree.ts'
import { member } from '../infer/values.ts'

/** A set of levels, one bit each; 0: rendering never terminates. */
export type Levels = number

/** The level of a tree that prints nothing. */
export const EMPTY: Levels = 1

/** A question about trees: the levels of their elements, text and unknown parts. */
export interface Question {
  /** The levels of an element: one or more. */
  element(element: Element): Levels
  /** The level of text. `typed`: TypeScript checks it. */
  text(text: Text, typed: boolean): Levels
  /** The levels of unknown output. */
  readonly unknown: Levels
}

/** The levels of a component's arguments; `undefined` for one that the caller leaves out. */
export type Given = ReadonlyMap<string, Levels | undefined>

const NONE: Given = new Map()

interface Invocation {
  readonly component: Component
  readonly given: Given
  readonly typed: boolean
}

/** Answers one question for any tree. */
export class PossibleOutput {
  readonly #question: Question
  readonly #calls = new WeakMap<Component, Map<string, Invocation>>()
  readonly #facts = new Fixpoint<Invocation, Levels>(
    0,
    (a, b) => a === b,
    ({ component, given, typed }) => this.of(component.tree(), given, typed),
  )

  constructor(question: Question) {
    this.#question = question
  }

  /**
   * The levels that a tree may have.
   *
   * @param given - The levels of arguments. A parameter that is missing here is unknown.
   * @param typed - True if TypeScript checks text in it.
   */
  of(tree: Tree, given: Given = NONE, typed = false): Levels {
    switch (tree.kind) {
      case 'nothing':
        return EMPTY
      case 'unknown':
        return this.#question.unknown
      case 'text':
        return this.#question.text(tree, typed)
      case 'element':
        return this.#question.element(tree)
      case 'sequence': {
        let levels = EMPTY
        for (const item of tree.items) levels = highest(levels, this.of(item, given, typed))
        return levels
      }
      case 'alternative': {
        let levels = 0
        for (const option of tree.options) levels |= this.of(option, given, typed)
        return levels
      }
      case 'many':
        return EMPTY | this.of(tree.item, given, typed)
      case 'named':
        return this.of(tree.tree, given, typed)
      case 'parameter': {
        const key = parameterKey(tree.owner, tree.path)
        if (!given.has(key)) return this.#question.unknown
        const levels = given.get(key)
        const otherwise = () => (tree.otherwise ? this.of(tree.otherwise, given, typed) : EMPTY)
        return levels === undefined
          ? otherwise()
          : levels & EMPTY && tree.otherwise
            ? levels | otherwise()
            : levels
      }
      case 'use':
        return this.use(tree, given, typed)
    }
  }

  /**
   * The levels of a component's output.
   *
   * @param change - Changes the levels of its arguments.
   */
  use(
    { of: component, args, tag }: ComponentUse,
    given: Given,
    typed: boolean,
    change: (levels: Levels) => Levels = (levels) => levels,
  ): Levels {
    const names = parametersAtRoot(component)
    const inner = new Map<string, Levels | undefined>()
    let call = typed && !tag ? 'typed' : ''
    for (const { owner, path, key } of names) {
      if (owner !== component && !given.has(key)) continue
      const value = args && owner === component ? lookUp(args, path) : undefined
      const levels =
        owner !== component
          ? given.get(key)
          : !args
            ? this.#question.unknown
            : value && change(this.of(asTree(value), given, false))
      inner.set(key, levels)
      call += `,${key}=${levels}`
    }
    return this.#facts.of(this.#call(component, call, inner, typed && !tag))
  }

  /** Returns the same object for equal calls. */
  #call(component: Component, key: string, given: Given, typed: boolean): Invocation {
    let calls = this.#calls.get(component)
    if (!calls) this.#calls.set(component, (calls = new Map()))
    let call = calls.get(key)
    if (!call) calls.set(key, (call = { component, given, typed }))
    return call
  }
}

/** All combinations of two sets, each at the higher of two levels. */
const highest = (a: Levels, b: Levels): Levels => {
  let levels = 0
  for (let bit = 1; bit <= 8; bit <<= 1) {
    const upTo = (bit << 1) - 1
    if ((a & bit && b & upTo) || (b & bit && a & upTo)) levels |= bit
  }
  return levels
}

/** One string for a parameter, unique to its component. */
export const parameterKey = (owner: Component, path: string): string => `${owner.id}:${path}`

/** The value of a parameter among the arguments; `undefined` if it is not given. */
export const lookUp = (args: readonly Value[], path: string): Value | undefined => {
  const [index, ...names] = path.split('.')
  let value: Value | undefined = args[Number(index)]
  for (const name of names) {
    if (value === undefined) return undefined
    value = value.kind === 'object' ? value.get(name) : member(value, name)
  }
  return value
}

/** A parameter of a component. */
export interface ParameterName {
  readonly owner: Component
  readonly path: string
}

/** True if a component renders one of its arguments at its own root. */
export const passesOn = (component: Component): boolean =>
  parametersAtRoot(component).some(({ owner }) => owner === component)

const AT_ROOT = Symbol('parameters at the root')

/**
 * The parameters at the root of a component's output, also through the components it renders. Parameters inside its
 * elements do not count: they are not at its root.
 */
const parametersAtRoot = (
  component: Component,
): readonly (ParameterName & { readonly key: string })[] =>
  component.remember(AT_ROOT, () => {
    const found = new Map<string, ParameterName & { readonly key: string }>()
    const seen = new Set<Component>()
    const visit = (tree: Tree): void => {
      if (tree.kind === 'parameter') {
        const key = parameterKey(tree.owner, tree.path)
        found.set(key, { owner: tree.owner, path: tree.path, key })
      }
      if (tree.kind === 'use') {
        for (const arg of tree.args ?? []) treesIn(arg).forEach(visit)
        visitComponent(tree.of)
      }
      partsOf(tree).forEach(visit)
    }
    const visitComponent = (each: Component): void => {
      if (seen.has(each)) return
      seen.add(each)
      visit(each.tree())
    }
    visitComponent(component)
    return [...found.values()]
  })
