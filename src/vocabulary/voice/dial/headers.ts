import type { Fields, VoiceElement, VoiceElements } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class HeadersAttributes {}

/** Children of <Headers>. */
export interface HeadersProps extends Fields<HeadersAttributes> {
  children?: VoiceElements
}

/**
 * Contains the custom SIP headers of a <Sip>.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Dial>
 *     <Sip>
 *       <Uri>sip:kate@example.com</Uri>
 *       <Headers>
 *         <Header name="X-Order" value="17" />
 *       </Headers>
 *     </Sip>
 *   </Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/sip
 */
export const Headers = /* @__PURE__ */ defineElement<HeadersProps, VoiceElement>(
  'Headers',
  HeadersAttributes,
  { content: 'elements', children: ['Header'] },
)
