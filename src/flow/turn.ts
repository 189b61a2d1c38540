/**
 * @module
 * One turn for real: what is kept is fetched, the engine asked, what is to be done is done, and the rest kept again.
 */
import { advance, type Event, type Outcome, type Task } from './advance.ts'
import type { Keeping, Kept } from './keeping.ts'
import type { Definition } from './replay.ts'

/** What a turn stands on, beside the flow. */
export interface Surroundings {
  readonly keeping: Keeping
  /** Seconds after which a conversation is too old to go on. */
  readonly ttl: number
}

// Twilio gives up after fifteen seconds: a turn that is older than that has died.
const CLAIM_MS = 15_000
const POLL_MS = 100
const WAIT_MS = 10_000
const MOST_RACES = 20

/**
 * Takes a conversation one turn on, tasks and all.
 *
 * @param definition - The flow.
 * @param event - What came in.
 * @param surroundings - Where the conversation is kept.
 * @returns What came of it; nothing where there was no conversation to take on; `busy` where another turn is still at it.
 * @throws Whatever keeping it throws.
 */
export const takeTurn = async (
  definition: Definition,
  event: Exclude<Event, { type: 'did' }>,
  { keeping, ttl }: Surroundings,
): Promise<Outcome | 'busy' | undefined> => {
  const by = crypto.randomUUID()
  const expired: Outcome['ended'][number][] = []
  let late = false
  for (let races = 0; races < MOST_RACES; races++) {
    let kept = await keeping.get()
    const givenUp = Date.now() + WAIT_MS
    while (isClaimed(kept) && Date.now() < givenUp) {
      late = true
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      kept = await keeping.get()
    }
    // Whoever has the claim is still at it: the other side hears nothing new.
    if (isClaimed(kept)) return 'busy'
    // The process that had it has died: what it knew by then is gone on with, and this is no answer to it.
    if (kept?.claim) late = true

    let saved = kept?.saved
    if (saved && event.at > saved.began + (saved.last + ttl) * 1000) {
      if (!saved.done)
        expired.push(...advance(definition, saved, { type: 'expired', at: event.at }).ended)
      saved = undefined
      late = false
    }
    if (!saved && event.type !== 'webhook') return undefined

    let outcome = advance(definition, saved, event.type === 'webhook' ? { ...event, late } : event)
    let isMine = true
    let isClaiming = false
    const claim = async () => {
      const until = Date.now() + CLAIM_MS
      return keeping.put({ saved: outcome.saved, claim: { until, by } })
    }
    while (outcome.task) {
      const { task } = outcome
      const isFinal = task.kind === 'once'
      if (isFinal && keeping.claims && !isClaiming)
        if (!(isMine = isClaiming = await claim())) break
      outcome = withEarlier(outcome, advance(definition, outcome.saved, await perform(task)))
      // What is done stays done, also where the process dies at the next step.
      if (isFinal && isClaiming && outcome.task) isMine = await claim()
      if (!isMine) break
    }
    if (isMine) {
      const same = outcome.saved === saved && !isClaiming
      if (same || (await keeping.put({ saved: outcome.saved })))
        return { ...outcome, ended: [...expired, ...outcome.ended] }
    }
    // Another turn was faster: its question is the one that is open.
    late = true
  }
  throw new Error(`The store has refused what was put ${MOST_RACES} times, one after the other.`)
}

const isClaimed = (kept: Kept | undefined): boolean =>
  kept?.claim !== undefined && kept.claim.until > Date.now()

/** Does what is to be done, and tells the engine. */
const perform = async (task: Task): Promise<Extract<Event, { type: 'did' }>> => {
  const { idempotencyKey, run } = task
  try {
    const value = await run({ idempotencyKey, signal: AbortSignal.timeout(CLAIM_MS) })
    return { type: 'did', at: Date.now(), task, value }
  } catch (error) {
    return { type: 'did', at: Date.now(), task, error, threw: true }
  }
}

/** Errors and endings add up over the runs of one turn. */
const withEarlier = (earlier: Outcome, later: Outcome): Outcome => ({
  ...later,
  ended: [...earlier.ended, ...later.ended],
  errors: [...earlier.errors, ...later.errors],
  stale: later.stale ?? earlier.stale,
})
