import { string } from '../../attributes.ts'
import type { Fields, NoChildren, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class ConversationRelaySessionAttributes {
  /** The add-on that provides the session. */
  connector? = string()
  /** The name or ID of the stored session configuration. */
  sessionConfiguration? = string()
}

/** Attributes and children of <ConversationRelaySession>. */
export interface ConversationRelaySessionProps extends Fields<ConversationRelaySessionAttributes> {
  children?: NoChildren<'<ConversationRelaySession/>'> | undefined
}

/**
 * Starts a relay session from a stored configuration.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Connect>
 *     <ConversationRelaySession connector="agents" sessionConfiguration="support" />
 *   </Connect>
 * </Response>
 * ```
 */
export const ConversationRelaySession = /* @__PURE__ */ defineElement<
  ConversationRelaySessionProps,
  VoiceElement
>('ConversationRelaySession', ConversationRelaySessionAttributes, { content: 'empty' })
