/**
 * @module
 * `<Leave>`: the caller leaves the queue.
 * @see https://www.twilio.com/docs/voice/twiml/leave
 */
import type { Exit } from '../engine/exit.ts'
import type { VerbRun } from '../engine/run.ts'

export const leave = (verb: VerbRun): Exit | undefined => {
  if (verb.run.rules.verbs?.has('Leave')) return { type: 'leave' }
  verb.complainOf(12200, '<Leave> stands in the wait document of an <Enqueue>: this is none.')
  return undefined
}
