import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'

class HangupAttributes {}

/** Children of <Hangup>. */
export interface HangupProps extends Fields<HangupAttributes> {
  children?: VoiceElements
}

/**
 * Ends the call; nothing after it runs. The call is still answered and billed.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Say>Goodbye.</Say>
 *   <Hangup />
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/hangup
 */
export const Hangup = /* @__PURE__ */ defineElement<HangupProps, VoiceElement>(
  'Hangup',
  HangupAttributes,
  { content: 'elements', children: ['Parameter'], flow: 'ends' },
)
