/**
 * @module
 * The places where a component puts its arguments: in an element or at its own root, always or under a condition, and
 * perhaps out of sight.
 */
import { Fixpoint } from './fixpoint.ts'
import { escapes } from './escapes.ts'
import { assume, keyOfKnown, type Known, truthOf } from './known.ts'
import { lookUp, type ParameterName, type RootReads } from './root-reads.ts'
import {
  asTree,
  type Component,
  type ComponentUse,
  type Element,
  parameterKey,
  type Tree,
  type Value,
} from '../infer/tree.ts'

/** The component's own root, surrounded by the elements around its tag. */
export const ROOT = 'root'

/** A place where a component puts an argument. */
interface Placed {
  readonly parent: Element | typeof ROOT
  /** True if the argument is put there whenever the component is rendered. */
  readonly certain: boolean
}

/** All known places. `unseen`: there may be more. */
export interface Placements {
  readonly places: readonly Placed[]
  readonly unseen: boolean
}

interface Question {
  readonly within: Component
  readonly parameter: ParameterName
  readonly known: Known | undefined
}

/** Finds placements, each once. */
export class PlacementFinder {
  readonly #reads: RootReads
  readonly #questions = new Map<string, Question>()
  readonly #facts = new Fixpoint<string, Placements>(
    { places: [], unseen: false },
    (a, b) => a.places.length === b.places.length && a.unseen === b.unseen,
    (key) => {
      const { within, parameter, known } = this.#questions.get(key)!
      const search = new Search(this, parameter)
      search.visit(within.tree(), ROOT, true, known)
      return {
        places: search.places,
        unseen:
          search.unseen ||
          (parameter.owner === within &&
            escapes(within).some((path) => covers(path, parameter.path))),
      }
    },
  )

  constructor(reads: RootReads) {
    this.#reads = reads
  }

  /**
   * The places where a component puts the value of a parameter: its own, or one of a function around it.
   *
   * @param around - The facts that hold where the component is used.
   */
  of(use: ComponentUse, parameter: ParameterName, around: Known | undefined): Placements {
    const known = this.#reads.known(use, around)
    const key = `${use.of.id}|${parameterKey(parameter.owner, parameter.path)}|${keyOfKnown(known)}`
    this.#questions.set(key, { within: use.of, parameter, known })
    return this.#facts.of(key)
  }
}

/** True if the paths are the same, or one leads to the other. */
const covers = (path: string, other: string): boolean =>
  path === other || other.startsWith(`${path}.`) || path.startsWith(`${other}.`)

class Search {
  readonly #certain = new Map<unknown, Placed>()
  readonly #possible = new Map<unknown, Placed>()
  unseen = false
  readonly #finder: PlacementFinder
  readonly #parameter: ParameterName

  constructor(finder: PlacementFinder, parameter: ParameterName) {
    this.#finder = finder
    this.#parameter = parameter
  }

  get places(): Placed[] {
    return [...this.#certain.values(), ...this.#possible.values()]
  }

  visit(tree: Tree, parent: Placed['parent'], certain: boolean, known: Known | undefined): void {
    switch (tree.kind) {
      case 'parameter':
        if (tree.owner === this.#parameter.owner && tree.path === this.#parameter.path)
          this.#add({ parent, certain })
        if (tree.otherwise) this.visit(tree.otherwise, parent, false, known)
        return
      case 'element':
        return this.visit(tree.content(), tree, certain, known)
      case 'sequence':
        for (const item of tree.items) this.visit(item, parent, certain, known)
        return
      case 'alternative': {
        const { options, test } = tree
        const truth = test && truthOf(test, known)
        if (truth !== undefined) return this.visit(options[truth ? 0 : 1]!, parent, certain, known)
        options.forEach((option, i) =>
          this.visit(option, parent, false, test ? assume(test, i === 0, known) : known),
        )
        return
      }
      case 'many':
        return this.visit(tree.item, parent, certain && tree.certain, known)
      case 'named':
        return this.visit(tree.tree, parent, certain, known)
      case 'use': {
        if (isWithin(tree.of, this.#parameter.owner))
          this.#compose(this.#finder.of(tree, this.#parameter, known), parent, certain)
        if (!tree.args) return
        for (const path of paths(tree.args, this.#parameter.path)) {
          const value = lookUp(tree.args, path)
          if (value === undefined) continue
          const inner = new Search(this.#finder, this.#parameter)
          inner.visit(asTree(value), ROOT, true, known)
          if (inner.unseen) this.unseen = true
          const { places } = inner
          if (places.length === 0) continue
          const outer = this.#finder.of(tree, { owner: tree.of, path }, known)
          for (const place of places)
            if (place.parent === ROOT) this.#compose(outer, parent, certain && place.certain)
            else
              this.#add({
                parent: place.parent,
                certain: certain && place.certain && outer.places.some((each) => each.certain),
              })
        }
      }
    }
  }

  #compose({ places, unseen }: Placements, parent: Placed['parent'], certain: boolean): void {
    if (unseen) this.unseen = true
    for (const place of places)
      this.#add({
        parent: place.parent === ROOT ? parent : place.parent,
        certain: certain && place.certain,
      })
  }

  #add(place: Placed): void {
    const places = place.certain ? this.#certain : this.#possible
    places.set(place.parent === ROOT ? ROOT : place.parent.table, place)
  }
}

/** True for a function in another one, whose parameters it can read. */
const isWithin = ({ file, code }: Component, { file: home, code: outer }: Component): boolean =>
  !!code &&
  !!outer &&
  code !== outer &&
  file === home &&
  code.node.start >= outer.node.start &&
  code.node.end <= outer.node.end

/** The paths of all arguments; of a spread object, the path that the parameter would have in it. */
const paths = (args: readonly Value[], wanted: string): Set<string> => {
  const found = new Set<string>()
  const visit = (value: Value, path: string): void => {
    if (value.kind !== 'object') {
      found.add(path)
      return
    }
    for (const [name, each] of value.written) visit(each(), `${path}.${name}`)
    if (value.spread.length > 0) {
      const rest = wanted.split('.').slice(1).join('.')
      if (rest) found.add(`${path}.${rest}`)
    }
  }
  args.forEach((arg, index) => visit(arg, String(index)))
  return found
}
