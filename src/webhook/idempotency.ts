/**
 * @module
 * A webhook that Twilio sends again gets the answer that its first try got.
 */
import { type BoundedStore, boundedStore, withTimeout } from './bounded-store.ts'
import { sha256 } from './hmac.ts'
import { serializeResponse, parseResponse } from './serialize-response.ts'
import type { Identity } from './identity.ts'
import type { Received } from './payload.ts'
import type { Store, Stored } from './store.ts'
import { notify } from './notify.ts'

/** How repeated webhooks are answered. */
export interface IdempotencyOptions<Payload = Received> {
  /** Where answers are kept: `memoryStore()` for one process, for several a store that all of them share. */
  store: Store
  /** How long an answer is kept, in seconds. Default 3,600. */
  ttl?: number | undefined
  /**
   * Names a webhook over all its tries, within its account and the path of the request; `undefined` where it is to run
   * each time. Default: `I-Twilio-Idempotency-Token`. Where that is missing: a status callback's SIDs and status, a
   * message's SID and parameters; a call runs each time.
   */
  key?: ((payload: Payload) => string | undefined) | undefined
  /**
   * How long the claim of a webhook that is being answered lasts, in milliseconds. It is renewed three times in that time,
   * so that only the claim of a process that died ends, and the next try takes its place. Default 3,000.
   */
  lease?: number | undefined
  /** How long a call of the store is waited for, in milliseconds. Default 2,000. */
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
 * Runs a handler once for all tries of one webhook. A failure is not kept: the next try runs it again. A store that
 * fails is reported, and the handler runs as if there were none.
 *
 * @param key - Names the webhook, the same for each of its tries.
 * @param run - Makes the answer and gives it to be kept, or `undefined` where it is a failure.
 * @param options - Where answers are kept, and how long.
 * @returns The answer of an earlier try, or 503 while that one still runs; `undefined` where `run` ran.
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

/** What names a webhook over all its tries; `undefined` where nothing tells two of them apart. */
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
    // The token is in a header, which is not signed: with the call's or message's SID, no one can answer for another.
    const sid = params.get('CallSid') ?? params.get('MessageSid') ?? params.get('SmsSid')
    return { parts: ['token', ...place, sid, token] }
  }
  const identity = identify(payload as never)
  return identity && { parts: ['identity', ...place, identity.name], ttl: identity.ttl }
}

/** The key of what `parts` name. A hash: a store may refuse long keys, and shows none of what a URL holds. */
export const keyOf = async (...parts: (string | null | undefined)[]): Promise<string> =>
  `twimlx:${await sha256(JSON.stringify(parts.map((part) => part ?? null)))}`

/** Where the answer of one webhook is kept. */
interface AnswerSlot {
  store: BoundedStore
  key: string
  lease: number
  report: (error: unknown) => void
}

/** Takes the key, or waits for the answer of whoever has it. */
const claim = async (slot: AnswerSlot): Promise<Claim | { earlier: Response }> => {
  const { store, key, lease, report } = slot
  const own = `${RUNNING}${crypto.randomUUID()}`
  const givenUp = Date.now() + WAIT_MS
  let known: Stored | undefined
  let knownSince = Date.now()
  let refusals = 0
  for (let poll = FIRST_POLL_MS; ; poll = Math.min(2 * poll, LAST_POLL_MS)) {
    // The version of a claim tells whether it is renewed; so no clock of another process, and no `ttl` that a store
    // rounds up, keeps the claim of a dead one alive.
    const isFree = !known?.value.startsWith(RUNNING) || Date.now() - knownSince >= lease
    const now = Date.now()
    if (isFree) {
      const condition = { ttl: lease / 1000, ifVersion: known?.version ?? null }
      if (await store.put(key, own, condition)) return keepClaim(slot, own, now)
    }
    refusals = isFree ? refusals + 1 : 0
    if (refusals > MAX_REFUSALS)
      throw new Error('The put of a store gives false though what is kept is as `ifVersion` says.')

    const stored = await store.get(key)
    if (stored?.version !== known?.version) knownSince = Date.now()
    known = stored
    if (known) {
      const answer = parseResponse(known.value)
      if (answer) return { earlier: answer }
      if (!known.value.startsWith(RUNNING))
        report(new Error(`What a store keeps under ${key} is no answer, and is replaced.`))
    }
    if (Date.now() >= givenUp) return { earlier: stillRunning() }

    await new Promise((resolve) => setTimeout(resolve, poll))
  }
}

/** A key that this process has. */
interface Claim {
  /** Keeps the answer for `ttl` seconds, or frees the key where there is none. */
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

  /** The condition under which this process may still put; `undefined` once another has the key. */
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
      // While the claim holds, nobody else has put: that needs not be looked up.
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
