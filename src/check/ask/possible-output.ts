/**
 * @module
 * The possible output of a tree, as levels: a question gives each element and text a level, a sequence has the highest
 * of its parts, and the answer is the set of levels that are possible.
 */
import { Fixpoint } from './fixpoint.ts'
import { assume, keyOfKnown, type Known, truthOf } from './known.ts'
import { lookUp, type RootReads } from './root-reads.ts'
import {
  type Alternative,
  asTree,
  type Component,
  type ComponentUse,
  type Element,
  parameterKey,
  type Text,
  type Tree,
} from '../infer/tree.ts'

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

/** The arguments and facts that are known at the place of a tree. */
export interface Circumstances {
  /** The levels of arguments; `undefined` for one that the caller leaves out. A parameter that is missing is unknown. */
  readonly given: ReadonlyMap<string, Levels | undefined>
  readonly known: Known | undefined
  /** True if TypeScript checks text there. */
  readonly typed: boolean
}

const NOTHING_GIVEN: Circumstances['given'] = new Map()

/** The circumstances outside any component. */
export const outside = (known: Known | undefined, typed = false): Circumstances => ({
  given: NOTHING_GIVEN,
  known,
  typed,
})

const NOWHERE = outside(undefined)

interface Invocation {
  readonly component: Component
  readonly where: Circumstances
}

/** Answers one question for any tree. */
export class PossibleOutput {
  readonly #question: Question
  readonly #reads: RootReads
  readonly #calls = new WeakMap<Component, Map<string, Invocation>>()
  readonly #facts = new Fixpoint<Invocation, Levels>(
    0,
    (a, b) => a === b,
    ({ component, where }) => this.of(component.tree(), where),
  )

  constructor(question: Question, reads: RootReads) {
    this.#question = question
    this.#reads = reads
  }

  /** The levels that a tree may have. */
  of(tree: Tree, where: Circumstances = NOWHERE): Levels {
    switch (tree.kind) {
      case 'nothing':
        return EMPTY
      case 'unknown':
        return this.#question.unknown
      case 'text':
        return this.#question.text(tree, where.typed)
      case 'element':
        return this.#question.element(tree)
      case 'sequence': {
        let levels = EMPTY
        for (const item of tree.items) levels = highest(levels, this.of(item, where))
        return levels
      }
      case 'alternative':
        return this.#alternative(tree, where)
      case 'many':
        return (tree.certain ? 0 : EMPTY) | this.of(tree.item, where)
      case 'named':
        return this.of(tree.tree, where)
      case 'parameter': {
        const key = parameterKey(tree.owner, tree.path)
        if (!where.given.has(key)) return this.#question.unknown
        const levels = where.given.get(key)
        const otherwise = () => (tree.otherwise ? this.of(tree.otherwise, where) : EMPTY)
        return levels === undefined
          ? otherwise()
          : levels & EMPTY && tree.otherwise
            ? levels | otherwise()
            : levels
      }
      case 'use':
        return this.use(tree, where)
    }
  }

  /**
   * The levels of a component's output.
   *
   * @param change - Changes the levels of its arguments.
   */
  use(
    use: ComponentUse,
    where: Circumstances,
    change: (levels: Levels) => Levels = (levels) => levels,
  ): Levels {
    const { of: component, args, tag } = use
    const typed = where.typed && !tag
    const given = new Map<string, Levels | undefined>()
    let call = typed ? 'typed' : ''
    for (const [key, { owner, path }] of this.#reads.of(component).parameters) {
      if (owner !== component && !where.given.has(key)) continue
      const value = args && owner === component ? lookUp(args, path) : undefined
      const levels =
        owner !== component
          ? where.given.get(key)
          : !args
            ? this.#question.unknown
            : value && change(this.of(asTree(value), { ...where, typed: false }))
      given.set(key, levels)
      call += `,${key}=${levels}`
    }
    const known = this.#reads.known(use, where.known)
    return this.#facts.of(
      this.#call(component, `${call}|${keyOfKnown(known)}`, { given, known, typed }),
    )
  }

  #alternative(tree: Alternative, where: Circumstances): Levels {
    const { options, test } = tree
    if (test) {
      const truth = truthOf(test, where.known)
      if (truth !== undefined) return this.of(options[truth ? 0 : 1]!, where)
      return (
        this.of(options[0]!, { ...where, known: assume(test, true, where.known) }) |
        this.of(options[1]!, { ...where, known: assume(test, false, where.known) })
      )
    }
    let levels = 0
    for (const option of options) levels |= this.of(option, where)
    return levels
  }

  /** Returns the same object for equal calls. */
  #call(component: Component, key: string, where: Circumstances): Invocation {
    let calls = this.#calls.get(component)
    if (!calls) this.#calls.set(component, (calls = new Map()))
    let call = calls.get(key)
    if (!call) calls.set(key, (call = { component, where }))
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
