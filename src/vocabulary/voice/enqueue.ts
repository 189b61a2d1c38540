import { httpMethod, integer, sid, url } from '../attributes.ts'
import type { Fields, PlainText, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { atLeastOneOf, childCount, maxText, requires } from '../rules.ts'

class EnqueueAttributes {
  /** URL requested when the call leaves the queue. */
  action? = url(14203)
  /** The longest that the queue may get. Default: 1000. At least 1. */
  maxQueueSize? = integer({ min: 1 })
  /** HTTP method used for the action request. Default: POST. */
  method? = httpMethod(14201)
  /**
   * Hold music or TwiML played while the caller waits; an empty string means silence. Default: Twilio's classical
   * playlist.
   */
  waitUrl? = url(14202)
  /**
   * HTTP method for waitUrl; use GET for static audio so that it is cached. Default: POST when waitUrl is given,
   * else GET.
   */
  waitUrlMethod? = httpMethod(14206)
  /** The TaskRouter workflow that routes the call. No queue name is needed with it. */
  workflowSid? = sid('WW')
}

/** Attributes and children of <Enqueue>. */
export interface EnqueueProps extends Fields<EnqueueAttributes> {
  children?: PlainText | VoiceElements
}

/**
 * Puts the call into a named hold queue, or into TaskRouter through a workflow, until it is dequeued, leaves or is
 * redirected. Then, with action, the document of that URL takes over; without it the next verb runs. Text: Queue name,
 * 1 to 64 characters; the queue is created on demand.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Enqueue waitUrl="/hold-music" waitUrlMethod="GET">
 *     support
 *   </Enqueue>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/enqueue
 */
export const Enqueue = /* @__PURE__ */ defineElement<EnqueueProps, VoiceElement>(
  'Enqueue',
  EnqueueAttributes,
  {
    content: 'mixed',
    children: ['Task'],
    flow: 'transfers-if-action',
    rules: [
      childCount(1, ['Task']),
      atLeastOneOf(['#text', '@workflowSid'], { code: 14204 }),
      maxText(64, { code: 14205 }),
      requires('Task', '@workflowSid'),
    ],
  },
)
