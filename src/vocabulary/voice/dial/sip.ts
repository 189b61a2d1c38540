import { httpMethod, string } from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement, VoiceElements } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { bareIn, exactlyOneOf } from '../../rules.ts'
import { MachineDetectionAttributes } from './machine-detection.ts'
import { sipUri } from './uri.ts'

class SipAttributes extends MachineDetectionAttributes {
  /** HTTP method used for the screening TwiML request. Default: POST. */
  override method? = httpMethod(13241)
  /** The password for SIP digest authentication. */
  password? = string({ code: 13249, minLength: 1 })
  /** The user name for SIP digest authentication. */
  username? = string({ code: 13249, minLength: 1 })
}

/** Attributes and children of <Sip>. */
export interface SipProps extends Fields<SipAttributes> {
  children: PlainText | VoiceElements
}

/**
 * Dials a SIP address; inside <Refer>, names the target of the transfer. Text: SIP URI under 255 characters; custom
 * headers in the query part, under 1024 characters.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Dial>
 *     <Sip username="admin" password="1234">
 *       sip:kate@example.com
 *     </Sip>
 *   </Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/sip
 */
export const Sip = /* @__PURE__ */ defineElement<SipProps, VoiceElement>('Sip', SipAttributes, {
  content: 'mixed',
  required: { children: true },
  missing: false,
  children: ['Uri', 'Headers'],
  rules: [exactlyOneOf(['#text', 'Uri']), bareIn('Refer', SipAttributes), ...sipUri],
})
