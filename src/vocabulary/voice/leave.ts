import type { Fields, NoChildren, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'

class LeaveAttributes {}

/** Children of <Leave>. */
export interface LeaveProps extends Fields<LeaveAttributes> {
  children?: NoChildren<'<Leave/>'> | undefined
}

/**
 * Takes the call out of the queue it waits in. Used in a waitUrl document: that document stops, and the call continues
 * with the action of the original <Enqueue>, or the verb after it.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Say>Nobody is free. We will call you back.</Say>
 *   <Leave />
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/leave
 */
export const Leave = /* @__PURE__ */ defineElement<LeaveProps, VoiceElement>(
  'Leave',
  LeaveAttributes,
  { content: 'empty', flow: 'ends' },
)
