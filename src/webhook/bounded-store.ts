/**
 * @module
 * Guards against a store that fails: limits the time of its calls, and checks their results.
 */
import type { Store, Stored } from './store.ts'

/**
 * Wraps a store so that each call has a time-out of `timeout` milliseconds.
 *
 * @throws {Error} From each method, if the store rejects, hangs, or returns a value that no {@link Store} returns.
 */
export const boundedStore = (store: Store, timeout: number): BoundedStore => ({
  async get(key) {
    const stored = await withTimeout('The get of a store', timeout, () => store.get(key))
    // Many clients return `null` for a missing value.
    if (stored === undefined || stored === null) return undefined
    if (typeof stored.value !== 'string' || typeof stored.version !== 'string')
      throw new TypeError(
        'get() of a store must return { value, version }, two strings, or undefined.',
      )

    return stored
  },
  async put(key, value, options) {
    const isPut = await withTimeout('The put of a store', timeout, () =>
      store.put(key, value, options),
    )
    if (typeof isPut !== 'boolean')
      throw new TypeError('put() of a store must return true if the value was stored, else false.')

    return isPut
  },
  async delete(key) {
    await withTimeout('The delete of a store', timeout, () => store.delete(key))
  },
})

/** A {@link Store} whose methods are all asynchronous. */
export interface BoundedStore extends Store {
  get(key: string): Promise<Stored | undefined>
  put(...parameters: Parameters<Store['put']>): Promise<boolean>
  delete(key: string): Promise<void>
}

/** Runs `work` with a time-out of `timeout` milliseconds, and returns its result. */
export const withTimeout = async <T>(
  what: string,
  timeout: number,
  work: () => Promise<T> | T,
): Promise<T> => {
  const working = work()
  // A store in memory is not worth a timer.
  if (!isPromise(working)) return working
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what} took longer than ${timeout} ms and was given up.`))
    }, timeout)
  })
  try {
    return await Promise.race([working, late])
  } finally {
    clearTimeout(timer)
  }
}

// By shape: a promise may be of another realm.
const isPromise = <T>(value: Promise<T> | T): value is Promise<T> =>
  typeof (value as Promise<T> | undefined)?.then === 'function'
