/** The Durable Object example in workerd, the runtime of Cloudflare Workers, without Node's compatibility flags. */
import type { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { durableObjectStore } from '../../examples/webhooks/durable-object.ts'
import { authToken, message, twilioRequest } from '../hono/twilio.ts'
import { testStore } from '../webhook/store-contract.ts'
import { startWorker } from '../workerd.ts'

let worker: Miniflare
beforeAll(async () => {
  worker = await startWorker(
    { entryPoints: ['examples/webhooks/durable-object.ts'] },
    { durableObjects: { STORE: 'StoreObject' }, bindings: { TWILIO_AUTH_TOKEN: authToken } },
  )
})
afterAll(() => worker?.dispose())

const sms = async (token: string, signedWith = authToken) => {
  const request = await twilioRequest('/sms', message, {
    headers: { 'I-Twilio-Idempotency-Token': token },
    token: signedWith,
  })
  const response = await worker.dispatchFetch(request.url, {
    method: 'POST',
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  })
  return [response.status, await response.text()]
}

let namespace: Parameters<typeof durableObjectStore>[0]
beforeAll(async () => {
  namespace = (await worker.getDurableObjectNamespace('STORE')) as unknown as typeof namespace
})

describe('the store in Durable Objects', () => {
  testStore({ connect: () => durableObjectStore(namespace) })
})

describe('on Cloudflare Workers', () => {
  test('a repeated webhook gets the first answer, even while it runs', async () => {
    const both = await Promise.all([sms('a'), sms('a')])
    expect(both).toEqual([
      [200, 'Answer 1'],
      [200, 'Answer 1'],
    ])
    expect(await sms('a')).toEqual([200, 'Answer 1'])
    expect(await sms('b')).toEqual([200, 'Answer 2'])
  })

  test('the token is the binding’s, and a forged request is refused', async () => {
    expect(await sms('c', 'f'.repeat(32))).toEqual([403, 'Forbidden'])
  })
})
