import { httpMethod, recipient, sender, url } from '../attributes.ts'
import type { Fields, MessagingElement, Mixed } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { MAX_MEDIA, MAX_MESSAGE_TEXT } from '../limits.ts'
import { childCount, maxText, rule } from '../rules.ts'

const hasContent = /* @__PURE__ */ rule(
  'at-least-one-of',
  { code: 14103 },
  ({ textLength, children }) =>
    textLength === 0 &&
    !children.some(
      ({ name, textLength, children }) =>
        name === 'Media' || (name === 'Body' && textLength + children.length > 0),
    ) &&
    'needs text or <Body> or <Media>.',
  Infinity,
)

class MessageAttributes {
  /** URL requested for the next document once the message is queued, or notified of its delivery status. */
  action? = url(14105)
  /**
   * The sender: a number, or an alphanumeric sender ID of at most 11 characters. Default: the Twilio number that
   * received the message.
   */
  from? = sender(14102)
  /** HTTP method of the request to `action` and to the status callback. Default: POST. */
  method? = httpMethod(14104)
  /**
   * URL notified of the delivery status in replies to MMS and on some older accounts, where `action` is not.
   * @deprecated Use action, or set both to the same URL.
   */
  statusCallback? = url(14105)
  /** The destination address. Default: sender of the inbound message. */
  to? = recipient(14101)
}

/** Attributes and children of <Message>. */
export interface MessageProps extends Fields<MessageAttributes> {
  children: Mixed<MessagingElement>
}

/**
 * Sends an SMS, MMS or other message, by default to the sender of the incoming one. Without action the next verb runs.
 * With action, Twilio requests the next document from it, and verbs after this one may not run; or it only notifies
 * that URL of the delivery status. Text: Message body if there is no <Body>; under 1600 characters.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Message>
 *     <Body>Here is your receipt.</Body>
 *     <Media>https://example.com/receipt.png</Media>
 *   </Message>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/messaging/twiml/message
 */
export const Message = /* @__PURE__ */ defineElement<MessageProps, MessagingElement>(
  'Message',
  MessageAttributes,
  {
    content: 'mixed',
    required: { children: true },
    missing: false,
    children: ['Body', 'Media'],
    flow: 'transfers-if-action',
    flowDisputed: true,
    rules: [
      childCount(MAX_MEDIA, ['Media'], { code: 21623 }),
      hasContent,
      maxText(MAX_MESSAGE_TEXT, { of: 'Body', code: 14103 }),
    ],
  },
)
