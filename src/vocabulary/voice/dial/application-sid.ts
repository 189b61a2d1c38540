import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class ApplicationSidAttributes {}

/** Children of <ApplicationSid>. */
export interface ApplicationSidProps extends Fields<ApplicationSidAttributes> {
  children: PlainText
}

/**
 * Names the TwiML app to dial. Text: AP… SID.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Dial>
 *     <Application customerId="acme">
 *       <ApplicationSid>AP00000000000000000000000000000000</ApplicationSid>
 *       <Parameter name="plan" value="gold" />
 *     </Application>
 *   </Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/dial/application
 */
export const ApplicationSid = /* @__PURE__ */ defineElement<ApplicationSidProps, VoiceElement>(
  'ApplicationSid',
  ApplicationSidAttributes,
  { content: 'text', required: { children: true } },
)
