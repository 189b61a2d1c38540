import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'

class StopAttributes {}

/** Children of <Stop>. */
export interface StopProps extends Fields<StopAttributes> {
  children: VoiceElements
}

/**
 * Stops a named background task begun with <Start>. The next verb runs at once.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Stop>
 *     <Stream name="monitor" />
 *   </Stop>
 *   <Say>Nobody is listening any more.</Say>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/stream#stop-a-stream
 */
export const Stop = /* @__PURE__ */ defineElement<StopProps, VoiceElement>('Stop', StopAttributes, {
  content: 'elements',
  required: { children: true },
  children: ['Stream', 'Siprec', 'Transcription', 'Recording', 'MediaFilter'],
  flow: 'continues',
  nestingCode: 14300,
})
