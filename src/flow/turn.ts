/**
 * @module
 * One turn with its effects: reads the state, runs the engine, does its tasks, and writes the new state.
 */
import { advance, type Done, type Ending, type Happening, type Outcome } from './advance.ts'
import { mistake } from './error.ts'
import { TTL } from './hosting.ts'
import type { Keeping } from './keeping.ts'
import type { FlowInside } from './options.ts'
import { tellOutcome } from './telling.ts'

/**
 * Advances a conversation by one turn, does the tasks of that turn, and tells the app of what came of it.
 *
 * @param inside - The flow.
 * @param event - The event.
 * @param keeping - The storage of the conversation.
 * @param ttl - Seconds after which a conversation expires.
 * @returns The outcome; undefined if there is no conversation to advance; `busy` while another turn works on it.
 * @throws Any error of `keeping`.
 */
export const takeTurn = async (
  inside: FlowInside,
  event: Happening,
  keeping: Keeping,
  ttl = TTL,
): Promise<Outcome | 'busy' | undefined> => {
  // Bundlers replace NODE_ENV and drop the import; elsewhere it is loaded only in development.
  if (
    typeof process === 'object' &&
    (process.env.NODE_ENV === 'development' || process.env.NODE_ENV === 'test')
  )
    inside.run ??= (await import('./development.ts')).checkedReplay
  // Twilio gives up after fifteen seconds: an older turn has died.
  const CLAIM_MS = 15_000
  const POLL_MS = 100
  const WAIT_MS = 10_000
  const MAX_RACES = 20
  const by = crypto.randomUUID()
  const at = Date.now()
  let late = false
  let races = 0
  while (races < MAX_RACES) {
    const { saved: found, until = 0 } = (await keeping.get()) ?? {}
    // A claim means another turn at work or one whose process has died: this turn waits for the one, or continues from
    // the state of the other, and its own input answers nothing.
    late ||= until > 0
    if (until > Date.now()) {
      // The other party hears nothing new.
      if (Date.now() > at + WAIT_MS) return 'busy'
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      continue
    }
    races++

    let saved = found
    const ended: Ending[] = []
    if (saved && at > saved.began + (saved.last + ttl) * 1000) {
      if (!saved.done) ended.push({ ...saved, done: 'expired' })
      saved = undefined
      late = false
    }
    // Other events are for a conversation that has not ended, and silence for one that waits for an answer.
    const { type } = event
    if (type !== 'webhook' && (!saved || saved.done || (type === 'silence' && !saved.open)))
      return undefined

    const turn = advance(inside, saved, { ...event, at, late }, ended)
    let isClaiming = false
    let step = turn.next()
    while (!step.done) {
      const { stop, saved, idempotencyKey, run } = step.value
      // Keeps the effects done so far, in case the process dies during the next task.
      if (keeping.claims && (isClaiming ||= stop === 'once')) {
        const until = Date.now() + CLAIM_MS
        if (!(await keeping.put({ saved, until, by }))) break
      }
      let done: Omit<Done, 'at'>
      try {
        done = { value: await run({ idempotencyKey, signal: AbortSignal.timeout(CLAIM_MS) }) }
      } catch (error) {
        done = { error }
      }
      step = turn.next({ at: Date.now(), ...done })
    }
    if (step.done) {
      const outcome = step.value
      const isSame = outcome.saved === saved && !isClaiming
      if (isSame || (await keeping.put({ saved: outcome.saved }, outcome.show.used))) {
        await tellOutcome(inside, outcome)
        return outcome
      }
    }
    // Another turn was faster: its question is the open one.
    late = true
  }
  throw mistake('store refuses')
}
