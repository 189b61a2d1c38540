/**
 * @module
 * Voice documents requested by attributes other than `action`, and the parameters that Twilio adds to such requests.
 */
import { number, type Shape } from './payload.ts'
import { callResults, type QueueResult } from './verb-results.ts'

/**
 * The parameters that a request adds to the call's, by the attribute that holds its URL.
 *
 * @example
 * ```ts
 * const position = ({ QueuePosition = 0 }: CallRequests['waitUrl']): string =>
 *   `You are number ${QueuePosition}.`
 * ```
 */
export interface CallRequests {
  waitUrl: WaitRequest
  url: WhisperRequest
  referUrl: ReferRequest
}

/**
 * The parameters of the `waitUrl` of an `<Enqueue>` or a `<Conference>`, whose document a caller hears while waiting.
 *
 * @see https://www.twilio.com/docs/voice/twiml/enqueue#waiturl
 *
 * @example
 * ```ts
 * const isLong = ({ QueueTime = 0 }: WaitRequest): boolean => QueueTime > 300
 * ```
 */
export interface WaitRequest {
  /** SID of the queue, `QU…`. */
  QueueSid?: string
  /** The caller's place in the queue; the first has 1. */
  QueuePosition?: number
  /** The caller's wait so far, in seconds. */
  QueueTime?: number
  /** The current average wait, in seconds. */
  AvgQueueTime?: number
  /** The number of waiting callers. */
  CurrentQueueSize?: number
  /** The most callers that the queue holds. */
  MaxQueueSize?: number
  /** SID of the conference, `CF…`. */
  ConferenceSid?: string
  /** Name of the conference. */
  FriendlyName?: string
}

/**
 * The `url` of a `<Number>`, `<Client>` or `<Sip>`, run on the called side before the two are connected (the call's
 * `ParentCallSid` is the caller's); or of a `<Queue>`, run on the caller who waited.
 *
 * @see https://www.twilio.com/docs/voice/twiml/queue#attributes-url
 *
 * @example
 * ```ts
 * const whisper = ({ QueueTime = 0 }: WhisperRequest): string =>
 *   `Waiting for ${QueueTime} seconds.`
 * ```
 */
export interface WhisperRequest extends QueueResult {}

/**
 * The `referUrl` of a `<Dial>`: a SIP party requests a transfer of the call.
 *
 * @see https://www.twilio.com/docs/voice/twiml/dial#referurl
 *
 * @example
 * ```ts
 * const target = ({ ReferTransferTarget }: ReferRequest): string => ReferTransferTarget
 * ```
 */
export interface ReferRequest {
  /** SIP URI to transfer the call to. */
  ReferTransferTarget: string
}

export const callRequests: { [Attribute in keyof CallRequests]: Shape<CallRequests[Attribute]> } = {
  waitUrl: {
    conversions: {
      QueuePosition: number,
      QueueTime: number,
      AvgQueueTime: number,
      CurrentQueueSize: number,
      MaxQueueSize: number,
    },
    always: {},
  },
  url: callResults.Queue,
  referUrl: { conversions: {}, always: { ReferTransferTarget: '' } },
}
