/** A webhook is answered even if the store of answers fails. */
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import {
  callWebhook,
  type IdempotencyOptions,
  memoryStore,
  messageWebhook,
  type Store,
} from 'twimlx/hono'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { authToken, call, message, send } from './twilio.ts'

// Apps on Node use the `Response` of this package, which validates nothing when it is made.
getRequestListener(() => new Response())

afterEach(() => void vi.useRealTimers())

const token = (value: string) => ({ headers: { 'I-Twilio-Idempotency-Token': value } })
const broken = () => Promise.reject(new Error('ECONNREFUSED'))
const hangs = () => new Promise<never>(() => {})
/** A time-out for stores that hang; a store that works is faster on any machine. */
const brief = { timeout: 100 }
const garbage = (value: unknown) => () => value as never

/** A store in memory with some methods replaced. */
const storeWith = (methods: Partial<Store>): Store => ({ ...memoryStore(), ...methods })

/** An app that counts the runs of its handler, and records the errors of its store. */
const counting = (
  store: IdempotencyOptions['store'],
  handle?: () => Promise<Response>,
  options: Partial<IdempotencyOptions> = { timeout: 60_000, lease: 60 },
) => {
  const told: string[] = []
  let runs = 0
  const idempotency: IdempotencyOptions = {
    store,
    ...options,
    onStoreError: (error) => void told.push((error as Error).message),
  }
  const app = new Hono()
    .post('/sms', messageWebhook({ authToken, idempotency }), async (c) => {
      runs++
      return handle ? handle() : c.text('answer')
    })
    .onError((error, c) => c.text(error.message, 500))
  return { app, told, runs: () => runs }
}

const kept = (value: string): Store => {
  const store = memoryStore()
  // Every key has this value until the first put.
  let isPut = false
  return {
    ...store,
    get: (key) => (isPut ? store.get(key) : { value, version: 'first' }),
    put(key, text, { ttl, ifVersion }) {
      if (!isPut && ifVersion !== 'first') return false
      return (isPut = store.put(key, text, { ttl }) as boolean)
    },
  }
}

test.each<[string, IdempotencyOptions['store'], string]>([
  ['put rejects', storeWith({ put: broken }), 'ECONNREFUSED'],
  ['put hangs', storeWith({ put: hangs }), 'The put of a store took longer than 100 ms'],
  [
    'put throws',
    storeWith({
      put() {
        throw new Error('no client')
      },
    }),
    'no client',
  ],
  ['put gives nothing', storeWith({ put: garbage(undefined) }), 'must return true'],
  ['put gives OK', storeWith({ put: garbage(Promise.resolve('OK')) }), 'must return true'],
  ['put is always refused', storeWith({ put: () => false }), 'returns false although'],
  ['get rejects', storeWith({ put: () => false, get: broken }), 'ECONNREFUSED'],
  ['get hangs', storeWith({ put: () => false, get: hangs }), 'The get of a store took longer'],
  ['get gives text', storeWith({ put: () => false, get: garbage('x') }), '{ value, version }'],
  [
    'get gives a number as version',
    storeWith({ put: () => false, get: garbage({ value: 'x', version: 1 }) }),
    '{ value, version }',
  ],
  ...[
    '',
    'garbage',
    '1',
    'null',
    '{}',
    '{"status":200}',
    '{"status":99,"headers":[],"text":""}',
    '{"status":"200","headers":[],"text":""}',
    '{"status":200,"headers":[],"text":1}',
    '{"status":204,"headers":[],"text":"x"}',
    '{"status":200,"headers":[["a b",""]],"text":""}',
  ].map(
    (value) =>
      [`what is kept is ${value || 'empty'}`, kept(value), 'is not an answer'] as [
        string,
        Store,
        string,
      ],
  ),
  [
    'what is kept is a response that none can be made of',
    kept('{"status":204,"headers":[["a b",""]],"base64":"!"}'),
    'is not an answer',
  ],
  [
    'it is not found',
    (): Store => {
      throw new TypeError('No binding STORE')
    },
    'No binding STORE',
  ],
])('if %s, the handler responds', async (_, store, reason) => {
  const { app, told, runs } = counting(store, undefined, reason.includes('longer') ? brief : {})
  const response = await send(app, '/sms', message, token('t'))
  expect([response.status, await response.text(), runs()]).toEqual([200, 'answer', 1])
  expect(told[0]).toContain(reason)
})

test.each<[string, Store['put'], string]>([
  ['rejects', broken, 'ECONNREFUSED'],
  ['hangs', hangs, 'The put of a store took longer'],
])('if the put of the response %s, the response is sent', async (_, fail, reason) => {
  const store = memoryStore()
  let puts = 0
  const failing = {
    ...store,
    put: (...all: Parameters<Store['put']>) => (puts++ ? fail : store.put)(...all),
  }
  const { app, told, runs } = counting(failing, undefined, reason.includes('longer') ? brief : {})
  const response = await send(app, '/sms', message, token('t'))
  expect([response.status, await response.text(), runs()]).toEqual([200, 'answer', 1])
  expect(told).toEqual([expect.stringContaining(reason)])
})

test('a response whose body does not end is sent, but not kept', async () => {
  const { app, told } = counting(
    memoryStore(),
    async () => new Response(new ReadableStream({})),
    brief,
  )
  expect((await send(app, '/sms', message, token('t'))).status).toBe(200)
  expect(told).toEqual([expect.stringContaining('The body of an answer took longer')])
})

test.each<[string, Store['delete']]>([
  ['rejects', broken],
  ['hangs', hangs],
])('if the handler throws and the delete %s, the app gets the cause', async (_, fail) => {
  const { app, told } = counting(
    storeWith({ delete: fail }),
    () => Promise.reject(new Error('the real cause')),
    brief,
  )
  const response = await send(app, '/sms', message, token('t'))
  expect([response.status, await response.text()]).toEqual([500, 'the real cause'])
  expect(told).toHaveLength(1)
})

test('an observer that fails changes nothing', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  const idempotency: IdempotencyOptions = {
    store: storeWith({ put: broken }),
    onStoreError() {
      throw new Error('the observer too')
    },
  }
  const app = new Hono().post('/', callWebhook({ authToken, idempotency }), (c) => c.text('answer'))
  expect(await (await send(app, '/', call, token('t'))).text()).toBe('answer')
  expect(String(error.mock.calls[0])).toContain('the observer too')
  error.mockRestore()
})

describe('a process that died between claim and response', () => {
  test('leaves the next tries to one other, even if the store keeps its claim for long', async () => {
    // Keeps values for at least a minute, like Cloudflare KV.
    const memory = memoryStore()
    const store: Store = {
      ...memory,
      put: (key, value, options) => memory.put(key, value, { ...options, ttl: 600 }),
    }
    let isDead = false
    const dying = counting(
      { ...store, get: (key) => (isDead ? hangs() : store.get(key)) },
      () => {
        isDead = true
        return hangs()
      },
      { timeout: 60_000 },
    )
    void send(dying.app, '/sms', message, token('t'))
    await vi.waitFor(() => expect(isDead).toBe(true), 50_000)
    const { app, told, runs } = counting(store)
    const retries = [1, 2, 3].map(() => send(app, '/sms', message, token('t')))
    for (const response of await Promise.all(retries))
      expect([response.status, await response.text()]).toEqual([200, 'answer'])

    expect([runs(), told]).toEqual([1, []])
  })

  test('does not count as dead while it renews its claim', async () => {
    vi.useFakeTimers()
    const store = memoryStore()
    let finish!: (response: Response) => void
    const first = counting(store, () => new Promise((resolve) => (finish = resolve)), {})
    const one = send(first.app, '/sms', message, token('t'))
    // Checking a signature takes real time.
    await vi.waitFor(() => expect(first.runs()).toBe(1), 50_000)
    const second = counting(store, undefined, {})
    const two = send(second.app, '/sms', message, token('t'))
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(2), 50_000)
    await vi.advanceTimersByTimeAsync(10_000)
    expect([first.runs(), second.runs()]).toEqual([1, 0])
    finish(new Response('the first answer'))
    await (await one).text()
    await vi.advanceTimersByTimeAsync(1000)
    expect(await (await two).text()).toBe('the first answer')
  })

  test('does not replace the response of its successor if it revives', async () => {
    const store = memoryStore()
    let wake!: (response: Response) => void
    let isStarted!: () => void
    const started = new Promise<void>((resolve) => (isStarted = resolve))
    // The event loop of the process stands still, so it renews nothing.
    const stalled: Store = {
      ...store,
      put: (key, value, options) =>
        /^running \S+ /.test(value) ? false : store.put(key, value, options),
    }
    const slow = counting(stalled, () => {
      isStarted()
      return new Promise((resolve) => (wake = resolve))
    })
    const late = send(slow.app, '/sms', message, token('t'))
    await started
    const quick = counting(store)
    expect(await (await send(quick.app, '/sms', message, token('t'))).text()).toBe('answer')
    wake(new Response('too late'))
    expect(await (await late).text()).toBe('too late')
    expect(await (await send(quick.app, '/sms', message, token('t'))).text()).toBe('answer')
    expect(quick.runs()).toBe(1)
  })
})
