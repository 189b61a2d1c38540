/**
 * @module
 * The arguments that a component renders at its own root, also through other components, and the facts that decide its
 * output.
 */
import {
  asTree,
  type Component,
  type ComponentUse,
  type Fact,
  NOTHING,
  parameterKey,
  partsOf,
  type Tree,
  type Value,
} from '../infer/tree.ts'
import { member } from '../infer/values.ts'
import { Fixpoint } from './fixpoint.ts'
import {
  factsFor,
  factsIn,
  holds,
  holdsFor,
  keyOf,
  type Known,
  knowing,
  MOST_FACTS,
} from './known.ts'

/** A parameter of a component. */
export interface ParameterName {
  readonly owner: Component
  readonly path: string
}

/** The parameters and facts on which the output at a component's root depends. */
interface Reads {
  readonly parameters: ReadonlyMap<string, ParameterName>
  readonly facts: ReadonlyMap<string, Fact>
}

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

/** Finds what components depend on, each once. */
export class RootReads {
  readonly #reads = new Fixpoint<Component, Reads>(
    { parameters: new Map(), facts: new Map() },
    (a, b) => a.parameters.size === b.parameters.size && a.facts.size === b.facts.size,
    (component) => this.#read(component.tree()),
  )

  /** The arguments and facts on which the root of a component depends. */
  of(component: Component): Reads {
    return this.#reads.of(component)
  }

  /** True if a component renders one of its arguments at its own root. */
  passesOn(component: Component): boolean {
    for (const { owner } of this.of(component).parameters.values())
      if (owner === component) return true
    return false
  }

  /**
   * The facts that hold in a component where it is used.
   *
   * @param known - Those that hold around it.
   */
  known({ of, args }: ComponentUse, known: Known | undefined): Known | undefined {
    let inner: Known | undefined
    for (const fact of this.of(of).facts.values()) {
      const { read } = fact
      // Another call of the function has another value.
      if (fact.isLocal && !read) continue
      const isHeld =
        read?.owner === of
          ? args && holdsFor(fact, lookUp(args, read.path), known)
          : holds(fact, known)
      if (isHeld !== undefined) inner = knowing(fact, isHeld, inner)
    }
    return inner
  }

  /** Parameters inside elements do not count: they are not at the root. */
  #read(root: Tree): Reads {
    const parameters = new Map<string, ParameterName>()
    const facts = new Map<string, Fact>()
    const addFacts = (more: readonly Fact[]): void => {
      for (const fact of more)
        if (facts.size < MOST_FACTS && !facts.has(keyOf(fact))) facts.set(keyOf(fact), fact)
    }
    const visit = (tree: Tree): void => {
      if (tree.kind === 'parameter')
        parameters.set(parameterKey(tree.owner, tree.path), { owner: tree.owner, path: tree.path })
      if (tree.kind === 'alternative' && tree.test) addFacts(factsIn(tree.test))
      if (tree.kind === 'use') visitUse(tree)
      partsOf(tree).forEach(visit)
    }
    const visitUse = ({ of, args }: ComponentUse): void => {
      const inner = this.of(of)
      for (const [key, { owner, path }] of inner.parameters)
        if (owner !== of) parameters.set(key, { owner, path })
        else if (args) visit(asTree(lookUp(args, path) ?? NOTHING))
      for (const fact of inner.facts.values()) {
        const { read } = fact
        if (read?.owner !== of) {
          // A local constant of another call may have another value.
          if (read || !fact.isLocal) addFacts([fact])
        } else if (args) addFacts(factsFor(fact, lookUp(args, read.path)))
      }
    }
    visit(root)
    return { parameters, facts }
  }
}
