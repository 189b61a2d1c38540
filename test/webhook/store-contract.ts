/** The contract of every store, whichever way it keeps values. */
import { Hono } from 'hono'
import { type IdempotencyOptions, messageWebhook } from 'twimlx/hono'
import type { Store } from 'twimlx/webhook'
import { expect, test } from 'vitest'
import { authToken, message, send } from '../hono/twilio.ts'

const ttl = 60

/** The store to test. */
export interface StoreUnderTest {
  /** Makes stores that share their values, like those of several processes. */
  connect: () => Store
  /** True if the store compares and puts in one step. Default `true`. */
  isAtomic?: boolean
}

export const testStore = ({ connect, isAtomic = true }: StoreUnderTest): void => {
  const key = (name: string) => `${name} ${crypto.randomUUID()}`

  test('gives a stored value to every process', async () => {
    const a = key('a')
    const value = 'é\u{1F600}\0 "\n: ' + 'x'.repeat(100_000)
    expect(await connect().get(a)).toBeUndefined()
    expect(await connect().put(a, value, { ttl })).toBe(true)
    expect((await connect().get(a))?.value).toBe(value)
    expect(await connect().put(a, '', { ttl })).toBe(true)
    expect((await connect().get(a))?.value).toBe('')
  })

  test('keeps keys apart, whatever they contain', async () => {
    const id = crypto.randomUUID()
    const keys = ['a', 'a/b', 'a?b', 'a?c', 'a:b', 'a\\b', 'A', 'a ', 'ä', '$a', '../a', 'a.b']
    for (const each of keys) await connect().put(id + each, each, { ttl })
    for (const each of keys) expect((await connect().get(id + each))?.value).toBe(each)
  })

  test('forgets a deleted value, and no other', async () => {
    const [a, b] = [key('a'), key('b')]
    await connect().put(a, 'a', { ttl })
    await connect().put(b, 'b', { ttl })
    await connect().delete(a)
    await connect().delete(a)
    expect(await connect().get(a)).toBeUndefined()
    expect((await connect().get(b))?.value).toBe('b')
  })

  test('puts only if no value is kept, on request', async () => {
    const a = key('a')
    expect(await connect().put(a, 'first', { ttl, ifVersion: null })).toBe(true)
    expect(await connect().put(a, 'second', { ttl, ifVersion: null })).toBe(false)
    expect((await connect().get(a))?.value).toBe('first')
    await connect().delete(a)
    expect(await connect().put(a, 'third', { ttl, ifVersion: null })).toBe(true)
  })

  test('puts over the version that is still kept, and no other', async () => {
    const a = key('a')
    expect(await connect().put(a, 'x', { ttl, ifVersion: 'no version' })).toBe(false)
    await connect().put(a, 'x', { ttl })
    const { version } = (await connect().get(a))!
    expect((await connect().get(a))?.version).toBe(version)
    // The value is the same, its version another.
    expect(await connect().put(a, 'x', { ttl, ifVersion: version })).toBe(true)
    expect(await connect().put(a, 'y', { ttl, ifVersion: version })).toBe(false)
    expect((await connect().get(a))?.value).toBe('x')
    await connect().delete(a)
    await connect().put(a, 'z', { ttl })
    expect(await connect().put(a, 'y', { ttl, ifVersion: version })).toBe(false)
    expect(await connect().put(a, 'always', { ttl })).toBe(true)
  })

  test.runIf(isAtomic)('lets one of many put, first and over a version', async () => {
    const a = key('a')
    const race = async (ifVersion: string | null) => {
      const puts = Array.from({ length: 8 }, (_, i) => connect().put(a, `${i}`, { ttl, ifVersion }))
      const won = await Promise.all(puts)
      expect(won.filter(Boolean)).toHaveLength(1)
      expect((await connect().get(a))?.value).toBe(`${won.indexOf(true)}`)
    }
    await race(null)
    await race((await connect().get(a))!.version)
  })

  test('leaves the retry of a webhook to another process if the first died', async () => {
    const { died, death, idempotency } = dyingProcess(connect())
    const sent = { headers: { 'I-Twilio-Idempotency-Token': crypto.randomUUID() } }
    const app = (handle: () => Promise<Response>, idempotency: IdempotencyOptions) =>
      new Hono().post('/sms', messageWebhook({ authToken, idempotency }), handle)
    void send(app(death, idempotency), '/sms', message, sent)
    await died
    const living = { store: connect(), lease: 60, timeout: 60_000 }
    const retry = await send(
      app(async () => new Response('answer'), living),
      '/sms',
      message,
      sent,
    )
    expect(await retry.text()).toBe('answer')
  })
}

/** A store that a dying process uses: after `die()`, no write reaches it. */
const dyingProcess = (store: Store) => {
  let die!: () => void
  let isDead = false
  const died = new Promise<void>((resolve) => {
    die = () => {
      isDead = true
      resolve()
    }
  })
  const never = () => new Promise<never>(() => {})
  const dying: Store = {
    get: (key) => (isDead ? never() : store.get(key)),
    put: (...all) => (isDead ? never() : store.put(...all)),
    delete: (key) => (isDead ? never() : store.delete(key)),
  }
  const death = () => {
    die()
    return never()
  }
  return { died, death, idempotency: { store: dying, lease: 60, timeout: 60_000 } }
}
