import { url } from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement, VoiceElements } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { childCount, exactlyOneOf, maxText, requires } from '../../rules.ts'
import { CalledPartyAttributes } from './called-party.ts'

class ClientAttributes extends CalledPartyAttributes {
  /** POST-only webhook to drive your own push notifications. */
  clientNotificationUrl? = url()
}

/** Attributes and children of <Client>. */
export interface ClientProps extends Fields<ClientAttributes> {
  children: PlainText | VoiceElements
}

/**
 * Voice SDK client to dial.
 * Text: Client identity, up to 256 characters, when no <Identity> is used.
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
 * @see https://www.twilio.com/docs/voice/twiml/client
 */
export const Client = /* @__PURE__ */ defineElement<ClientProps, VoiceElement>(
  'Client',
  ClientAttributes,
  {
    content: 'mixed',
    required: { children: true },
    missing: false,
    children: ['Identity', 'Parameter'],
    rules: [
      exactlyOneOf(['#text', 'Identity']),
      childCount(1, ['Identity']),
      requires('Parameter', 'Identity'),
      maxText(256),
    ],
  },
)
