/**
 * @module
 * What may come out of a tree, asked as a question with levels: each element and text has one, a sequence has the
 * highest of its parts, and what comes out of a tree is the set of levels that are possible.
 */
import type { Component } from './component.ts'
import { Fixpoint } from './fixpoint.ts'
import { asTree, type Element, type Text, type Tree, type Use, type Value } from './tree.ts'
import { member } from './infer.ts'

/** A set of levels, one bit each; no bits mean that it never comes to an end. */
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

/** What the holes of a component stand for. `undefined` is what the caller does not give. */
export type Given = ReadonlyMap<string, Levels | undefined>

const NONE: Given = new Map()

interface Call {
  readonly component: Component
  readonly given: Given
  readonly typed: boolean
}

/** Answers one question for any tree. */
export class Outcomes {
  readonly #question: Question
  readonly #calls = new Map<string, Call>()
  readonly #keys = new WeakMap<Component, Map<string, string>>()
  readonly #facts = new Fixpoint<string, Levels>(
    0,
    (a, b) => a === b,
    (key) => {
      const { component, given, typed } = this.#calls.get(key)!
      return this.of(component.tree(), given, typed)
    },
  )

  constructor(question: Question) {
    this.#question = question
  }

  /**
   * The levels that a tree may have.
   *
   * @param given - What stands for holes. Those that are missing are unknown.
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
      case 'hole': {
        const key = holeKey(tree.owner, tree.path)
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
    { of: component, args, tag }: Use,
    given: Given,
    typed: boolean,
    change: (levels: Levels) => Levels = (levels) => levels,
  ): Levels {
    const inner = new Map<string, Levels | undefined>()
    for (const { owner, path } of holes(component)) {
      const key = holeKey(owner, path)
      if (owner !== component) {
        if (given.has(key)) inner.set(key, given.get(key))
        continue
      }
      const value = args && lookUp(args, path)
      inner.set(
        key,
        !args ? this.#question.unknown : value && change(this.of(asTree(value), given, false)),
      )
    }
    return this.#facts.of(this.#key({ component, given: inner, typed: typed && !tag }))
  }

  #key(call: Call): string {
    const { component, given, typed } = call
    const holes = [...given].map(([key, levels]) => `${key}=${levels}`).join()
    const key = `${component.id}|${typed}|${holes}`
    let known = this.#keys.get(component)
    if (!known) this.#keys.set(component, (known = new Map()))
    if (!known.has(key)) {
      known.set(key, key)
      this.#calls.set(key, call)
    }
    return key
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

/** A hole as one name. */
export const holeKey = (owner: Component, path: string): string => `${owner.id}:${path}`

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
export interface HoleName {
  readonly owner: Component
  readonly path: string
}

const HOLES = Symbol('holes')

/** The holes in what a component renders, those in what its own components render included. */
export const holes = (component: Component): readonly HoleName[] =>
  component.remember(HOLES, () => {
    const found = new Map<string, HoleName>()
    const seen = new Set<Component>()
    const visitValue = (value: Value): void => {
      if (value.kind === 'object') {
        for (const [, each] of value.written) visitValue(each())
        value.spread.forEach(visitValue)
      } else if (value.kind === 'choice') value.options.forEach(visitValue)
      else visit(asTree(value))
    }
    const visit = (tree: Tree): void => {
      switch (tree.kind) {
        case 'sequence':
          return tree.items.forEach(visit)
        case 'alternative':
          return tree.options.forEach(visit)
        case 'many':
          return visit(tree.item)
        case 'named':
          return visit(tree.tree)
        case 'element':
          return visit(tree.content())
        case 'hole':
          found.set(holeKey(tree.owner, tree.path), tree)
          return tree.otherwise && visit(tree.otherwise)
        case 'use':
          tree.args?.forEach(visitValue)
          return visitComponent(tree.of)
      }
    }
    const visitComponent = (each: Component): void => {
      if (seen.has(each)) return
      seen.add(each)
      visit(each.tree())
    }
    visitComponent(component)
    return [...found.values()]
  })
