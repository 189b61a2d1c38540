import { httpMethod, recipient, url } from './attributes.ts'
import type { Fields, PlainText, TwimlElement } from './children.ts'
import { defineElement } from './define-element.ts'
import { MAX_MESSAGE_TEXT } from './limits.ts'
import { maxText } from './rules.ts'

class SmsAttributes {
  /** URL requested for the next TwiML once the message is queued. */
  action? = url(14105)
  /** Sender: a text-capable number of the account. Default: the number that was called or texted. */
  from? = recipient(14102)
  /** HTTP method of the action request. Default: POST. */
  method? = httpMethod(14104)
  /** Webhook for the final delivery state. */
  statusCallback? = url(14105)
  /** Destination number. Default: the caller (inbound call) or the sender (inbound SMS). */
  to? = recipient(14101)
}

/** Attributes and children of <Sms>. */
export interface SmsProps extends Fields<SmsAttributes> {
  children: PlainText
}

/**
 * Sends a text message from inside a call; the original SMS reply verb of the 2008-08-01 API. With an action, Twilio
 * continues with the document of that URL and later verbs do not run; without one, the next verb runs. Text: The
 * message.
 *
 * @deprecated Deprecated: reply to texts with <Message>; from a call, send through the REST API.
 * @example
 * ```tsx
 * <Response>
 *   <Sms>The address is 12 Main Street.</Sms>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/sms
 */
export const Sms = /* @__PURE__ */ defineElement<SmsProps, TwimlElement>('Sms', SmsAttributes, {
  content: 'text',
  required: { children: true },
  flow: 'transfers-if-action',
  missing: { code: 14103, level: 'error' },
  rules: [maxText(MAX_MESSAGE_TEXT, { code: 14103 })],
})
