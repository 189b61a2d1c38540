/**
 * Repeated webhooks answered once on Cloudflare Workers: one Durable Object a webhook, which runs one request at a time.
 *
 * wrangler.toml:
 *
 *     [[durable_objects.bindings]]
 *     name = "ANSWERS"
 *     class_name = "Answer"
 */
import { Hono } from 'hono'
import { type Claim, type IdempotencyStore, messageWebhook } from 'twimlx/hono'

interface Storage {
  get(key: 'answer'): Promise<{ text?: string; expires: number } | undefined>
  put(key: 'answer', value: { text?: string; expires: number }): Promise<void>
  deleteAll(): Promise<void>
  setAlarm(time: number): Promise<void>
}

interface Env {
  ANSWERS: {
    idFromName(name: string): object
    get(id: object): { fetch(url: string, init?: RequestInit): Promise<Response> }
  }
}

/** The Durable Object: what became of one webhook. */
export class Answer {
  #storage: Storage

  constructor(state: { storage: Storage }) {
    this.#storage = state.storage
  }

  // Between a read and the write after it, the runtime lets no other request in.
  async fetch(request: Request): Promise<Response> {
    const expires = Date.now() + Number(new URL(request.url).searchParams.get('ttl')) * 1000
    if (request.method === 'DELETE') {
      await this.#storage.deleteAll()
      return new Response(null, { status: 204 })
    }
    if (request.method === 'PUT') {
      await this.#keep({ text: await request.text(), expires })
      return new Response(null, { status: 204 })
    }
    const known = await this.#storage.get('answer')
    if (known && known.expires > Date.now()) {
      const claim: Claim = known.text === undefined ? 'running' : { answer: known.text }
      return Response.json(claim)
    }
    await this.#keep({ expires })
    return Response.json('claimed' satisfies Claim)
  }

  async alarm(): Promise<void> {
    await this.#storage.deleteAll()
  }

  async #keep(answer: { text?: string; expires: number }): Promise<void> {
    await this.#storage.put('answer', answer)
    await this.#storage.setAlarm(answer.expires)
  }
}

/** The store that asks it. */
export function durableObjectStore(answers: Env['ANSWERS']): IdempotencyStore {
  const ask = (key: string, ttl: number, init: RequestInit) =>
    answers.get(answers.idFromName(key)).fetch(`https://answer/?ttl=${ttl}`, init)
  return {
    // The object answers with nothing but a claim.
    claim: async (key, ttl) => (await (await ask(key, ttl, { method: 'POST' })).json()) as Claim,
    async put(key, answer, ttl) {
      await ask(
        key,
        ttl,
        answer === undefined ? { method: 'DELETE' } : { method: 'PUT', body: answer },
      )
    },
  }
}

const app = new Hono<{ Bindings: Env }>()
let runs = 0

app.post(
  '/sms',
  messageWebhook({
    // A Worker has its bindings with the request.
    idempotency: { store: (env: Env) => durableObjectStore(env.ANSWERS) },
  }),
  (c) => c.text(`Answer ${++runs}`),
)

export default app
