/**
 * @module
 * `<Hangup>`, `<Leave>`, `<Reject>` and `<Redirect>`: the ends of a document.
 */
import { dialects } from '../../vocabulary/dialects.ts'
import type { XmlElement } from '../xml.ts'
import type { Flow, Run } from './run.ts'

/**
 * A call that nobody has picked up is, before it ends.
 * @see https://www.twilio.com/docs/voice/twiml/hangup
 */
export const hangup = ({ leg }: Run): Flow => {
  leg.answer()
  return { type: 'hangup' }
}

/**
 * The caller leaves the queue.
 * @see https://www.twilio.com/docs/voice/twiml/leave
 */
export const leave = (run: Run, element: XmlElement): Flow | undefined => {
  if (run.stage.verbs?.has('Leave')) return { type: 'leave' }
  run.complain(12200, '<Leave> stands in the wait document of an <Enqueue>: this is none.', element)
  return undefined
}

/**
 * As the first verb of a document, it refuses a call that was not picked up, without charge. "Any other response will
 * result in an answered call."
 * @see https://www.twilio.com/docs/voice/twiml/reject
 */
export const reject = (run: Run, element: XmlElement): Flow => {
  const { leg } = run
  const reason = run.attributes(element).text('reason') === 'busy' ? 'busy' : 'rejected'
  const first = element.parent?.children.find(({ name }) => dialects.voice.has(name)) === element
  if (leg.answered || leg.direction !== 'inbound' || !first) return hangup(run)
  leg.status = reason === 'busy' ? 'busy' : 'no-answer'
  leg.write({
    type: 'reject',
    reason,
    ...(leg.from.startsWith('sip:') && { sipCode: reason === 'busy' ? 486 : 404 }),
  })
  return { type: 'hangup' }
}

/**
 * Another document takes over.
 * @see https://www.twilio.com/docs/voice/twiml/redirect
 */
export const redirect = (run: Run, element: XmlElement): Flow => {
  const attributes = run.attributes(element)
  return {
    type: 'goto',
    wanted: { reference: element.text.trim(), base: run.url, method: attributes.method() },
  }
}
