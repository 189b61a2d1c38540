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
  /** URL told about delivery status; described both as a status callback and as a hand-over of control. */
  action? = url(14105)
  /**
   * Sender number or an alphanumeric sender ID of at most 11 characters. Default: the Twilio number that received
   * the message.
   */
  from? = sender(14102)
  /** HTTP verb used for the action (and status) URL request. Default: POST. */
  method? = httpMethod(14104)
  /**
   * URL told about delivery status, read instead of `action` for replies to inbound MMS and on some older
   * accounts.
   * @deprecated twilio-node JSDoc: deprecated in favor of action. Docs (2026): set BOTH statusCallback and action
   * to the same URL.
   */
  statusCallback? = url(14105)
  /** Destination address; falls back to the sender of the incoming message. Default: sender of the inbound message. */
  to? = recipient(14101)
}

/** Attributes and children of <Message>. */
export interface MessageProps extends Fields<MessageAttributes> {
  children: Mixed<MessagingElement>
}

/**
 * Sends an SMS, MMS or other-channel reply, by default to whoever wrote in.
 * Without action the next verb runs. Docs say that with action the rest of the document is unreachable and the
 * action response takes over, yet the same page describes action as a plain status callback; treat verbs after
 * <Message action> as possibly unreachable.
 * Text: Message body when no <Body> is used; under 1600 characters.
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
