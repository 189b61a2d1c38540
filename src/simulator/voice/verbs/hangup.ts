/**
 * @module
 * `<Hangup>`.
 * @see https://www.twilio.com/docs/voice/twiml/hangup
 */
import type { Exit } from '../engine/exit.ts'
import type { VerbRun } from '../engine/run.ts'

/**
 * As the first verb of a call it picks up, then ends the call. After verbs that do not pick up, such as `<Pause>`, the
 * call ends unanswered.
 */
export const hangup = ({ leg }: VerbRun): Exit => {
  if (leg.verbsRun > 1 && !leg.answered) leg.refuse('no-answer')
  else leg.answer()
  return { type: 'hangup' }
}
