/**
 * @module
 * Keeps a conversation between two webhooks: in a cookie that Twilio sends back, or in a store.
 */
import { boundedStore } from '../webhook/bounded-store.ts'
import type { Store } from '../webhook/store.ts'
import { type FlowError, mistake } from './error.ts'
import type { Fact, Saved } from './saved.ts'
import { seal, sealedLength, type Secrets, unseal } from './seal.ts'

/** The saved state, and the turn that is working on it. */
export interface Kept {
  readonly saved: Saved
  /** The claim of a turn with a final task: other turns wait until that time, in milliseconds since 1970. */
  readonly claim?: { readonly until: number; readonly by: string } | undefined
}

/** The storage of one conversation. */
export interface Keeping {
  /** Reads the state. */
  get(): Promise<Kept | undefined>
  /**
   * Writes the state, unless another process has written since the last `get` or `put`.
   *
   * @returns True if the state was written.
   */
  put(kept: Kept): Promise<boolean>
  /** True if other turns can be made to wait: a cookie cannot do that. */
  readonly claims: boolean
}

/** The most bytes of a cookie: browsers accept 4,096 with its name, and Twilio documents no other limit. */
const MAX_BYTES = 3072

/** The cookie of a conversation. */
export interface Cookie {
  readonly given: string | undefined
  readonly set: (value: string) => void
  /** The conversation that may read it. */
  readonly use: string
  readonly secrets: Secrets
  /** The facts in use: those to keep if there is no room for all. */
  readonly usedBy: (saved: Saved) => readonly Fact[]
}

/** Keeps a conversation in a cookie. Its `put` throws a {@link FlowError} if the facts in use do not fit. */
export const cookieKeeping = ({ given, set, use, secrets, usedBy }: Cookie): Keeping => ({
  claims: false,
  async get() {
    const text = given && (await unseal(given, use, secrets))
    return text ? { saved: JSON.parse(text) as Saved } : undefined
  },
  async put({ saved }) {
    let text = JSON.stringify(saved)
    // Another version of the code may use the facts that this one does not, so they are dropped only if there is no
    // room.
    if (sealedLength(text) > MAX_BYTES) text = JSON.stringify({ ...saved, facts: usedBy(saved) })
    if (sealedLength(text) > MAX_BYTES) throw tooLarge(saved, sealedLength(text))
    set(await seal(text, use, secrets))
    return true
  },
})

const tooLarge = ({ facts, who, input }: Saved, bytes: number): FlowError => {
  const all: [name: string, value: unknown][] = [
    ['the first text', who.text],
    ['the input', input],
  ]
  for (const [key, , , value] of facts) all.push([`"${key}"`, value])
  const largest = all
    .map(([name, value]) => [JSON.stringify(value ?? 0).length, name] as const)
    .toSorted(([a], [b]) => b - a)
    .slice(0, 3)
    .map(([size, name]) => `${name} (${size} characters)`)
  return mistake('keep: too large', bytes, MAX_BYTES, largest.join(', '))
}

// Twilio waits for fifteen seconds, and a turn asks the store several times.
const STORE_MS = 3000

/** Keeps a conversation in a store. */
export const storeKeeping = (store: Store, key: string, ttl: number): Keeping => {
  const { get, put } = boundedStore(store, STORE_MS)
  // `undefined` while it is unknown: a put does not return it.
  let version: string | null | undefined
  let last: string | undefined
  const read = async (): Promise<Kept | undefined> => {
    const stored = await get(key)
    version = stored?.version ?? null
    last = stored?.value
    return stored && (JSON.parse(stored.value) as Kept)
  }
  return {
    claims: true,
    get: read,
    async put(kept) {
      if (version === undefined) {
        const own = last
        await read()
        // Another turn has taken over since.
        if (last !== own) return false
      }
      const value = JSON.stringify(kept)
      const isPut = await put(key, value, { ttl, ifVersion: version ?? null })
      if (isPut) last = value
      version = undefined
      return isPut
    },
  }
}
