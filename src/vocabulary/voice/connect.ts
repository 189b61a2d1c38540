import { httpMethod, url } from '../attributes.ts'
import type { Fields, OneElement, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { childCount } from '../rules.ts'

class ConnectAttributes {
  /** URL requested when the connection ends. */
  action? = url()
  /** HTTP method used for the action request. Default: POST. */
  method? = httpMethod()
}

/** Attributes and children of <Connect>. */
export interface ConnectProps extends Fields<ConnectAttributes> {
  children: OneElement<VoiceElement>
}

/**
 * Hands the call to the service that its child names, until the service ends. Then, with action, the document of that
 * URL takes over; without it the next verb runs.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Connect action="/after-agent">
 *     <ConversationRelay url="wss://example.com/relay" welcomeGreeting="Hi! How can I help?" />
 *   </Connect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/connect
 */
export const Connect = /* @__PURE__ */ defineElement<ConnectProps, VoiceElement>(
  'Connect',
  ConnectAttributes,
  {
    content: 'elements',
    required: { children: true },
    children: [
      'Room',
      'Autopilot',
      'Conversation',
      'ConversationRelay',
      'ConversationRelaySession',
      'AiSession',
      'Assistant',
      'VirtualAgent',
      'Stream',
    ],
    flow: 'transfers-if-action',
    rules: [childCount(1)],
  },
)
