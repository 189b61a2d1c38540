import { url } from '../attributes.ts'
import type { Fields, MessagingElement, PlainText } from '../children.ts'
import { defineElement } from '../define-element.ts'

class MediaAttributes {}

/** Children of <Media>. */
export interface MediaProps extends Fields<MediaAttributes> {
  children: PlainText
}

/**
 * Attaches one media file. Text: The absolute or relative URL of the file.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Message>
 *     <Body>A picture says more.</Body>
 *     <Media>/media/owl.png</Media>
 *   </Message>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/messaging/twiml/message#nouns
 */
export const Media = /* @__PURE__ */ defineElement<MediaProps, MessagingElement>(
  'Media',
  MediaAttributes,
  {
    content: 'text',
    required: { children: true },
    missing: { code: 21620, level: 'error' },
    text: url(21620),
  },
)
