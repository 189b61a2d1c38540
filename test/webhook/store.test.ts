/** The store in memory. */
import { memoryStore } from 'twimlx/webhook'
import { describe, expect, test } from 'vitest'
import { testStore } from './store-contract.ts'

describe('the store in memory', () => {
  const shared = memoryStore()
  testStore({ connect: () => shared })

  test('forgets a value after its time, also for conditions', () => {
    let time = 0
    const store = memoryStore({ now: () => time })
    store.put('a', 'x', { ttl: 1.5 })
    time = 1499
    expect(store.get('a')).toMatchObject({ value: 'x' })
    expect(store.put('a', 'y', { ttl: 1, ifVersion: null })).toBe(false)
    time = 1500
    expect(store.put('a', 'y', { ttl: 1, ifVersion: null })).toBe(true)
    time = 2500
    expect(store.get('a')).toBeUndefined()
  })

  test('keeps the newest if there are too many', () => {
    const store = memoryStore({ maxEntries: 2 })
    for (const key of ['a', 'b', 'a', 'c']) store.put(key, key, { ttl: 60 })
    expect(['a', 'b', 'c'].filter((key) => store.get(key))).toEqual(['a', 'c'])
  })

  test('keeps no more bytes than allowed', () => {
    const store = memoryStore({ maxBytes: 100 })
    const put = (key: string, value: string) => store.put(key, value, { ttl: 60 })
    const kept = () => ['a', 'b', 'c'].filter((key) => store.get(key))
    put('a', 'x'.repeat(49))
    put('b', 'x'.repeat(49))
    expect(kept()).toEqual(['a', 'b'])
    // Two bytes for each character, so only the last entry fits.
    put('c', 'ł'.repeat(49))
    expect(kept()).toEqual(['c'])
    put('c', 'x'.repeat(49))
    put('b', 'x'.repeat(49))
    expect(kept()).toEqual(['b', 'c'])
    store.delete('b')
    put('a', 'x'.repeat(49))
    expect(kept()).toEqual(['a', 'c'])
  })

  test('rejects invalid arguments with a sentence', () => {
    expect(() => memoryStore({ maxEntries: 0 })).toThrow(
      'a maxEntries and a maxBytes of at least 1',
    )
    expect(() => memoryStore({ maxBytes: NaN })).toThrow(
      'a maxEntries and a maxBytes of at least 1',
    )
    const store = memoryStore({ maxBytes: 10 })
    expect(() => store.put('a', 'x'.repeat(10), { ttl: 60 })).toThrow('raise maxBytes')
    expect(() => store.put('a', 'x', { ttl: 0 })).toThrow('more than 0 seconds, not 0')
    expect(store.get('a')).toBeUndefined()
  })
})
