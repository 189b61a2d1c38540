import type { Fields, MessagingElement, PlainText } from '../children.ts'
import { defineElement } from '../define-element.ts'

class BodyAttributes {}

/** Children of <Body>. */
export interface BodyProps extends Fields<BodyAttributes> {
  children: PlainText
}

/**
 * The text of a message; several are concatenated into one. Text: Message text, under 1600 characters in total.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Message>
 *     <Body>Hello from TSX!</Body>
 *   </Message>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/messaging/twiml/message#nouns
 */
export const Body = /* @__PURE__ */ defineElement<BodyProps, MessagingElement>(
  'Body',
  BodyAttributes,
  { content: 'text', required: { children: true }, missing: false },
)
