/**
 * @module
 * Where a conversation is kept between two webhooks: in a cookie that Twilio brings back, or in a store.
 */
import { boundedStore } from '../webhook/bounded-store.ts'
import type { Store } from '../webhook/store.ts'
import { seal, type Secrets, unseal } from './cookie.ts'
import { FlowError, mistake } from './error.ts'
import type { Fact, Saved } from './saved.ts'

/** What is kept, and who is at work on it. */
export interface Kept {
  readonly saved: Saved
  /** A turn that does something final: until when others wait for it, in milliseconds since 1970. */
  readonly claim?: { readonly until: number; readonly by: string } | undefined
}

/** One conversation's place. */
export interface Keeping {
  /** What is kept. */
  get(): Promise<Kept | undefined>
  /**
   * Keeps it, unless somebody else has kept something since the last `get` or `put`.
   *
   * @returns Whether it is kept.
   */
  put(kept: Kept): Promise<boolean>
  /** Whether others can be kept waiting: a cookie claims nothing. */
  readonly claims: boolean
}

/** Most bytes of a cookie: browsers take 4,096 with its name, and Twilio says nothing else. */
const MOST_BYTES = 3072

/** Keeps a conversation in a cookie. */
export class CookieKeeping implements Keeping {
  readonly claims = false
  /** The cookie's new value, once something was kept. */
  value: string | undefined
  readonly #given: string | undefined
  readonly #use: string
  readonly #secrets: Secrets
  readonly #encrypted: boolean
  readonly #usedBy: (saved: Saved) => readonly Fact[]

  constructor(
    given: string | undefined,
    use: string,
    secrets: Secrets,
    encrypted: boolean,
    usedBy: (saved: Saved) => readonly Fact[],
  ) {
    this.#given = given
    this.#use = use
    this.#secrets = secrets
    this.#encrypted = encrypted
    this.#usedBy = usedBy
  }

  async get(): Promise<Kept | undefined> {
    const text = this.#given && (await unseal(this.#given, this.#use, this.#secrets))
    return text ? { saved: JSON.parse(text) as Saved } : undefined
  }

  /** @throws {FlowError} Where there is no room for all that is needed. */
  async put({ saved }: Kept): Promise<boolean> {
    const sealed = (saved: Saved) =>
      seal(JSON.stringify(saved), this.#use, this.#secrets, this.#encrypted)
    let value = await sealed(saved)
    // Another version of the code may want what this one does not use, but not at any price.
    if (value.length > MOST_BYTES) value = await sealed({ ...saved, facts: this.#usedBy(saved) })
    if (value.length > MOST_BYTES) throw tooLarge(saved, value.length)
    this.value = value
    return true
  }
}

const tooLarge = ({ facts, who, input }: Saved, bytes: number): FlowError => {
  const sizes = [
    ...facts.map(([key, , , value]) => [`"${key}"`, value] as const),
    ['the first text', who.text] as const,
    ['the input', input] as const,
  ]
    .map(([name, value]) => ({ name, size: JSON.stringify(value ?? null).length }))
    .toSorted((a, b) => b.size - a.size)
  const largest = sizes.slice(0, 3).map(({ name, size }) => `${name} (${size} characters)`)
  return mistake('keep: too large', bytes, MOST_BYTES, largest.join(', '))
}

/** Keeps a conversation in a store. */
export class StoreKeeping implements Keeping {
  readonly claims = true
  readonly #store: ReturnType<typeof boundedStore>
  readonly #key: string
  readonly #ttl: number
  // `undefined` while it is not known: a put does not tell it.
  #version: string | null | undefined
  #put: string | undefined

  constructor(store: Store, key: string, ttl: number) {
    this.#store = boundedStore(store, STORE_MS)
    this.#key = key
    this.#ttl = ttl
  }

  async get(): Promise<Kept | undefined> {
    const stored = await this.#store.get(this.#key)
    this.#version = stored?.version ?? null
    this.#put = stored?.value
    return stored && (JSON.parse(stored.value) as Kept)
  }

  async put(kept: Kept): Promise<boolean> {
    if (this.#version === undefined) {
      const put = this.#put
      await this.get()
      // Somebody has taken over since.
      if (this.#put !== put) return false
    }
    const value = JSON.stringify(kept)
    const isPut = await this.#store.put(this.#key, value, {
      ttl: this.#ttl,
      ifVersion: this.#version ?? null,
    })
    if (isPut) this.#put = value
    this.#version = undefined
    return isPut
  }
}

// Twilio waits for fifteen seconds, and a turn asks the store several times.
const STORE_MS = 3000
