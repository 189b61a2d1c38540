/**
 * @module
 * `<Sms>` in a call: a text message on the side.
 * @see https://www.twilio.com/docs/voice/twiml/sms
 */
import { channelOf, normalizeNumber } from '../../address.ts'
import { resolveUrl } from '../../url.ts'
import type { XmlElement } from '../../xml.ts'
import type { Run } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'

export const sms = async (run: Run, element: XmlElement): Promise<Exit | undefined> => {
  const { leg } = run
  const { outbox } = run.exchange
  const attributes = run.attributes(element)
  // Without a number that can be written to, or one that can write, nothing is sent.
  const whole = run.isUsable(element) && !run.tells(14101, element) && !run.tells(14102, element)
  const outbound = leg.direction !== 'inbound'
  const [caller, called] = outbound ? [leg.to, leg.from] : [leg.from, leg.to]
  const to = addressOf(attributes.text('to') ?? caller)
  const from = addressOf(attributes.text('from') ?? called)
  const body = element.text.trim()
  let status = 'invalid'
  let sid: string | undefined
  if (to === undefined)
    run.complainOf(14101, `to="${attributes.text('to') ?? caller}" is no phone number.`, element)
  else if (from === undefined)
    run.complainOf(
      14102,
      `from="${attributes.text('from') ?? called}" is no phone number.`,
      element,
    )
  else if (whole && body !== '') {
    const callback = attributes.text('statusCallback')
    const url = callback === undefined ? undefined : resolveUrl(callback, run.url)
    if (typeof url === 'object') run.complainOf(14105, url.message, element)
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
      { url: run.url, element },
      leg,
    )
    sid = sending.sid
    status = sid === undefined ? 'failed' : 'sending'
  }
  if (!attributes.has('action')) return undefined
  return {
    type: 'goto',
    request: run.action(attributes, {
      ...(sid !== undefined && { SmsSid: sid }),
      SmsStatus: status,
    }),
  }
}

const addressOf = (written: string): string | undefined =>
  channelOf(written) === 'sms' ? normalizeNumber(written) : written.trim()
