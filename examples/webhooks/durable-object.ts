/**
 * One store for a whole app on Cloudflare Workers: one Durable Object a key, which runs one request at a time.
 *
 * wrangler.toml:
 *
 *     [[durable_objects.bindings]]
 *     name = "STORE"
 *     class_name = "StoreObject"
 */
import { Hono } from 'hono'
import { messageWebhook } from 'twimlx/hono'
import type { PutOptions, Store, Stored } from 'twimlx/webhook'

type Kept = Stored & { expires: number }

interface Storage {
  get(key: 'kept'): Promise<Kept | undefined>
  put(key: 'kept', kept: Kept): Promise<void>
  deleteAll(): Promise<void>
  setAlarm(time: number): Promise<void>
}

interface Env {
  STORE: {
    idFromName(name: string): object
    get(id: object): { fetch(url: string, init?: RequestInit): Promise<Response> }
  }
}

/** The Durable Object, which keeps the value of one key. */
export class StoreObject {
  #storage: Storage

  constructor(state: { storage: Storage }) {
    this.#storage = state.storage
  }

  async fetch(request: Request): Promise<Response> {
    const body = await request.text()
    if (request.method === 'DELETE') {
      await this.#storage.deleteAll()
      return Response.json(null)
    }
    // Between this read and the write below, the runtime lets no other request in: do not await anything else there.
    const kept = await this.#storage.get('kept')
    const current = kept && kept.expires > Date.now() ? kept : undefined
    if (request.method === 'GET') return Response.json(current ?? null)

    const [value, { ttl, ifVersion }] = JSON.parse(body) as [string, PutOptions]
    if (ifVersion !== undefined && ifVersion !== (current?.version ?? null))
      return Response.json(false)

    const expires = Date.now() + ttl * 1000
    await this.#storage.put('kept', { value, version: crypto.randomUUID(), expires })
    await this.#storage.setAlarm(expires)
    return Response.json(true)
  }

  async alarm(): Promise<void> {
    await this.#storage.deleteAll()
  }
}

/** A store that uses these objects. */
export const durableObjectStore = (namespace: Env['STORE']): Store => {
  const ask = async <Answer>(key: string, init?: RequestInit): Promise<Answer> => {
    const object = namespace.get(namespace.idFromName(key))
    const response = await object.fetch('https://store/', init)
    return (await response.json()) as Answer
  }
  return {
    get: async (key) => (await ask<Stored | null>(key)) ?? undefined,
    put: (key, value, options) =>
      ask<boolean>(key, { method: 'PUT', body: JSON.stringify([value, options]) }),
    delete: (key) => ask(key, { method: 'DELETE' }),
  }
}

const app = new Hono<{ Bindings: Env }>()
let runs = 0

app.post(
  '/sms',
  messageWebhook({
    // In a Worker, bindings come with the request.
    idempotency: { store: (env: Env) => durableObjectStore(env.STORE) },
  }),
  (c) => c.text(`Answer ${++runs}`),
)

export default app
