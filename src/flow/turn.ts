/**
 * @module
 * One turn with its effects: reads the state, runs the engine, does its tasks, and writes the new state.
 */
import { advance, type Done, type Event, type Outcome, type Task } from './advance.ts'
import { mistake } from './error.ts'
import type { Keeping, Kept } from './keeping.ts'
import type { Definition } from './replay.ts'

// Twilio gives up after fifteen seconds: an older turn has died.
const CLAIM_MS = 15_000
const POLL_MS = 100
const WAIT_MS = 10_000
const MAX_RACES = 20

/**
 * Advances a conversation by one turn, and does the tasks of that turn.
 *
 * @param definition - The flow.
 * @param event - The event.
 * @param keeping - The storage of the conversation.
 * @param ttl - Seconds after which a conversation expires.
 * @returns The outcome; undefined if there is no conversation to advance; `busy` while another turn works on it.
 * @throws Any error of `keeping`.
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
      // The other turn is still at work: the other party hears nothing new.
      if (Date.now() >= givenUp) return 'busy'
      late = true
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
    // The process that held the claim has died: this turn continues from its state, and its own input answers nothing.
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
      // Keeps the effects done so far, in case the process dies during the next task.
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

/** Does a task. */
const perform = async ({ idempotencyKey, run }: Task): Promise<Done> => {
  try {
    const value = await run({ idempotencyKey, signal: AbortSignal.timeout(CLAIM_MS) })
    return { at: Date.now(), value }
  } catch (error) {
    return { at: Date.now(), error }
  }
}
