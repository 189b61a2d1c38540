/**
 * @module
 * Answers a webhook that Twilio sends again with its first answer.
 */
import { type BoundedStore, boundedStore, withTimeout } from './bounded-store.ts'
import { sha256 } from './hmac.ts'
import { serializeResponse, parseResponse } from './serialize-response.ts'
import type { Identity } from './identity.ts'
import type { Received } from './payload.ts'
import type { Store, Stored } from './store.ts'
import { notify } from './notify.ts'

/** Options of answering repeated webhooks. */
export interface IdempotencyOptions<Payload = Received> {
  /** The store of answers: `memoryStore()` for one process, for several processes one that they share. */
  store: Store
  /** The time for which an answer is kept, in seconds. Default 3,600. */
  ttl?: number | undefined
  /**
   * Names a webhook across all its tries, within its account and the path of the request; `undefined` to run it each
   * time. Default: `I-Twilio-Idempotency-Token`. If that is missing: a status callback's SIDs and status, a message's
   * SID and parameters; a call runs each time.
   */
  key?: ((payload: Payload) => string | undefined) | undefined
  /**
   * The duration of the claim on a webhook that is being answered, in milliseconds. It is renewed three times in that
   * time, so that only the claim of a dead process ends, and the next try takes over. Default 3,000.
   */
  lease?: number | undefined
  /** The time-out of a call of the store, in milliseconds. Default 2,000. */
  timeout?: number | undefined
  /** Called when the store fails; the webhook is answered without it. Default: `console.error`. */
  onStoreError?: ((error: unknown) => void) | undefined
}

const RUNNING = 'running '
// All tries of a webhook end within Twilio's fifteen seconds.
const WAIT_MS = 14_000
const FIRST_POLL_MS = 50
const LAST_POLL_MS = 500
const MAX_REFUSALS = 5

/**
 * Runs a handler once for all tries of one webhook. A failure is not kept: the next try runs the handler again. A
 * failure of the store is reported, and the handler runs as if there were no store.
 *
 * @param key - The key of the webhook, the same for each of its tries.
 * @param run - Makes the answer and returns it to be kept, or `undefined` for a failure.
 * @param options - The store of answers, and how long it keeps them.
 * @returns The answer of an earlier try, or 503 while that one still runs; `undefined` if `run` ran.
 */
export const answerOnce = async (
  key: string,
  run: () => Promise<Response | undefined>,
  {
    store,
    ttl = 3600,
    lease = 3000,
    timeout = 2000,
    onStoreError = logStoreError,
  }: Omit<IdempotencyOptions, 'key' | 'store'> & { store: Store | (() => Store) },
): Promise<Response | undefined> => {
  const report = (error: unknown): void => void notify(onStoreError, error)
  const open = async () => {
    const opened = boundedStore(typeof store === 'function' ? store() : store, timeout)
    return claim({ store: opened, key, lease, report })
  }
  const found = await open().catch(report)
  if (found && 'earlier' in found) return found.earlier
  let kept: string | undefined
  try {
    const answer = await run()
    if (found && answer) {
      const freezing = () => serializeResponse(answer)
      kept =
        (await withTimeout('The body of an answer', timeout, freezing).catch(report)) ?? undefined
    }
  } finally {
    await found?.settle(kept, ttl).catch(report)
  }
  return undefined
}

/** Names a webhook that has no token of Twilio's. */
export type Identify = (payload: never) => Identity | undefined

/** The name of a webhook across all its tries; `undefined` if nothing distinguishes it from others. */
export const nameOf = (
  { method, url }: { method: string; url: string },
  payload: Received & { AccountSid?: string },
  key: IdempotencyOptions<never>['key'],
  identify: Identify,
): { parts: (string | null | undefined)[]; ttl?: number } | undefined => {
  const { pathname, search } = new URL(url)
  if (key) {
    const own: unknown = key(payload as never)
    if (own === undefined || own === '') return undefined
    if (typeof own !== 'string')
      throw new TypeError(
        `The key of idempotency gave ${typeof own === 'object' ? 'an' : 'a'} ${typeof own}: give a text that names the webhook, or undefined.`,
      )

    return { parts: ['own', payload.AccountSid, pathname, own] }
  }
  const place = [method, payload.AccountSid, pathname + search]
  const token = payload.idempotencyToken
  if (token) {
    const { params } = payload
    // The token is in an unsigned header. Together with the call's or message's SID, it cannot be used to get another
    // one's answer.
    const sid = params.get('CallSid') ?? params.get('MessageSid') ?? params.get('SmsSid')
    return { parts: ['token', ...place, sid, token] }
  }
  const identity = identify(payload as never)
  return identity && { parts: ['identity', ...place, identity.name], ttl: identity.ttl }
}

/** The key of a name in parts. A hash, since a store may refuse long keys, and should not show what a URL contains. */
export const keyOf = async (...parts: (string | null | undefined)[]): Promise<string> =>
  `twimlx:${await sha256(JSON.stringify(parts.map((part) => part ?? null)))}`

/** The place of one webhook's answer in the store. */
interface AnswerSlot {
  store: BoundedStore
  key: string
  lease: number
  report: (error: unknown) => void
}

/** Claims the key, or waits for the answer of the process that holds it. */
const claim = async (slot: AnswerSlot): Promise<Claim | { earlier: Response }> => {
  const { store, key, lease, report } = slot
  const own = `${RUNNING}${crypto.randomUUID()}`
  const givenUp = Date.now() + WAIT_MS
  let known: Stored | undefined
  let knownSince = Date.now()
  let refusals = 0
  for (let poll = FIRST_POLL_MS; ; poll = Math.min(2 * poll, LAST_POLL_MS)) {
    // A renewed claim changes its version. So neither the clock of another process, nor a `ttl` that a store rounds up,
    // keeps the claim of a dead process alive.
    const isFree = !known?.value.startsWith(RUNNING) || Date.now() - knownSince >= lease
    const now = Date.now()
    if (isFree) {
      const condition = { ttl: lease / 1000, ifVersion: known?.version ?? null }
      if (await store.put(key, own, condition)) return keepClaim(slot, own, now)
    }
    refusals = isFree ? refusals + 1 : 0
    if (refusals > MAX_REFUSALS)
      throw new Error(
        'put() of a store returns false although the stored version is `ifVersion`: it must return true once the value is stored.',
      )

    const stored = await store.get(key)
    if (stored?.version !== known?.version) knownSince = Date.now()
    known = stored
    if (known) {
      const answer = parseResponse(known.value)
      if (answer) return { earlier: answer }
      if (!known.value.startsWith(RUNNING))
        report(
          new Error(`The value that the store has under ${key} is not an answer, and is replaced.`),
        )
    }
    if (Date.now() >= givenUp) return { earlier: stillRunning() }

    await new Promise((resolve) => setTimeout(resolve, poll))
  }
}

/** A key that this process holds. */
interface Claim {
  /** Keeps the answer for `ttl` seconds, or frees the key if there is none. */
  settle(answer: string | undefined, ttl: number): Promise<void>
}

/** Renews a claim until it is settled. */
const keepClaim = (
  { store, key, lease, report }: AnswerSlot,
  own: string,
  claimedAt: number,
): Claim => {
  let heldUntil = claimedAt + lease
  let renewals = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  /** The condition under which this process may still put; `undefined` once another process holds the key. */
  const stillOwn = async (): Promise<{ ifVersion: string | null } | undefined> => {
    const stored = await store.get(key)
    if (!stored) return { ifVersion: null }
    return stored.value.startsWith(own) ? { ifVersion: stored.version } : undefined
  }
  const renew = async (): Promise<void> => {
    const now = Date.now()
    const condition = await stillOwn()
    const value = `${own} ${++renewals}`
    if (condition && (await store.put(key, value, { ttl: lease / 1000, ...condition })))
      heldUntil = now + lease
  }
  const keepRenewing = (): void => {
    timer = setTimeout(async () => {
      await renew().catch(report)
      if (timer !== undefined) keepRenewing()
    }, lease / 3)
  }
  keepRenewing()

  return {
    async settle(answer, ttl) {
      clearTimeout(timer)
      timer = undefined
      // While the claim lasts, no other process has put, so the store need not be read.
      const condition = Date.now() < heldUntil ? {} : await stillOwn()
      if (!condition) return
      if (answer === undefined) await store.delete(key)
      else await store.put(key, answer, { ttl, ...condition })
    },
  }
}

const stillRunning = (): Response =>
  new Response('The first try of this webhook is still running.', {
    status: 503,
    headers: { 'Content-Type': 'text/plain; charset=UTF-8' },
  })

const logStoreError = (error: unknown): void => {
  console.error(
    'twimlx: the store of answers failed, and the webhook is answered without it:',
    error,
  )
}
