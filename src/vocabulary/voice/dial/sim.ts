import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class SimAttributes {}

/** Children of <Sim>. */
export interface SimProps extends Fields<SimAttributes> {
  children: PlainText
}

/**
 * Dials a Programmable Wireless SIM. Text: SIM SID or unique name.
 *
 * @deprecated Belongs to Programmable Wireless, which Twilio has given up.
 * @example
 * ```tsx
 * <Response>
 *   <Dial>
 *     <Sim>DE00000000000000000000000000000000</Sim>
 *   </Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/sim
 */
export const Sim = /* @__PURE__ */ defineElement<SimProps, VoiceElement>('Sim', SimAttributes, {
  content: 'text',
  required: { children: true },
})
