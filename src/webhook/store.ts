/**
 * @module
 * Stores for everything that is kept between webhooks: answers, claims, states. One interface for any kind of storage.
 */

/**
 * A stored value.
 *
 * @example
 * ```ts
 * const stored: Stored = { value: '{"answers":{}}', version: '1' }
 * ```
 */
export interface Stored {
  value: string
  /** Changes with every put, also of an equal value. */
  version: string
}

/**
 * Options of a put.
 *
 * @example
 * ```ts
 * const options: PutOptions = { ttl: 3600, ifVersion: null }
 * ```
 */
export interface PutOptions {
  /** Seconds, more than 0, after which the value expires. */
  ttl: number
  /** The condition of the put. `undefined`: none. `null`: no value is stored. A version: that one is still stored. */
  ifVersion?: string | null | undefined
}

/**
 * Stores texts for a limited time. {@link memoryStore} serves one process; several share one in Redis, a Durable
 * Object, a database: any storage that can compare and put in one step. Methods may be synchronous.
 *
 * Cloudflare KV has no such step, and may show a put only a minute later. A store on it keeps values, but of two
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
  /** The value of `key`; `undefined` if there is none, or it has expired. */
  get(key: string): Promise<Stored | undefined> | Stored | undefined
  /**
   * Stores `value` under `key`, if `ifVersion` allows it. Comparing and putting are one step: of two simultaneous puts
   * under the same condition, one succeeds.
   *
   * @returns Whether it was put.
   */
  put(key: string, value: string, options: PutOptions): Promise<boolean> | boolean
  /** Deletes `key`. */
  delete(key: string): Promise<void> | void
}

/**
 * Options of {@link memoryStore}.
 *
 * @example
 * ```ts
 * const options: MemoryStoreOptions = { maxEntries: 1000 }
 * ```
 */
export interface MemoryStoreOptions {
  /** The most values; the ones put longest ago are dropped first. Default 10,000. */
  maxEntries?: number | undefined
  /**
   * The most bytes of keys and values, one for each character or, in a text with characters beyond U+00FF, two. Default
   * 33,554,432 (32 MB).
   */
  maxBytes?: number | undefined
  /** Returns the time in milliseconds. Default `Date.now`. */
  now?: (() => number) | undefined
}

/**
 * A {@link Store} in the memory of this process.
 *
 * @param options - The limits, and the clock.
 * @throws {RangeError} If a limit is below 1. Its `put` throws one if `ttl` is not above 0, or a value alone is larger
 * than `maxBytes`.
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

  // In the order of their puts.
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
      if (!(ttl > 0)) throw new RangeError(`ttl must be more than 0 seconds, not ${ttl}.`)
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

// The size of a text in JavaScript engines.
const bytesOf = (text: string): number => text.length * (/[^\0-\xff]/.test(text) ? 2 : 1)
