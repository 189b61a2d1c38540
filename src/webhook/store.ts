/**
 * @module
 * Where what is kept between webhooks goes: answers, claims, states. One interface, whatever keeps them.
 */

/** A value that is kept. */
export interface Stored {
  value: string
  /** Changes whenever the value is put, also where the same value is put again. */
  version: string
}

/** How a {@link Store} puts a value. */
export interface PutOptions {
  /** Seconds, more than 0, after which the value is gone. */
  ttl: number
  /**
   * When the value is put. `undefined`: always. `null`: only where nothing is kept. A version: only where that one is
   * still kept.
   */
  ifVersion?: string | null | undefined
}

/**
 * Keeps texts for a while. {@link memoryStore} serves one process; several share one in Redis, a Durable Object, a
 * database: whatever can compare and put in one step. Methods may be synchronous.
 *
 * Cloudflare KV has no such step, and shows what was put up to a minute late. A store on it keeps values, but of two
 * webhooks that come at once both run.
 *
 * @example
 * ```ts
 * import type { Store } from 'twimlx/webhook'
 *
 * export const prefixed = (store: Store, prefix: string): Store => ({
 *   get: (key) => store.get(prefix + key),
 *   put: (key, value, options) => store.put(prefix + key, value, options),
 *   delete: (key) => store.delete(prefix + key),
 * })
 * ```
 */
export interface Store {
  /** What is kept under `key`; `undefined` where nothing is, or no longer. */
  get(key: string): Promise<Stored | undefined> | Stored | undefined
  /**
   * Keeps `value` under `key`, if `ifVersion` allows it. Looking and putting are one step: of two that put at once
   * under the same condition, one succeeds.
   *
   * @returns whether it was put
   */
  put(key: string, value: string, options: PutOptions): Promise<boolean> | boolean
  /** Forgets `key`. */
  delete(key: string): Promise<void> | void
}

/** What {@link memoryStore} takes. */
export interface MemoryStoreOptions {
  /** How many values are kept at most; the ones put longest ago go first. Default 10,000. */
  maxEntries?: number | undefined
  /**
   * How many bytes keys and values take at most, one for each character or, in a text with characters beyond U+00FF,
   * two. Default 33,554,432 (32 MB).
   */
  maxBytes?: number | undefined
  /** The time in milliseconds. Default `Date.now`. */
  now?: (() => number) | undefined
}

/**
 * A {@link Store} in the memory of this process.
 *
 * @param options - How much is kept, and by which clock.
 * @throws {RangeError} Where a limit is below 1. Its `put` throws one where `ttl` is not above 0, or a value alone is
 * larger than `maxBytes`.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { memoryStore, messageWebhook } from 'twimlx/hono'
 *
 * const idempotency = { store: memoryStore() }
 * const app = new Hono()
 *
 * app.post('/sms', messageWebhook({ idempotency }), (c) => c.text(`Thanks, ${c.var.webhook.From}`))
 * ```
 */
export const memoryStore = ({
  maxEntries = 10_000,
  maxBytes = 33_554_432,
  now = () => Date.now(),
}: MemoryStoreOptions = {}): Store => {
  if (!(maxEntries >= 1 && maxBytes >= 1))
    throw new RangeError('memoryStore takes a maxEntries and a maxBytes of at least 1.')

  // In the order in which they were put.
  const entries = new Map<string, Stored & { bytes: number; expires: number }>()
  let bytes = 0
  let puts = 0

  const forget = (key: string): void => {
    bytes -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }
  const current = (key: string): Stored | undefined => {
    const entry = entries.get(key)
    if (entry && entry.expires <= now()) forget(key)
    return entries.get(key)
  }
  return {
    get(key) {
      const entry = current(key)
      return entry && { value: entry.value, version: entry.version }
    },
    put(key, value, { ttl, ifVersion }) {
      if (!(ttl > 0)) throw new RangeError(`A value is kept for a ttl above 0 seconds, not ${ttl}.`)
      const size = bytesOf(key) + bytesOf(value)
      if (size > maxBytes)
        throw new RangeError(
          `The value takes ${size} bytes: raise maxBytes of memoryStore, which is ${maxBytes}.`,
        )

      if (ifVersion !== undefined && (current(key)?.version ?? null) !== ifVersion) return false
      forget(key)
      entries.set(key, { value, version: `${++puts}`, bytes: size, expires: now() + ttl * 1000 })
      bytes += size
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries && bytes <= maxBytes) break
        forget(oldest)
      }
      return true
    },
    delete: forget,
  }
}

// As JavaScript engines keep a text.
const bytesOf = (text: string): number => text.length * (/[^\0-\xff]/.test(text) ? 2 : 1)
