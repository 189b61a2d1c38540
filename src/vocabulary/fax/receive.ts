import { boolean, httpMethod, oneOf, url } from '../attributes.ts'
import type { FaxElement, Fields, NoChildren } from '../children.ts'
import { defineElement } from '../define-element.ts'

class ReceiveAttributes {
  /** URL requested once the fax was received or has failed. Default: current document URL. */
  action? = url()
  /** The type of the stored file. Default: application/pdf. */
  mediaType? = oneOf('application/pdf', 'image/tiff')
  /** HTTP method used for the action request. Default: POST. */
  method? = httpMethod()
  /** The page size of the received fax. Default: letter. */
  pageSize? = oneOf('letter', 'legal', 'a4')
  /** Keeps the media in Twilio. */
  storeMedia? = boolean()
}

/** Attributes and children of <Receive>. */
export interface ReceiveProps extends Fields<ReceiveAttributes> {
  children?: NoChildren<'<Receive/>'> | undefined
}

/**
 * Accepts an incoming fax, then continues with the document of the action. A fax document without it is error 34106.
 *
 * @deprecated Programmable Fax was shut down in December 2021; kept for completeness.
 * @example
 * ```tsx
 * <Response>
 *   <Receive action="/fax-received" mediaType="application/pdf" />
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/fax/twiml/receive
 */
export const Receive = /* @__PURE__ */ defineElement<ReceiveProps, FaxElement>(
  'Receive',
  ReceiveAttributes,
  { content: 'empty', flow: 'transfers-if-action' },
)
