/**
 * @module
 * `<Refer>`: hands a SIP call to another party.
 * @see https://www.twilio.com/docs/voice/twiml/refer
 */
import type { VerbRun } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'

export const refer = (verb: VerbRun): Exit | undefined => {
  const { leg } = verb
  void verb.attributes
  leg.answer()
  verb.isUsable()
  const [sip] = verb.children()
  if (!leg.from.startsWith('sip:') && !leg.to.startsWith('sip:')) {
    verb.complainOf(13801, '<Refer> needs a SIP call, and this is none.')
    return undefined
  }
  if (!sip) return undefined
  void sip.attributes
  sip.isUsable()
  leg.write({ type: 'refer', to: sip.text })
  return verb.next({
    ReferCallStatus: 'completed',
    ReferSipResponseCode: '202',
    NotifySipResponseCode: '200',
  })
}
