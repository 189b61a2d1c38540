import type { Fields, VoiceElement, VoiceElements } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class FailoverAttributes {}

/** Children of <Failover>. */
export interface FailoverProps extends Fields<FailoverAttributes> {
  children?: VoiceElements
}

/**
 * Names backup speech providers for a ConversationRelay session.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Connect>
 *     <ConversationRelay url="wss://example.com/relay">
 *       <Failover />
 *     </ConversationRelay>
 *   </Connect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/conversationrelay/provider-failover
 */
export const Failover = /* @__PURE__ */ defineElement<FailoverProps, VoiceElement>(
  'Failover',
  FailoverAttributes,
  { content: 'elements', permissive: true },
)
