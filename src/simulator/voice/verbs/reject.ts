/**
 * @module
 * `<Reject>`.
 * @see https://www.twilio.com/docs/voice/twiml/reject
 */
import type { XmlElement } from '../../xml.ts'
import type { Exit } from '../engine/exit.ts'
import type { Run } from '../engine/run.ts'

/**
 * Refuses a call that was not picked up, without charge. Any other call it ends.
 */
export const reject = (run: Run, element: XmlElement): Exit => {
  const { leg } = run
  const reason = run.attributes(element).text('reason') === 'busy' ? 'busy' : 'rejected'
  if (leg.answered) return { type: 'hangup' }
  leg.status = reason === 'busy' ? 'busy' : 'no-answer'
  leg.write({
    type: 'reject',
    reason,
    ...(leg.from.startsWith('sip:') && { sipCode: reason === 'busy' ? 486 : 404 }),
  })
  return { type: 'hangup' }
}
