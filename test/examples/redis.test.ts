/** The Redis example: emulated everywhere, and with a real server if one is installed. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Hono } from 'hono'
import { Redis } from 'ioredis'
import RedisMock from 'ioredis-mock'
import { messageWebhook } from 'twimlx/hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisStore } from '../../examples/webhooks/redis-store.ts'
import { authToken, message, send } from '../hono/twilio.ts'
import { testStore } from '../webhook/store-contract.ts'
import { missing, startRedis } from './redis-server.ts'

describe('in an emulated Redis, the store', () => {
  const connections = Array.from({ length: 4 }, () => redisStore(new RedisMock()))
  let next = 0
  testStore({ connect: () => connections[next++ % connections.length]! })
})

test.runIf(missing)('Redis itself', ({ skip }) => skip(missing))

describe.skipIf(missing)('in Redis, the store', () => {
  let server: Awaited<ReturnType<typeof startRedis>>
  const clients: Redis[] = []
  beforeAll(async () => {
    server = await startRedis()
    for (let i = 0; i < 4; i++) clients.push(new Redis(server.path))
  })
  afterAll(() => {
    for (const client of clients) client.disconnect()
    server?.stop()
  })
  let next = 0
  testStore({ connect: () => redisStore(clients[next++ % clients.length]!) })

  test('reclaims a value after its time', async () => {
    const store = redisStore(clients[0]!)
    await store.put('brief', 'x', { ttl: 0.001 })
    await expect.poll(() => store.get('brief')).toBeUndefined()
    expect(await store.put('brief', 'y', { ttl: 60, ifVersion: null })).toBe(true)
    // The key has an expiry, which Redis applies by itself.
    expect(await clients[0]!.pttl('twilio:brief')).toBeGreaterThan(0)
  })

  test('leaves the retry of a webhook to another process if the first was killed', async () => {
    const dying = ['--conditions=twimlx-source', '--import', 'tsx', 'test/examples/dying.ts']
    const { signal } = (await promisify(execFile)(process.execPath, [...dying, server.path]).catch(
      (error: { signal: string }) => error,
    )) as { signal: string }
    expect(signal).toBe('SIGKILL')
    // Expires the dead process's claim now, instead of waiting for the server's clock.
    for (const claim of await clients[0]!.keys('twilio:twimlx:*'))
      await clients[0]!.pexpire(claim, 1)

    const app = new Hono().post(
      '/sms',
      messageWebhook({ authToken, idempotency: { store: redisStore(clients[0]!) } }),
      (c) => c.text('answer'),
    )
    const retry = { headers: { 'I-Twilio-Idempotency-Token': 'dying' } }
    expect(await (await send(app, '/sms', message, retry)).text()).toBe('answer')
  })

  test('runs a handler once if tries reach several processes at once', async () => {
    const runs = new Map<string, number>()
    const apps = clients.map((client) =>
      new Hono()
        .post(
          '/sms',
          messageWebhook({ authToken, idempotency: { store: redisStore(client) } }),
          async (c) => {
            const sid = c.var.webhook.MessageSid
            const run = (runs.get(sid) ?? 0) + 1
            runs.set(sid, run)
            await Promise.resolve()
            if (sid.endsWith('7') && run === 1) throw new Error('The first try fails.')
            return c.text(`${sid} run ${run}`)
          },
        )
        .onError((_, c) => c.text('sorry', 500)),
    )
    const tries = Array.from({ length: 30 }, (_, i) =>
      apps.map((app) =>
        send(
          app,
          '/sms',
          { ...message, MessageSid: `SM${i}` },
          {
            headers: { 'I-Twilio-Idempotency-Token': `t${i}` },
          },
        ),
      ),
    )
    for (const [i, all] of tries.entries()) {
      const answers = await Promise.all((await Promise.all(all)).map((each) => each.text()))
      const isFailing = `${i}`.endsWith('7')
      expect(answers.filter((text) => text === 'sorry')).toHaveLength(isFailing ? 1 : 0)
      expect([...new Set(answers)].filter((text) => text !== 'sorry')).toEqual([
        `SM${i} run ${isFailing ? 2 : 1}`,
      ])
    }
  })
})
