import { httpMethod, oneOf, string, url } from '../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { requiredIn } from '../rules.ts'

class SiprecAttributes {
  /** The name of the installed SIPREC connector. */
  connectorName? = string()
  /** A unique name, needed to stop the stream. */
  name? = string()
  /** Webhook for session events. */
  statusCallback? = url()
  /** HTTP method used for the status webhook request. Default: POST. */
  statusCallbackMethod? = httpMethod()
  /** The audio to send. Default: both_tracks. */
  track? = oneOf('inbound_track', 'outbound_track', 'both_tracks')
}

/** Attributes and children of <Siprec>. */
export interface SiprecProps extends Fields<SiprecAttributes> {
  children?: VoiceElements
}

/**
 * Streams the call's audio to a SIPREC recorder. A call may have four forked streams; this one takes two of them.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Start>
 *     <Siprec name="archive" connectorName="recorder" track="both_tracks" />
 *   </Start>
 *   <Dial>+14155550100</Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/siprec
 */
export const Siprec = /* @__PURE__ */ defineElement<SiprecProps, VoiceElement>(
  'Siprec',
  SiprecAttributes,
  {
    content: 'elements',
    children: ['Parameter'],
    rules: [requiredIn({ Start: 'connectorName', Stop: 'name' })],
  },
)
