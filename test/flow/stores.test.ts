/**
 * @module
 * Flows with real stores: files, Redis, and a Durable Object under workerd, without Node's compatibility flags.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Miniflare } from 'miniflare'
import { createStorage } from 'unstorage'
import fsLite from 'unstorage/drivers/fs-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisStore } from '../../examples/webhooks/redis-store.ts'
import { unstorageStore } from '../../examples/webhooks/unstorage-store.ts'
import { ask, choice, flow, once, say, yesNo } from 'twimlx/flow'
import { simulate } from 'twimlx/simulator'
import type { Store } from 'twimlx/webhook'
import { missing, startRedis } from '../examples/redis-server.ts'
import { startWorker } from '../workerd.ts'
import { webhooks } from './setup.ts'

const keys: string[] = []
const pizza = flow('pizza', function* () {
  const size = yield* ask('size', 'Size?', choice(['small', 'large']))
  yield* once('place', (c) => {
    keys.push(c.idempotencyKey)
    return null
  })
  yield* say(`${yield* ask('ok', `${size}. OK?`, yesNo())}`)
})

/** Two texts arrive at once in the middle of an order, each at a process of its own. */
const order = async (stores: [Store, Store]) => {
  keys.length = 0
  const [one, two] = stores.map((store) => webhooks(pizza, { store }))
  await one!.send({ MessageSid: 'SM1', Body: 'hi' })
  const both = await Promise.all([
    one!.send({ MessageSid: 'SM2', Body: 'large' }),
    two!.send({ MessageSid: 'SM3', Body: 'small' }),
  ])
  const last = await two!.send({ MessageSid: 'SM4', Body: 'yes' })
  return { both: new Set(both.map(({ words }) => words)), last: last.words, times: keys.length }
}

describe('in files', () => {
  const base = mkdtempSync(join(tmpdir(), 'twimlx-flow-'))
  afterAll(() => rmSync(base, { recursive: true, force: true }))

  test('of two texts at once one is taken, and its effect is done once', async () => {
    const store = unstorageStore(createStorage({ driver: fsLite({ base }) }))
    const { both, last, times } = await order([store, store])
    expect(both.size).toBe(1)
    expect([...both][0]).toMatch(/^(large|small)\. OK\?$/)
    expect({ last, times }).toEqual({ last: 'true', times: 1 })
  })
})

describe.skipIf(missing)('in Redis', () => {
  let server: Awaited<ReturnType<typeof startRedis>>
  const clients: Redis[] = []
  beforeAll(async () => {
    server = await startRedis()
    for (let i = 0; i < 2; i++) clients.push(new Redis(server.path))
  })
  afterAll(() => {
    for (const client of clients) client.disconnect()
    server?.stop()
  })

  test('of two texts at once one is taken, over two connections', async () => {
    const { both, last, times } = await order([redisStore(clients[0]!), redisStore(clients[1]!)])
    expect(both.size).toBe(1)
    expect({ last, times }).toEqual({ last: 'true', times: 1 })
  })
})

describe('in a Durable Object, under workerd', () => {
  let worker: Miniflare
  beforeAll(async () => {
    worker = await startWorker(
      {
        stdin: {
          contents: `
          import { Hono } from 'hono'
          import { ask, choice, flow, once, say } from 'twimlx/flow'
          import { durableObjectStore } from './examples/webhooks/durable-object.ts'
          export { StoreObject } from './examples/webhooks/durable-object.ts'
          const pizza = flow('pizza', function* () {
            const size = yield* ask('size', 'Size?', choice(['small', 'large']))
            yield* once('place', (c) => c.idempotencyKey)
            yield* say('One ' + size + '.')
          })
          export default new Hono()
            .route('/store', pizza.routes({ store: (env) => durableObjectStore(env.STORE) }))
            .route('/cookie', pizza.routes())`,
          loader: 'ts',
          resolveDir: '.',
        },
      },
      { durableObjects: { STORE: 'StoreObject' }, bindings: { TWILIO_AUTH_TOKEN: '12345' } },
    )
  })
  afterAll(() => worker?.dispose())

  test.each(['/store', '/cookie'])('%s takes an order by text and by phone', async (path) => {
    const twilio = simulate(
      async (request: Request) => {
        const answer = await worker.dispatchFetch(request.url, {
          method: request.method,
          headers: Object.fromEntries(request.headers),
          body: await request.text(),
        })
        return new Response(await answer.text(), {
          status: answer.status,
          headers: [...answer.headers],
        })
      },
      { messageUrl: path, voiceUrl: path },
    )
    const alice = twilio.phone('+14155550100')
    await alice.text('hi')
    expect((await alice.text('large')).messages[0]?.body).toBe('One large.')
    const call = await alice.call()
    await call.press('1')
    expect(call.heard).toEqual(['Size?', 'One small.'])
    expect(twilio.problems).toEqual([])
  })
})
