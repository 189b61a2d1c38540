import { httpMethod, url } from '../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'

class StartAttributes {
  /** An action URL, as Twilio's helper libraries offer it. */
  action? = url()
  /** HTTP method of the action request. */
  method? = httpMethod()
}

/** Attributes and children of <Start>. */
export interface StartProps extends Fields<StartAttributes> {
  children: VoiceElements
}

/**
 * Starts a background task, such as a stream; the next verb runs at once. If no verb follows, the call ends.
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
