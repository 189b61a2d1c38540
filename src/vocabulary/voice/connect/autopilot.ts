import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class AutopilotAttributes {}

/** Children of <Autopilot>. */
export interface AutopilotProps extends Fields<AutopilotAttributes> {
  children: PlainText
}

/**
 * Connects the call to an Autopilot assistant. Text: Assistant SID or name.
 *
 * @deprecated Autopilot was shut down in 2023.
 * @example
 * ```tsx
 * <Response>
 *   <Connect>
 *     <Autopilot>UA00000000000000000000000000000000</Autopilot>
 *   </Connect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/autopilot
 */
export const Autopilot = /* @__PURE__ */ defineElement<AutopilotProps, VoiceElement>(
  'Autopilot',
  AutopilotAttributes,
  { content: 'text', required: { children: true } },
)
