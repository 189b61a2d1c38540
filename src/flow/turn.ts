/**
 * @module
 * One turn with its effects: fetches the state, asks the engine, does its tasks, and keeps the new state.
 */
import { advance, type Done, type Event, type Outcome, type Task } from './advance.ts'
import { mistake } from './error.ts'
import type { Keeping, Kept } from './keeping.ts'
import type { Definition } from './replay.ts'

// Twilio gives up after fifteen seconds: a turn that is older than that has died.
const CLAIM_MS = 15_000
const POLL_MS = 100
const WAIT_MS = 10_000
const MAX_RACES = 20

/**
 * Advances a conversation by one turn, including its tasks.
 *
 * @param definition - The flow.
 * @param event - What came in.
 * @param keeping - Where the conversation is kept.
 * @param ttl - Seconds after which a conversation is too old to go on.
 * @returns What came of it; nothing where there was no conversation to take on; `busy` where another turn is still at it.
 * @throws Whatever keeping it throws.
 */
export const takeTurn = async (
  definition: Definition,
  event: Event,
  keeping: Keeping,
  ttl: number,
): Promise<Outcome | 'busy' | undefined> => {
  const by = crypto.randomUUID()
  let late = false
  for (let races = 0; races < MAX_RACES; races++) {
    let kept = await keeping.get()
    for (const givenUp = Date.now() + WAIT_MS; isClaimed(kept); kept = await keeping.get()) {
      // Whoever has the claim is still at it: the other side hears nothing new.
      if (Date.now() >= givenUp) return 'busy'
      late = true
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
    // The process that had it has died: what it knew by then is gone on with, and this is no answer to it.
    late ||= kept?.claim !== undefined

    let saved = kept?.saved
    const ended: Outcome['ended'][number][] = []
    if (saved && event.at > saved.began + (saved.last + ttl) * 1000) {
      if (!saved.done) ended.push({ how: 'expired', saved: { ...saved, done: 'expired' } })
      saved = undefined
      late = false
    }
    if (!saved && event.type !== 'webhook') return undefined

    const turn = advance(definition, saved, event.type === 'webhook' ? { ...event, late } : event)
    let isMine = true
    let isClaiming = false
    let step = turn.next()
    while (!step.done) {
      const task = step.value
      // What is done stays done, also where the process dies at the next task.
      if (keeping.claims && (isClaiming ||= task.kind === 'once'))
        isMine = await keeping.put({
          saved: task.saved,
          claim: { until: Date.now() + CLAIM_MS, by },
        })
      if (!isMine) break
      step = turn.next(await perform(task))
    }
    if (step.done) {
      const outcome = step.value
      const isSame = outcome.saved === saved && !isClaiming
      if (isSame || (await keeping.put({ saved: outcome.saved })))
        return { ...outcome, ended: [...ended, ...outcome.ended] }
    }
    // Another turn was faster: its question is the open one.
    late = true
  }
  throw mistake('store: refuses', MAX_RACES)
}

const isClaimed = (kept: Kept | undefined): boolean =>
  kept?.claim !== undefined && kept.claim.until > Date.now()

/** Does what is to be done. */
const perform = async ({ idempotencyKey, run }: Task): Promise<Done> => {
  try {
    const value = await run({ idempotencyKey, signal: AbortSignal.timeout(CLAIM_MS) })
    return { at: Date.now(), value }
  } catch (error) {
    return { at: Date.now(), error }
  }
}
