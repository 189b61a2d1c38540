/**
 * @module
 * A webhook that Twilio sends again gets the answer that its first try got: the Hono face.
 */
import type { Context, Next } from 'hono'
import {
  answerOnce,
  type IdempotencyOptions as IdempotencyOptionsOfStore,
  keyOf,
} from '../webhook/idempotency.ts'
import type { Identity } from '../webhook/identity.ts'
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

/** Names a webhook that has no token of Twilio's. */
export type Identify = (payload: never) => Identity | undefined

/**
 * Runs the handler once for all tries of one webhook.
 *
 * @param c - The context, whose `c.var.webhook` is set.
 * @param next - Runs the handler.
 * @param options - Where answers are kept, and how long.
 * @param identify - Names a webhook without a token. Handed over, so that no app loads all kinds of status callback.
 * @returns the answer of an earlier try; `undefined` where the handler ran
 */
export const answerOnceIn = async (
  c: Context,
  next: Next,
  { store, ...options }: IdempotencyOptions<never>,
  identify: Identify = () => undefined,
): Promise<Response | undefined> => {
  const name = nameOf(c, options.key, identify)
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

const nameOf = (
  c: Context,
  key: IdempotencyOptions<never>['key'],
  identify: Identify,
): { parts: (string | null | undefined)[]; ttl?: number } | undefined => {
  const payload = c.get('webhook') as Received & { AccountSid?: string }
  const { pathname, search } = new URL(c.req.url)
  if (key) {
    const own: unknown = key(payload as never)
    if (own === undefined || own === '') return undefined
    if (typeof own !== 'string') {
      throw new TypeError(
        `The key of idempotency gave ${typeof own === 'object' ? 'an' : 'a'} ${typeof own}: give a text that names the webhook, or undefined.`,
      )
    }
    return { parts: ['own', payload.AccountSid, pathname, own] }
  }
  const place = [c.req.method, payload.AccountSid, pathname + search]
  const token = payload.idempotencyToken
  if (token) {
    const { params } = payload
    // The token is in a header, which is not signed: with the call's or message's SID, no one can answer for another.
    const sid = params.get('CallSid') ?? params.get('MessageSid') ?? params.get('SmsSid')
    return { parts: ['token', ...place, sid, token] }
  }
  const identity = identify(payload as never)
  return identity && { parts: ['identity', ...place, identity.name], ttl: identity.ttl }
}
