import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { maxText } from '../../rules.ts'

class IdentityAttributes {}

/** Children of <Identity>. */
export interface IdentityProps extends Fields<IdentityAttributes> {
  children: PlainText
}

/**
 * Names the client to dial, for a <Client> that also has parameters. Text: Client identity, up to 256 characters.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Dial>
 *     <Client>
 *       <Identity>alice</Identity>
 *       <Parameter name="reason" value="Order 17" />
 *     </Client>
 *   </Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/client#custom-parameters
 */
export const Identity = /* @__PURE__ */ defineElement<IdentityProps, VoiceElement>(
  'Identity',
  IdentityAttributes,
  { content: 'text', required: { children: true }, rules: [maxText(256)] },
)
