/**
 * @module
 * `<Sms>` in a call: sends a text message.
 * @see https://www.twilio.com/docs/voice/twiml/sms
 */
import { channelOf, normalizeNumber } from '../../address.ts'
import { resolveUrl } from '../../url.ts'
import type { VerbRun } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'

export const sms = async (verb: VerbRun): Promise<Exit | undefined> => {
  const { leg } = verb
  const { outbox } = verb.exchange
  const attributes = verb.attributes
  // Nothing is sent without a valid recipient and sender.
  const whole = verb.isUsable() && !verb.tells(14101) && !verb.tells(14102)
  const outbound = leg.direction !== 'inbound'
  const [caller, called] = outbound ? [leg.to, leg.from] : [leg.from, leg.to]
  const to = addressOf(attributes.text('to') ?? caller)
  const from = addressOf(attributes.text('from') ?? called)
  const body = verb.text
  let status = 'invalid'
  let sid: string | undefined
  if (to === undefined)
    verb.complainOf(14101, `to="${attributes.text('to') ?? caller}" is not a phone number.`)
  else if (from === undefined)
    verb.complainOf(14102, `from="${attributes.text('from') ?? called}" is not a phone number.`)
  else if (whole && body !== '') {
    const callback = attributes.text('statusCallback')
    const url = callback === undefined ? undefined : resolveUrl(callback, verb.url)
    if (typeof url === 'object') verb.complainOf(14105, url.message)
    const sending = outbox.send(
      {
        to,
        from,
        body,
        media: [],
        callbacks:
          typeof url === 'string'
            ? [{ url, method: attributes.method(), conversation: leg.conversation }]
            : [],
      },
      { url: verb.url, element: verb.element },
      leg,
    )
    sid = sending.sid
    status = sid === undefined ? 'failed' : 'sending'
  }
  return verb.next({ ...(sid !== undefined && { SmsSid: sid }), SmsStatus: status })
}

const addressOf = (written: string): string | undefined =>
  channelOf(written) === 'sms' ? normalizeNumber(written) : written.trim()
