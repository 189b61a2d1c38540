import { required, string } from '../../attributes.ts'
import type { Fields, NoChildren, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class HeaderAttributes {
  /** The name of the header (X-… or a permitted standard header). */
  name = required(string())
  /** The value of the header. */
  value = required(string())
}

/** Attributes and children of <Header>. */
export interface HeaderProps extends Fields<HeaderAttributes> {
  children?: NoChildren<'<Header/>'> | undefined
}

/**
 * Adds one custom SIP header.
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
export const Header = /* @__PURE__ */ defineElement<HeaderProps, VoiceElement>(
  'Header',
  HeaderAttributes,
  { content: 'empty' },
)
