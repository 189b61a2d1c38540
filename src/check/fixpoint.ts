/**
 * @module
 * Facts that depend on each other, in circles where components render themselves: the least that is consistent.
 */

/** Computes facts by key, starting each from `bottom` and repeating until nothing changes. */
export class Fixpoint<Key, Fact> {
  readonly #bottom: Fact
  readonly #equal: (a: Fact, b: Fact) => boolean
  readonly #compute: (key: Key) => Fact
  readonly #settled = new Map<Key, Fact>()
  #current = new Map<Key, Fact>()
  #asked: Set<Key> | undefined
  #underWay = new Set<Key>()
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
    return this.#asked ? this.#within(key, this.#asked) : this.#solve(key)
  }

  #solve(key: Key): Fact {
    try {
      do {
        this.#changed = false
        this.#circular = false
        this.#asked = new Set()
        this.#within(key, this.#asked)
        // Without a circle, the first round is the last.
      } while (this.#circular && this.#changed)
      for (const [each, fact] of this.#current) this.#settled.set(each, fact)
      return this.#settled.get(key)!
    } finally {
      this.#asked = undefined
      this.#current = new Map()
      this.#underWay = new Set()
    }
  }

  #within(key: Key, asked: Set<Key>): Fact {
    const before = this.#current.get(key) ?? this.#bottom
    if (asked.has(key)) {
      if (this.#underWay.has(key)) this.#circular = true
      return before
    }
    asked.add(key)
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
