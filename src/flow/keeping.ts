/**
 * @module
 * Keeps a conversation between two webhooks: in a cookie that Twilio sends back, or in a store.
 */
import { boundedStore } from '../webhook/bounded-store.ts'
import type { Store } from '../webhook/store.ts'
import { type FlowError, mistake } from './error.ts'
import type { Fact, Saved } from './saved.ts'
import { seal, type Secrets, unseal } from './seal.ts'

/** The saved state, and the turn that is working on it. */
interface Kept {
  readonly saved: Saved
  /** The claim of a turn with a final task: other turns wait until that time, in milliseconds since 1970. */
  readonly until?: number
  /** The turn that claims it. */
  readonly by?: string
}

/** The storage of one conversation. */
export interface Keeping {
  /** Reads the state. */
  get(): Promise<Kept | undefined>
  /**
   * Writes the state, unless another process has written since the last `get` or `put`.
   *
   * @param used - The facts in use: those to keep if there is no room for all.
   * @returns True if the state was written.
   */
  put(kept: Kept, used?: readonly Fact[]): Promise<boolean>
  /** True if other turns can be made to wait: a cookie cannot do that. */
  readonly claims?: true
}

/**
 * Keeps a conversation in a cookie. Its `put` throws a {@link FlowError} if the facts in use do not fit.
 *
 * @param given - The cookie of the request.
 * @param set - Sets the cookie of the response.
 * @param use - The conversation that may read it.
 * @param secrets - The secrets to seal it with.
 */
export const cookieKeeping = (
  given: string | undefined,
  set: (value: string) => void,
  use: string,
  secrets: Secrets,
): Keeping => ({
  async get() {
    const text = given && (await unseal(given, use, secrets))
    return text ? { saved: JSON.parse(text) as Saved } : undefined
  },
  async put({ saved }, used) {
    // Browsers accept 4,096 with its name, and Twilio documents no other limit.
    const MAX_BYTES = 3072
    const sealed = (facts: readonly Fact[]) =>
      seal(JSON.stringify({ ...saved, facts }), use, secrets)
    let value = await sealed(saved.facts)
    // Another version of the code may use the facts that this one does not, so they are dropped only if there is no
    // room.
    if (used && value.length > MAX_BYTES) value = await sealed(used)
    if (value.length > MAX_BYTES) throw tooLarge(saved, value.length)
    set(value)
    return true
  },
})

const tooLarge = ({ facts, who, input }: Saved, bytes: number): FlowError => {
  const values: readonly Fact[] = [
    ['the first text', 'a', 0, who.text],
    ['the input', 'a', 0, input],
    ...facts,
  ]
  const largest = values
    .map(([name, , , value]) => [JSON.stringify(value ?? 0).length, name] as const)
    .toSorted(([a], [b]) => b - a)
    .slice(0, 3)
    .map(([size, name]) => `"${name}" (${size} characters)`)
  return mistake('too large', bytes, largest.join(', '))
}

/** Keeps a conversation in a store. */
export const storeKeeping = (store: Store, key: string, ttl: number): Keeping => {
  // Twilio waits for fifteen seconds, and a turn asks the store several times.
  const STORE_MS = 3000
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
      const isPut = await put(key, value, { ttl, ifVersion: version! })
      if (isPut) last = value
      version = undefined
      return isPut
    },
  }
}
