import { boolean, string } from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement, VoiceElements } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { childCount, exactlyOneOf } from '../../rules.ts'
import { CalledPartyAttributes } from './called-party.ts'

class ApplicationAttributes extends CalledPartyAttributes {
  /** Sends the `To` of the parent call instead of the app's SID. Default: false. */
  copyParentTo? = boolean()
  /** A label for the sender, passed to the app. Default: SID of the dialling account. At most 256 characters. */
  customerId? = string({ maxLength: 256 })
}

/** Attributes and children of <Application>. */
export interface ApplicationProps extends Fields<ApplicationAttributes> {
  children: PlainText | VoiceElements
}

/**
 * Dials a TwiML app, also one of another account. Text: SID of the TwiML app, in place of <ApplicationSid>.
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
export const Application = /* @__PURE__ */ defineElement<ApplicationProps, VoiceElement>(
  'Application',
  ApplicationAttributes,
  {
    content: 'mixed',
    required: { children: true },
    missing: false,
    children: ['ApplicationSid', 'Parameter'],
    rules: [exactlyOneOf(['#text', 'ApplicationSid']), childCount(1, ['ApplicationSid'])],
  },
)
