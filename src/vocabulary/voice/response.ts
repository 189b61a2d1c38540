import { oneOfCoded } from '../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'

class ResponseAttributes {
  /**
   * Pins the interpreter to a named API release; error 12101 guards it.
   * @deprecated Documented only for API version 2008-08-01; leave it out.
   */
  version? = oneOfCoded(12101, '2008-08-01', '2010-04-01')
}

/** Attributes and children of <Response>. */
export interface ResponseProps extends Fields<ResponseAttributes> {
  children?: VoiceElements
}

/**
 * The document of a call: verbs run top to bottom, and the call ends after the last one. An empty one hangs up.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Say>Hello, world!</Say>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml#the-response-element
 */
export const Response = /* @__PURE__ */ defineElement<ResponseProps, VoiceElement>(
  'Response',
  ResponseAttributes,
  {
    content: 'elements',
    children: [
      'Redirect',
      'Sms',
      'Connect',
      'Dial',
      'Echo',
      'Enqueue',
      'Gather',
      'Hangup',
      'Leave',
      'Pause',
      'Pay',
      'Play',
      'Prompt',
      'Queue',
      'Record',
      'Refer',
      'Reject',
      'Say',
      'Start',
      'Stop',
    ],
    flow: 'continues',
    instead: { Message: 'which is a call: to send a text from it, use <Sms>.' },
  },
)
