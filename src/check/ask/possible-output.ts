/**
 * @module
 * What may come out of a tree, asked as a question with levels: each element and text has one, a sequence has the
 * highest of its parts, and what comes out of a tree is the set of levels that are possible.
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

/** A set of levels, one bit each; 0: rendering never comes to an end. */
export type Levels = number

/** The level of what prints nothing. */
export const EMPTY: Levels = 1

/** What is asked of a tree. */
export interface Question {
  /** The level of an element, as a set of one or more. */
  element(element: Element): Levels
  /** That of text. `typed`: TypeScript sees it. */
  text(text: Text, typed: boolean): Levels
  /** What may come out of something unknown. */
  readonly unknown: Levels
}

/** What the parameters of a component stand for. `undefined` is what the caller does not give. */
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
   * @param given - What stands for parameters. Those that are missing are unknown.
   * @param typed - Whether TypeScript sees text in it.
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
   * The levels of what a component renders.
   *
   * @param change - Changes the levels of what is handed to it.
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

  /** One object for calls that are alike. */
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

/** A parameter as one name. */
export const parameterKey = (owner: Component, path: string): string => `${owner.id}:${path}`

/** A parameter's value among the arguments: `undefined` where it is not given. */
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

/** Whether a component puts something that it is given at its own root. */
export const passesOn = (component: Component): boolean =>
  parametersAtRoot(component).some(({ owner }) => owner === component)

const AT_ROOT = Symbol('parameters at the root')

/**
 * The parameters at the root of what a component renders, those at the root of what its own components render included.
 * What stands in an element of it has no part in what comes out.
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
