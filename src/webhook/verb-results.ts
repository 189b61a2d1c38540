/**
 * @module
 * The parameters that each verb adds to the request of its `action`.
 */
import { boolean, number, type Open, type Shape } from './payload.ts'
import type { PaymentDetails } from './status/pay.ts'
import type { MessageStatusParameters } from './status/message.ts'

/**
 * The parameters that a request adds to the call's, by the verb before it.
 *
 * @example
 * ```ts
 * const keys = (result: CallResults['Gather']): string => result.Digits ?? ''
 * ```
 */
export interface CallResults {
  Gather: GatherResult
  Record: RecordResult
  Dial: DialResult
  Enqueue: EnqueueResult
  Queue: QueueResult
  Pay: PayResult
  Refer: ReferResult
  Connect: ConnectResult
  Sms: SmsResult
  Message: MessageResult
}

/**
 * The parameters that a request adds to the message's, by the verb before it.
 *
 * @example
 * ```ts
 * const sid = (result: MessageResults['Message']): string | undefined => result.MessageSid
 * ```
 */
export interface MessageResults {
  Message: MessageResult
  Sms: MessageResult
}

/**
 * The result of a `<Message>`, as far as its `action` receives it.
 *
 * @example
 * ```ts
 * const wasSent = ({ MessageStatus }: MessageResult): boolean => MessageStatus === 'sent'
 * ```
 */
export type MessageResult = Partial<MessageStatusParameters>

/**
 * The result of a `<Gather>`. @see https://www.twilio.com/docs/voice/twiml/gather#action
 *
 * @example
 * ```ts
 * const input = ({ Digits, SpeechResult }: GatherResult): string => Digits ?? SpeechResult ?? ''
 * ```
 */
export interface GatherResult {
  /** The pressed keys, without the one that ended the input; text, since `007` is not 7. */
  Digits?: string
  /** The key that ended the input; empty if a number of keys or a timeout did. */
  FinishedOnKey?: string
  /** The recognised speech. */
  SpeechResult?: string
  /** The confidence of the recognition, from 0 to 1. Twilio does not promise it. */
  Confidence?: number
  /** Language of the recognition, such as `en-US`. */
  Language?: string
  /** `Gather End`. */
  msg?: string
}

/**
 * The result of a `<Record>`. @see https://www.twilio.com/docs/voice/twiml/record#action
 *
 * @example
 * ```ts
 * const audio = ({ RecordingUrl }: RecordResult): string => `${RecordingUrl}.mp3`
 * ```
 */
export interface RecordResult {
  /** URL of the recording. */
  RecordingUrl: string
  /** SID of the recording, `RE…`. */
  RecordingSid?: string
  /** Duration of the recording, in seconds. */
  RecordingDuration?: number
  /** The key that ended it, or `hangup`; missing if silence or the time limit did. */
  Digits?: string
}

/**
 * The result of a `<Dial>`. @see https://www.twilio.com/docs/voice/twiml/dial#action
 *
 * @example
 * ```ts
 * const wasAnswered = ({ DialCallStatus }: DialResult): boolean => DialCallStatus === 'completed'
 * ```
 */
export interface DialResult {
  /** Final status of the dialled call; `answered` after a conference. */
  DialCallStatus: Open<'completed' | 'answered' | 'busy' | 'no-answer' | 'failed' | 'canceled'>
  /** SID of the dialled call. */
  DialCallSid?: string
  /** Seconds for which the parties were connected; missing if they never were. */
  DialCallDuration?: number
  /** True if the parties were connected. */
  DialBridged?: boolean
  /** URL of the recording, if the call was recorded. */
  RecordingUrl?: string
  /** SID of the recording. */
  RecordingSid?: string
  /** Duration of the recording, in seconds. */
  RecordingDuration?: number
  /** After a `<Sip>`: SIP's own `Call-ID`. */
  DialSipCallId?: string
  /** After a `<Sip>`: SIP's response code, such as `486`. */
  DialSipResponseCode?: string
  /** After a `<Sip>`: a custom header of its answer. */
  [header: `DialSipHeader_${string}`]: string | undefined
  /** After a `<Queue>`: the result of taking out a caller. */
  DequeueResult?: string
  /** After a `<Queue>`: SID of the call that waited. */
  DequeuedCallSid?: string
  /** After a `<Queue>`: the caller's wait, in seconds. */
  DequeuedCallQueueTime?: number
  /** After a `<Queue>`: seconds for which the parties were connected. */
  DequeuedCallDuration?: number
}

/**
 * The result of an `<Enqueue>`. @see https://www.twilio.com/docs/voice/twiml/enqueue#action
 *
 * @example
 * ```ts
 * const wasServed = ({ QueueResult }: EnqueueResult): boolean => QueueResult === 'bridged'
 * ```
 */
export interface EnqueueResult {
  /** The way in which the wait ended. */
  QueueResult: Open<
    | 'bridged'
    | 'bridging-in-process'
    | 'error'
    | 'hangup'
    | 'leave'
    | 'redirected'
    | 'redirected-from-bridged'
    | 'queue-full'
    | 'system-error'
  >
  /** SID of the queue; missing if the caller was never in it. */
  QueueSid?: string
  /** The caller's wait, in seconds; missing if the caller was never in the queue. */
  QueueTime?: number
}

/**
 * The caller taken out of a `<Queue>`. @see https://www.twilio.com/docs/voice/twiml/queue#attributes-url
 *
 * @example
 * ```ts
 * const waited = ({ QueueTime = 0 }: QueueResult): number => QueueTime
 * ```
 */
export interface QueueResult {
  /** SID of the queue. */
  QueueSid?: string
  /** The caller's wait, in seconds. */
  QueueTime?: number
  /** SID of the call that takes the caller out of the queue. Twilio spells it so. */
  DequeingCallSid?: string
}

/**
 * The result of a `<Pay>`. @see https://www.twilio.com/docs/voice/twiml/pay#action
 *
 * @example
 * ```ts
 * const wasPaid = ({ Result }: PayResult): boolean => Result === 'success'
 * ```
 */
export interface PayResult extends PaymentDetails {
  /** The outcome. */
  Result: Open<
    | 'success'
    | 'too-many-failed-attempts'
    | 'payment-connector-error'
    | 'caller-interrupted-with-star'
    | 'caller-hung-up'
    | 'validation-error'
    | 'internal-error'
  >
  /** Id of the saved payment method. */
  ProfileId?: string
  /** Token of the payment method. */
  PaymentToken?: string
  /** Number of the payment at the processor. */
  PaymentConfirmationCode?: string
  /** Kind of the bank account. */
  BankAccountType?: Open<'consumer-checking' | 'consumer-savings' | 'commercial-checking'>
  /** The failure, in words. */
  PaymentError?: string
  /** Twilio's code for the failure. */
  PayErrorCode?: string
  /** The processor's code for the failure. */
  ConnectorError?: string
}

/**
 * The result of a `<Refer>`. @see https://www.twilio.com/docs/voice/twiml/refer#action
 *
 * @example
 * ```ts
 * const wasAccepted = ({ ReferSipResponseCode }: ReferResult): boolean =>
 *   ReferSipResponseCode === '202'
 * ```
 */
export interface ReferResult {
  /** The status of the transferred call. */
  ReferCallStatus: string
  /** SIP's response to the REFER, such as `202`. */
  ReferSipResponseCode?: string
  /** SIP's response to the transferred call; missing if no NOTIFY came. */
  NotifySipResponseCode?: string
}

/**
 * The result of a `<Connect>`: the hand-off of a `<ConversationRelay>`, or the findings of a `<VirtualAgent>`.
 *
 * @see https://www.twilio.com/docs/voice/twiml/connect/conversationrelay#end-of-session
 *
 * @example
 * ```ts
 * const handedOff = ({ HandoffData }: ConnectResult): unknown => JSON.parse(HandoffData ?? '{}')
 * ```
 */
export interface ConnectResult {
  /** SID of the ConversationRelay session, `VX…`. */
  SessionId?: string
  /** `ended` by the app, `completed` by the caller's hanging up, or `failed`. */
  SessionStatus?: Open<'ended' | 'completed' | 'failed'>
  /** Duration of the session, in seconds. */
  SessionDuration?: number
  /** The hand-off with which the app ended the session; text, often JSON. */
  HandoffData?: string
  /** Twilio's code for the failure. */
  ErrorCode?: string
  /** The failure, in words. */
  ErrorMessage?: string
  /** SID of the stream, after a `<Stream>`. */
  StreamSid?: string
  /** The final status of a `<VirtualAgent>`. */
  VirtualAgentStatus?: string
  /** Provider of the virtual agent. */
  VirtualAgentProvider?: string
  /** The last intent that the virtual agent recognised. */
  VirtualAgentIntentDisplayName?: string
}

/**
 * The result of an `<Sms>` in a call.
 *
 * @example
 * ```ts
 * const wasTaken = ({ SmsStatus }: SmsResult): boolean => SmsStatus === 'sending'
 * ```
 */
export interface SmsResult {
  /** SID of the message. */
  SmsSid?: string
  /** `sending`, or `invalid` if an attribute was wrong. */
  SmsStatus?: Open<'sending' | 'invalid'>
}

export const callResults: { [Verb in keyof CallResults]: Shape<CallResults[Verb]> } = {
  Gather: { conversions: { Confidence: number }, always: {} },
  Record: { conversions: { RecordingDuration: number }, always: { RecordingUrl: '' } },
  Dial: {
    conversions: {
      DialCallDuration: number,
      DialBridged: boolean,
      RecordingDuration: number,
      DequeuedCallQueueTime: number,
      DequeuedCallDuration: number,
    },
    always: { DialCallStatus: '' },
  },
  Enqueue: { conversions: { QueueTime: number }, always: { QueueResult: '' } },
  Queue: { conversions: { QueueTime: number }, always: {} },
  Pay: { conversions: {}, always: { Result: '' } },
  Refer: { conversions: {}, always: { ReferCallStatus: '' } },
  Connect: { conversions: { SessionDuration: number }, always: {} },
  Sms: { conversions: {}, always: {} },
  Message: { conversions: {}, always: {} },
}

export const messageResults: { [Verb in keyof MessageResults]: Shape<MessageResults[Verb]> } = {
  Message: { conversions: {}, always: {} },
  Sms: { conversions: {}, always: {} },
}
