/**
 * @module
 * `<Hangup>`, `<Leave>`, `<Reject>` and `<Redirect>`: the ends of a document.
 */
import type { XmlElement } from '../../xml.ts'
import type { Exit, Run } from '../engine/run.ts'

/**
 * As the first verb of a call it picks up, and then ends the call. After others that did not pick up, such as `<Pause>`,
 * nobody has answered when the call ends.
 * @see https://www.twilio.com/docs/voice/twiml/hangup
 */
export const hangup = ({ leg }: Run): Exit => {
  if (leg.verbsRun > 1 && !leg.answered) leg.status = 'no-answer'
  else leg.answer()
  return { type: 'hangup' }
}

/**
 * The caller leaves the queue.
 * @see https://www.twilio.com/docs/voice/twiml/leave
 */
export const leave = (run: Run, element: XmlElement): Exit | undefined => {
  if (run.rules.verbs?.has('Leave')) return { type: 'leave' }
  run.complainOf(
    12200,
    '<Leave> stands in the wait document of an <Enqueue>: this is none.',
    element,
  )
  return undefined
}

/**
 * Refuses a call that was not picked up, without charge. Any other call it ends.
 * @see https://www.twilio.com/docs/voice/twiml/reject
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

/**
 * Another document takes over.
 * @see https://www.twilio.com/docs/voice/twiml/redirect
 */
export const redirect = (run: Run, element: XmlElement): Exit => {
  const attributes = run.attributes(element)
  return {
    type: 'goto',
    request: {
      reference: element.text.trim(),
      base: run.url,
      method: attributes.method(),
      told: run.tells(11100, element),
    },
  }
}
