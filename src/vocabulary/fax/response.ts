import { oneOfCoded } from '../attributes.ts'
import type { FaxElement, FaxElements, Fields } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { atLeastOneOf } from '../rules.ts'

class ResponseAttributes {
  /**
   * Pins the interpreter to a named API release; error 12101 guards it.
   * @deprecated Documented only for API version 2008-08-01; leave it out.
   */
  version? = oneOfCoded(12101, '2008-08-01', '2010-04-01')
}

/** Attributes and children of <Response>. */
export interface ResponseProps extends Fields<ResponseAttributes> {
  children?: FaxElements
}

/**
 * The document of an incoming fax.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Receive action="/fax-received" />
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/fax/twiml
 */
export const Response = /* @__PURE__ */ defineElement<ResponseProps, FaxElement>(
  'Response',
  ResponseAttributes,
  {
    content: 'elements',
    children: ['Receive'],
    flow: 'continues',
    rules: [atLeastOneOf(['Receive'], { code: 34106 })],
  },
)
