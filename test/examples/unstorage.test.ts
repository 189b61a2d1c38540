/** The example for `unstorage`, on drivers that keep values in different ways. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStorage } from 'unstorage'
import fsLite from 'unstorage/drivers/fs-lite'
import lru from 'unstorage/drivers/lru-cache'
import { afterAll, describe, expect, test } from 'vitest'
import { unstorageStore } from '../../examples/webhooks/unstorage-store.ts'
import { testStore } from '../webhook/store-contract.ts'

const base = mkdtempSync(join(tmpdir(), 'twimlx-unstorage-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

describe.each([
  ['memory', createStorage()],
  ['lru-cache', createStorage({ driver: lru({}) })],
  ['fs-lite', createStorage({ driver: fsLite({ base }) })],
])('the store in unstorage with %s', (_, storage) => {
  const store = unstorageStore(storage)
  testStore({ connect: () => store })

  test('forgets a value after its time', async () => {
    await store.put('brief', 'x', { ttl: 0.001 })
    await expect.poll(() => store.get('brief')).toBeUndefined()
    expect(await store.put('brief', 'y', { ttl: 60, ifVersion: null })).toBe(true)
  })
})

test('compares separately in each of two processes with one storage', async () => {
  const storage = createStorage()
  const puts = [1, 2].map((process) =>
    unstorageStore(storage).put('a', `${process}`, { ttl: 60, ifVersion: null }),
  )
  // The example's own documentation says so.
  expect(await Promise.all(puts)).toEqual([true, true])
})
