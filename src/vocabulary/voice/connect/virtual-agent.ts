import { boolean, httpMethod, string, url } from '../../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class VirtualAgentAttributes {
  /** The installed connector (conversation profile). */
  connectorName? = string()
  /** The recognition language. */
  language? = string()
  /** Scores the caller's sentiment. */
  sentimentAnalysis? = boolean()
  /** Webhook for events of the agent. */
  statusCallback? = url()
  /** HTTP method used for the status webhook request. Default: POST. */
  statusCallbackMethod? = httpMethod()
}

/** Attributes and children of <VirtualAgent>. */
export interface VirtualAgentProps extends Fields<VirtualAgentAttributes> {
  children?: VoiceElements
}

/**
 * Connects the call to a Dialogflow agent.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Connect>
 *     <VirtualAgent connectorName="project">
 *       <Config name="language" value="es-MX" />
 *       <Parameter name="customer" value="17" />
 *     </VirtualAgent>
 *   </Connect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/connect/virtualagent
 */
export const VirtualAgent = /* @__PURE__ */ defineElement<VirtualAgentProps, VoiceElement>(
  'VirtualAgent',
  VirtualAgentAttributes,
  { content: 'elements', children: ['Parameter', 'Config'] },
)
