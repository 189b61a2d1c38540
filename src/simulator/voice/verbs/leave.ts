/**
 * @module
 * `<Leave>`: the caller leaves the queue.
 * @see https://www.twilio.com/docs/voice/twiml/leave
 */
import type { XmlElement } from '../../xml.ts'
import type { Exit } from '../engine/exit.ts'
import type { Run } from '../engine/run.ts'

export const leave = (run: Run, element: XmlElement): Exit | undefined => {
  if (run.rules.verbs?.has('Leave')) return { type: 'leave' }
  run.complainOf(
    12200,
    '<Leave> stands in the wait document of an <Enqueue>: this is none.',
    element,
  )
  return undefined
}
