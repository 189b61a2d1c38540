/**
 * @module
 * A webhook that Twilio sends again gets the answer that its first try got: the Hono face.
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

/** How repeated webhooks are answered. */
export interface IdempotencyOptions<Payload = Received> extends Omit<
  IdempotencyOptionsOfStore<Payload>,
  'store'
> {
  /**
   * Where answers are kept: `memoryStore()` for one process, for several a store that all of them share. On Cloudflare
   * Workers a function that finds it in the request's bindings (`c.env`). Write their type: `(env: Bindings) => …`.
   */
  store: Store | ((env: never) => Store)
}

/**
 * Runs the handler once for all tries of one webhook.
 *
 * @param c - The context, whose `c.var.webhook` is set.
 * @param next - Runs the handler.
 * @param options - Where answers are kept, and how long.
 * @param identify - Names a webhook without a token. Handed over, so that no app loads all kinds of status callback.
 * @returns The answer of an earlier try; `undefined` where the handler ran.
 */
export const answerOnceIn = async (
  c: Context,
  next: Next,
  { store, ...options }: IdempotencyOptions<never>,
  identify: Identify = () => undefined,
): Promise<Response | undefined> => {
  const name = nameOf(c.req, c.get('webhook') as Received, options.key, identify)
  // Never `return next()`: it gives Hono's context, which is no answer.
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
