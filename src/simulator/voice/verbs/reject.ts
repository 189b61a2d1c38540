/**
 * @module
 * `<Reject>`.
 * @see https://www.twilio.com/docs/voice/twiml/reject
 */
import type { Exit } from '../engine/exit.ts'
import type { VerbRun } from '../engine/run.ts'

/** Refuses an unanswered call without charge. Ends any other call. */
export const reject = (verb: VerbRun): Exit => {
  const { leg } = verb
  const reason = verb.attributes.text('reason') === 'busy' ? 'busy' : 'rejected'
  if (leg.answered) return { type: 'hangup' }
  leg.refuse(reason === 'busy' ? 'busy' : 'no-answer')
  leg.write({
    type: 'reject',
    reason,
    ...(leg.from.startsWith('sip:') && { sipCode: reason === 'busy' ? 486 : 404 }),
  })
  return { type: 'hangup' }
}
