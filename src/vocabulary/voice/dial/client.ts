import { url } from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement, VoiceElements } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { childCount, exactlyOneOf, maxText, requires } from '../../rules.ts'
import { CalledPartyAttributes } from './called-party.ts'

class ClientAttributes extends CalledPartyAttributes {
  /** Webhook that sends your own push notifications; requested by POST. */
  clientNotificationUrl? = url()
}

/** Attributes and children of <Client>. */
export interface ClientProps extends Fields<ClientAttributes> {
  children: PlainText | VoiceElements
}

/**
 * Dials a client of the Voice SDK. Text: Client identity, up to 256 characters, when no <Identity> is used.
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
