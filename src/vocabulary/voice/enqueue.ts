import { httpMethod, integer, sid, url } from '../attributes.ts'
import type { Fields, PlainText, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { atLeastOneOf, childCount, maxText, requires } from '../rules.ts'

class EnqueueAttributes {
  /** URL requested when the call leaves the queue. */
  action? = url(14203)
  /** Upper bound for the queue length. Default: 1000. At least 1. */
  maxQueueSize? = integer({ min: 1 })
  /** HTTP method used for the action request. Default: POST. */
  method? = httpMethod(14201)
  /** Hold music or TwiML played while waiting; an empty string means silence. Default: Twilio's classical playlist. */
  waitUrl? = url(14202)
  /**
   * HTTP method for waitUrl; use GET for static audio so that it is cached. Default: POST when waitUrl is given,
   * else GET.
   */
  waitUrlMethod? = httpMethod(14206)
  /** TaskRouter workflow that should route the call; makes the queue name unnecessary. */
  workflowSid? = sid('WW')
}

/** Attributes and children of <Enqueue>. */
export interface EnqueueProps extends Fields<EnqueueAttributes> {
  children?: PlainText | VoiceElements
}

/**
 * Puts the call into a named hold queue, or into TaskRouter through a workflow.
 * Blocks while queued. After dequeue, <Leave> or a redirect: with action control moves to its response, otherwise
 * the next verb runs.
 * Text: Queue name, 1 to 64 characters; created on demand.
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
