import { oneOfCoded } from '../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'

class RejectAttributes {
  /** The tone played to the caller. Default: rejected. */
  reason? = oneOfCoded(13810, 'rejected', 'busy')
}

/** Attributes and children of <Reject>. */
export interface RejectProps extends Fields<RejectAttributes> {
  children?: VoiceElements
}

/**
 * Declines an incoming call without answering or billing it, if it is the first verb. The call ends as busy or
 * no-answer, and nothing after it runs.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Reject reason="busy" />
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/reject
 */
export const Reject = /* @__PURE__ */ defineElement<RejectProps, VoiceElement>(
  'Reject',
  RejectAttributes,
  { content: 'elements', children: ['Parameter'], flow: 'ends' },
)
