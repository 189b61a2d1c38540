import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { CalledPartyAttributes } from './called-party.ts'

class WhatsAppAttributes extends CalledPartyAttributes {}

/** Attributes and children of <WhatsApp>. */
export interface WhatsAppProps extends Fields<WhatsAppAttributes> {
  children: PlainText
}

/**
 * Calls a WhatsApp user. Text: E.164 number of the WhatsApp user.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Dial callerId="whatsapp:+14155550100">
 *     <WhatsApp>+14155550101</WhatsApp>
 *   </Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/whatsapp
 */
export const WhatsApp = /* @__PURE__ */ defineElement<WhatsAppProps, VoiceElement>(
  'WhatsApp',
  WhatsAppAttributes,
  { content: 'text', required: { children: true } },
)
