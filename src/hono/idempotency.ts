/** A webhook that Twilio sends again gets the answer that the first try got. */
import type { Context, Next } from 'hono'
import type { statusIdentity, StatusPayload } from '../webhook/status.ts'

/**
 * Where answers are kept. For several processes it must be one that all of them share, and `claim` must be atomic
 * there: of two that come at once, one gets the key.
 */
export interface IdempotencyStore {
  /**
   * Takes `key` if nobody has it.
   *
   * @param ttl seconds after which a claim that was never answered is free again
   * @returns `claimed` for whoever got the key, `running` while another has it, or the answer that was put
   */
  claim(key: string, ttl: number): Promise<Claim>
  /**
   * Keeps the answer of a claimed key, or frees the key where there is none to keep.
   *
   * @param ttl seconds for which the answer is kept
   */
  put(key: string, answer: string | undefined, ttl: number): Promise<void>
}

/** What became of a {@link IdempotencyStore.claim}. */
export type Claim = 'claimed' | 'running' | { answer: string }

/** How repeated webhooks are answered. */
export interface IdempotencyOptions {
  /**
   * Where answers are kept: `memoryStore()` for one process, or a function that finds the store in the request's
   * bindings (`c.env`), as on Cloudflare Workers. Write their type: `(env: Bindings) => …`.
   */
  store: IdempotencyStore | ((env: never) => IdempotencyStore)
  /** How long an answer is kept, in seconds. Default 3,600. */
  ttl?: number
}

/**
 * A store in the memory of this process. For several processes, share one: a Durable Object or Redis.
 *
 * @param maxEntries how many answers are kept at most; the oldest go first. Default 10,000
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { memoryStore, messageWebhook } from 'twimlx/hono'
 *
 * const idempotency = { store: memoryStore() }
 * const app = new Hono()
 *
 * app.post('/sms', messageWebhook({ idempotency }), (c) => c.text(`Thanks, ${c.var.webhook.From}`))
 * ```
 */
export function memoryStore(maxEntries = 10_000): IdempotencyStore {
  const entries = new Map<string, { answer?: string; expires: number }>()
  const set = (key: string, answer: string | undefined, ttl: number) => {
    entries.delete(key)
    if (entries.size >= maxEntries) entries.delete(entries.keys().next().value!)
    entries.set(key, { ...(answer !== undefined && { answer }), expires: Date.now() + ttl * 1000 })
  }
  return {
    async claim(key, ttl) {
      const entry = entries.get(key)
      if (!entry || entry.expires <= Date.now()) {
        set(key, undefined, ttl)
        return 'claimed'
      }
      return entry.answer === undefined ? 'running' : { answer: entry.answer }
    },
    async put(key, answer, ttl) {
      if (answer === undefined) entries.delete(key)
      else set(key, answer, ttl)
    },
  }
}

// Twilio gives up after fifteen seconds: a claim that is older belongs to a process that died.
const CLAIM_TTL = 20
const WAIT_MS = 14_000
const POLL_MS = 100

/**
 * Runs the handler once for all tries of one webhook. A failure is not kept: the next try runs it again.
 *
 * @param identify handed over by who has status callbacks, so that no other app loads all their kinds
 */
export async function answerOnce(
  c: Context,
  next: Next,
  { store: given, ttl = 3600 }: IdempotencyOptions,
  identify?: typeof statusIdentity,
): Promise<Response | void> {
  const key = keyOf(c, identify)
  // Never `return next()`: it gives Hono's context, which is no answer.
  if (key === undefined) return void (await next())

  const store = typeof given === 'function' ? given(c.env as never) : given
  const givenUp = Date.now() + WAIT_MS
  let claim = await store.claim(key, CLAIM_TTL)
  while (claim === 'running') {
    if (Date.now() >= givenUp) return c.text('The first try of this webhook is still running.', 503)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    claim = await store.claim(key, CLAIM_TTL)
  }
  if (claim !== 'claimed') return thaw(claim.answer)

  let answer: string | undefined
  try {
    await next()
    if (!c.finalized) c.res = c.body(null, 204)
    if (!c.error && c.res.status < 400) answer = await freeze(c.res.clone())
  } finally {
    await store.put(key, answer, ttl)
  }
}

/** Names a webhook over all its tries; `undefined` where nothing tells two of them apart. */
function keyOf(c: Context, identify?: typeof statusIdentity): string | undefined {
  const payload = c.get('webhook') as StatusPayload
  const token = payload.idempotencyToken
  const status = identify?.(payload)
  if (token === undefined && status === undefined) return undefined
  // The token is in a header, which is not signed: with the call's or message's SID, no one can answer for another.
  const sid =
    payload.params.get('CallSid') ??
    payload.params.get('MessageSid') ??
    payload.params.get('SmsSid')
  const { pathname, search } = new URL(c.req.url)
  return [c.req.method, pathname + search, payload.AccountSid, sid, token, status].join(' ')
}

async function freeze(response: Response): Promise<string> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  let body = ''
  for (const byte of bytes) body += String.fromCharCode(byte)
  return JSON.stringify({
    status: response.status,
    headers: [...response.headers],
    // Base64, since an answer may be audio.
    body: btoa(body),
  })
}

function thaw(answer: string): Response {
  const { status, headers, body } = JSON.parse(answer) as {
    status: number
    headers: [string, string][]
    body: string
  }
  const bytes = Uint8Array.from(atob(body), (char) => char.charCodeAt(0))
  return new Response(bytes.length > 0 ? bytes : null, { status, headers })
}
