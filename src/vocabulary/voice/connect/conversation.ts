import { boolean, httpMethod, integer, list, oneOf, sid, url } from '../../attributes.ts'
import type { Fields, NoChildren, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { recordMode } from '../record-mode.ts'
import { RecordingWebhookAttributes } from '../recording-webhook.ts'

class ConversationAttributes extends RecordingWebhookAttributes {
  /** Creates a conversation for unknown callers. */
  inboundAutocreation? = boolean()
  /** Seconds that an inbound leg may stay unanswered. At least 1. */
  inboundTimeout? = integer({ min: 1 })
  /** HTTP method used for the TwiML request. Default: POST. */
  method? = httpMethod()
  /** Records the call: selects from when on, and with how many channels. */
  record? = recordMode()
  /** Seconds to wait for the assignment of a worker. At least 1. */
  routingAssignmentTimeout? = integer({ min: 1 })
  /** The SID of the Conversations service. */
  serviceInstanceSid? = sid('IS')
  /** Webhook for progress events. */
  statusCallback? = url()
  /** Events to send to the webhook. */
  statusCallbackEvent? = list(
    oneOf('call-initiated', 'call-ringing', 'call-answered', 'call-completed'),
  )
  /** HTTP method used for the status webhook request. Default: POST. */
  statusCallbackMethod? = httpMethod()
  /** Cuts silence at both ends of the recording, or keeps it. */
  trim? = oneOf('trim-silence', 'do-not-trim')
  /** URL requested for TwiML that runs before the call is connected. */
  url? = url()
}

/** Attributes and children of <Conversation>. */
export interface ConversationProps extends Fields<ConversationAttributes> {
  children?: NoChildren<'<Conversation/>'> | undefined
}

/**
 * Connects the call to a Frontline conversation.
 *
 * @deprecated Belongs to the discontinued Twilio Frontline; no longer in the <Connect> noun table.
 * @example
 * ```tsx
 * <Response>
 *   <Connect>
 *     <Conversation serviceInstanceSid="IS00000000000000000000000000000000" inboundTimeout={60} />
 *   </Connect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/connect/conversation
 */
export const Conversation = /* @__PURE__ */ defineElement<ConversationProps, VoiceElement>(
  'Conversation',
  ConversationAttributes,
  { content: 'empty' },
)
