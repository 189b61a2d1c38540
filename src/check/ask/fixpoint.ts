/**
 * @module
 * Facts that depend on each other, even in circles, as for components that render themselves: the least consistent
 * ones.
 */

/** Computes facts by key, starting each from `bottom` and repeating until nothing changes. */
export class Fixpoint<Key, Fact> {
  readonly #bottom: Fact
  readonly #equal: (a: Fact, b: Fact) => boolean
  readonly #compute: (key: Key) => Fact
  readonly #settled = new Map<Key, Fact>()
  readonly #current = new Map<Key, Fact>()
  readonly #asked = new Set<Key>()
  readonly #underWay = new Set<Key>()
  #isSolving = false
  #circular = false
  #changed = false

  constructor(bottom: Fact, equal: (a: Fact, b: Fact) => boolean, compute: (key: Key) => Fact) {
    this.#bottom = bottom
    this.#equal = equal
    this.#compute = compute
  }

  /** The fact of that key. */
  of(key: Key): Fact {
    const settled = this.#settled.get(key)
    if (settled !== undefined) return settled
    return this.#isSolving ? this.#within(key) : this.#solve(key)
  }

  #solve(key: Key): Fact {
    this.#isSolving = true
    try {
      do {
        this.#changed = false
        this.#circular = false
        this.#asked.clear()
        this.#within(key)
        // Without a circle, the first round is the last.
      } while (this.#circular && this.#changed)
      for (const [each, fact] of this.#current) this.#settled.set(each, fact)
      return this.#settled.get(key)!
    } finally {
      this.#isSolving = false
      this.#current.clear()
      this.#underWay.clear()
    }
  }

  #within(key: Key): Fact {
    const before = this.#current.get(key) ?? this.#bottom
    if (this.#asked.has(key)) {
      if (this.#underWay.has(key)) this.#circular = true
      return before
    }
    this.#asked.add(key)
    this.#underWay.add(key)
    const fact = this.#compute(key)
    this.#underWay.delete(key)
    if (!this.#equal(before, fact)) {
      this.#changed = true
      this.#current.set(key, fact)
    } else if (!this.#current.has(key)) this.#current.set(key, fact)
    return fact
  }
}
