/**
 * @module
 * `<Refer>`: a SIP call is handed to somebody else.
 * @see https://www.twilio.com/docs/voice/twiml/refer
 */
import type { XmlElement } from '../../xml.ts'
import type { Run } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'

export const refer = (run: Run, element: XmlElement): Exit | undefined => {
  const { leg } = run
  const attributes = run.attributes(element)
  leg.answer()
  run.isUsable(element)
  const [sip] = run.children(element)
  if (!leg.from.startsWith('sip:') && !leg.to.startsWith('sip:')) {
    run.complainOf(13801, '<Refer> needs a SIP call, and this is none.', element)
    return undefined
  }
  if (!sip) return undefined
  run.attributes(sip.element)
  run.isUsable(sip.element)
  leg.write({ type: 'refer', to: sip.element.text.trim() })
  if (!attributes.has('action')) return undefined
  return {
    type: 'goto',
    request: run.action(attributes, {
      ReferCallStatus: 'completed',
      ReferSipResponseCode: '202',
      NotifySipResponseCode: '200',
    }),
  }
}
