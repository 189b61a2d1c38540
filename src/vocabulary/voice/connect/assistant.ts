import { required, string } from '../../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { RelaySpeechAttributes } from './relay-speech.ts'

class AssistantAttributes extends RelaySpeechAttributes {
  /** The ID of the AI Assistant. */
  id = required(string())
}

/** Attributes and children of <Assistant>. */
export interface AssistantProps extends Fields<AssistantAttributes> {
  children?: VoiceElements
}

/**
 * Connects the call to a Twilio AI Assistant.
 *
 * @deprecated AI Assistants are deprecated: twilio-python 9.11.0 (2026-08-11), -php and -ruby removed this noun.
 * @example
 * ```tsx
 * <Response>
 *   <Connect>
 *     <Assistant id="aia_asst_00000000" welcomeGreeting="Hi!" />
 *   </Connect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/alpha/ai-assistants
 */
export const Assistant = /* @__PURE__ */ defineElement<AssistantProps, VoiceElement>(
  'Assistant',
  AssistantAttributes,
  { content: 'elements', children: ['Parameter', 'Language'] },
)
