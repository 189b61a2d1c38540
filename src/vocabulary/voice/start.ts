import { httpMethod, url } from '../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'

class StartAttributes {
  /** Action URL offered by the helper libraries. */
  action? = url()
  /** HTTP method of the action. */
  method? = httpMethod()
}

/** Attributes and children of <Start>. */
export interface StartProps extends Fields<StartAttributes> {
  children: VoiceElements
}

/**
 * Starts a background media task and moves on at once.
 * Continues immediately. If no verb follows, the call ends.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Start>
 *     <Stream name="monitor" url="wss://example.com/audio" />
 *   </Start>
 *   <Dial>+14155550100</Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/stream
 */
export const Start = /* @__PURE__ */ defineElement<StartProps, VoiceElement>(
  'Start',
  StartAttributes,
  {
    content: 'elements',
    required: { children: true },
    children: ['Stream', 'Siprec', 'Transcription', 'Recording', 'MediaFilter'],
    flow: 'continues',
    nestingCode: 14300,
  },
)
