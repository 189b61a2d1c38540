import { httpMethod, url } from '../attributes.ts'
import type { Fields, OneElement, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { childCount } from '../rules.ts'

class ReferAttributes {
  /** URL requested when the REFER transaction is over. */
  action? = url()
  /** HTTP method used for the action request. Default: POST. */
  method? = httpMethod()
}

/** Attributes and children of <Refer>. */
export interface ReferProps extends Fields<ReferAttributes> {
  children: OneElement<VoiceElement>
}

/**
 * Transfers the current SIP call by a SIP REFER, and waits until the transfer is settled. Then, with action, the
 * document of that URL takes over; without it the next verb runs. For SIP calls only (13801).
 *
 * @example
 * ```tsx
 * <Response>
 *   <Refer action="/after-refer">
 *     <Sip>sip:alice@example.com</Sip>
 *   </Refer>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/refer
 */
export const Refer = /* @__PURE__ */ defineElement<ReferProps, VoiceElement>(
  'Refer',
  ReferAttributes,
  {
    content: 'elements',
    required: { children: true },
    children: ['Sip'],
    flow: 'transfers-if-action',
    rules: [childCount(1)],
  },
)
