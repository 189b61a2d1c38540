import { oneOfCoded } from '../attributes.ts'
import type { Fields, MessagingElement, MessagingElements } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { MAX_REPLIES } from '../limits.ts'
import { childCount } from '../rules.ts'

class ResponseAttributes {
  /**
   * Pins the interpreter to a named API release; error 12101 guards it.
   * @deprecated Documented only for API version 2008-08-01; leave it out.
   */
  version? = oneOfCoded(12101, '2008-08-01', '2010-04-01')
}

/** Attributes and children of <Response>. */
export interface ResponseProps extends Fields<ResponseAttributes> {
  children?: MessagingElements
}

/**
 * The document of a reply to a message: verbs run top to bottom. An empty one sends no reply.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Message>Thanks for writing!</Message>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/messaging/twiml
 */
export const Response = /* @__PURE__ */ defineElement<ResponseProps, MessagingElement>(
  'Response',
  ResponseAttributes,
  {
    content: 'elements',
    children: ['Message', 'Redirect', 'Sms'],
    flow: 'continues',
    nestingCode: 14110,
    rules: [childCount(MAX_REPLIES, ['Message', 'Sms'], { level: 'warning', code: 14109 })],
  },
)
