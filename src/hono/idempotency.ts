/**
 * @module
 * Answers a webhook that Twilio sends again with its first answer, in Hono.
 */
import type { Context, Next } from 'hono'
import {
  answerOnce,
  type IdempotencyOptions as IdempotencyOptionsOfStore,
  type Identify,
  keyOf,
  nameOf,
} from '../webhook/idempotency.ts'
import type { Received } from '../webhook/payload.ts'
import type { Store } from '../webhook/store.ts'

/**
 * Options of answering repeated webhooks.
 *
 * @example
 * ```ts
 * const idempotency: IdempotencyOptions = { store: memoryStore() }
 * ```
 */
export interface IdempotencyOptions<Payload = Received> extends Omit<
  IdempotencyOptionsOfStore<Payload>,
  'store'
> {
  /**
   * The store of answers: `memoryStore()` for one process, for several processes one that they share. On Cloudflare
   * Workers, a function that finds it in the request's bindings (`c.env`). Write their type: `(env: Bindings) => …`.
   */
  store: Store | ((env: never) => Store)
}

/**
 * Runs the handler once for all tries of one webhook.
 *
 * @param c - The context, whose `c.var.webhook` is set.
 * @param next - Runs the handler.
 * @param options - The store of answers, and how long it keeps them.
 * @param identify - Names a webhook without a token. A parameter, so that no app loads all kinds of status callback.
 * @returns The answer of an earlier try; `undefined` if the handler ran.
 */
export const answerOnceIn = async (
  c: Context,
  next: Next,
  { store, ...options }: IdempotencyOptions<never>,
  identify: Identify = () => undefined,
): Promise<Response | undefined> => {
  const name = nameOf(c.req, c.get('webhook') as Received, options.key, identify)
  // Not `return next()`, which resolves to Hono's context and not to an answer.
  if (!name) return void (await next())
  const run = async (): Promise<Response | undefined> => {
    await next()
    if (!c.finalized) c.res = c.body(null, 204)
    return c.error || c.res.status >= 400 ? undefined : c.res.clone()
  }
  return answerOnce(await keyOf(...name.parts), run, {
    ...options,
    ttl: Math.min(name.ttl ?? Infinity, options.ttl ?? 3600),
    store: typeof store === 'function' ? () => store(c.env as never) : store,
  })
}
