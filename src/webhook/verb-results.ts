/**
 * @module
 * What each verb adds to the request of its `action` URL.
 */
import { boolean, number, type Open, type Shape } from './payload.ts'
import type { PaymentDetails } from './status/pay.ts'
import type { MessageStatusParameters } from './status/message.ts'

/** What a request adds to the call's parameters, by the verb that it follows. */
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

/** What a request adds to the message's parameters, by the verb that it follows. */
export interface MessageResults {
  Message: MessageResult
  Sms: MessageResult
}

/** What became of a `<Message>`, as far as its `action` is told. */
export type MessageResult = Partial<MessageStatusParameters>

/** What a `<Gather>` heard. @see https://www.twilio.com/docs/voice/twiml/gather#action */
export interface GatherResult {
  /** The keys that were pressed, without the one that ended the input; text, since `007` is not 7. */
  Digits?: string
  /** The key that ended the input; empty where a count or the time did. */
  FinishedOnKey?: string
  /** What was said. */
  SpeechResult?: string
  /** How sure the recognition is, from 0 to 1. Twilio does not promise it. */
  Confidence?: number
  /** Language of the recognition, such as `en-US`. */
  Language?: string
  /** `Gather End`. */
  msg?: string
}

/** What a `<Record>` recorded. @see https://www.twilio.com/docs/voice/twiml/record#action */
export interface RecordResult {
  /** Where the recording can be fetched. */
  RecordingUrl: string
  /** SID of the recording, `RE…`. */
  RecordingSid?: string
  /** How long it is, in seconds. */
  RecordingDuration?: number
  /** The key that ended it, or `hangup`; missing where silence or the time did. */
  Digits?: string
}

/** How a `<Dial>` ended. @see https://www.twilio.com/docs/voice/twiml/dial#action */
export interface DialResult {
  /** How the dialled call ended; `answered` after a conference. */
  DialCallStatus: Open<'completed' | 'answered' | 'busy' | 'no-answer' | 'failed' | 'canceled'>
  /** SID of the dialled call. */
  DialCallSid?: string
  /** How long the two were connected, in seconds; missing if they never were. */
  DialCallDuration?: number
  /** Whether the two were connected. */
  DialBridged?: boolean
  /** Where the recording can be fetched, if the call was recorded. */
  RecordingUrl?: string
  /** SID of the recording. */
  RecordingSid?: string
  /** How long the recording is, in seconds. */
  RecordingDuration?: number
  /** After a `<Sip>`: SIP's own `Call-ID`. */
  DialSipCallId?: string
  /** After a `<Sip>`: SIP's response code, such as `486`. */
  DialSipResponseCode?: string
  /** After a `<Sip>`: a custom header of its answer. */
  [header: `DialSipHeader_${string}`]: string | undefined
  /** After a `<Queue>`: how taking out a caller went. */
  DequeueResult?: string
  /** After a `<Queue>`: SID of the call that waited. */
  DequeuedCallSid?: string
  /** After a `<Queue>`: how long the caller had waited, in seconds. */
  DequeuedCallQueueTime?: number
  /** After a `<Queue>`: how long the two were connected, in seconds. */
  DequeuedCallDuration?: number
}

/** How waiting in a queue ended. @see https://www.twilio.com/docs/voice/twiml/enqueue#action */
export interface EnqueueResult {
  /** How waiting ended. */
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
  /** SID of the queue; missing if the caller never was in it. */
  QueueSid?: string
  /** How long the caller waited, in seconds; missing if the caller never was in the queue. */
  QueueTime?: number
}

/** Who was taken out of a `<Queue>`. @see https://www.twilio.com/docs/voice/twiml/queue#attributes-url */
export interface QueueResult {
  /** SID of the queue. */
  QueueSid?: string
  /** How long the caller had waited, in seconds. */
  QueueTime?: number
  /** SID of the call that takes the caller out of the queue. Twilio spells it so. */
  DequeingCallSid?: string
}

/** How a `<Pay>` ended. @see https://www.twilio.com/docs/voice/twiml/pay#action */
export interface PayResult extends PaymentDetails {
  /** How it ended. */
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
  /** What went wrong, in words. */
  PaymentError?: string
  /** Twilio's code for what went wrong. */
  PayErrorCode?: string
  /** The processor's code for what went wrong. */
  ConnectorError?: string
}

/** How a `<Refer>` ended. @see https://www.twilio.com/docs/voice/twiml/refer#action */
export interface ReferResult {
  /** Where the transferred call stands. */
  ReferCallStatus: string
  /** SIP's response to the REFER, such as `202`. */
  ReferSipResponseCode?: string
  /** SIP's response to the transferred call; missing where no NOTIFY came. */
  NotifySipResponseCode?: string
}

/**
 * How a `<Connect>` ended: the hand-off of a `<ConversationRelay>`, or what a `<VirtualAgent>` found out.
 *
 * @see https://www.twilio.com/docs/voice/twiml/connect/conversationrelay#end-of-session
 */
export interface ConnectResult {
  /** SID of the ConversationRelay session, `VX…`. */
  SessionId?: string
  /** `ended` by the app, `completed` by the caller's hanging up, or `failed`. */
  SessionStatus?: Open<'ended' | 'completed' | 'failed'>
  /** How long the session was, in seconds. */
  SessionDuration?: number
  /** What the app handed over when it ended the session; text, often JSON. */
  HandoffData?: string
  /** Twilio's code for what went wrong. */
  ErrorCode?: string
  /** What went wrong, in words. */
  ErrorMessage?: string
  /** SID of the stream, after a `<Stream>`. */
  StreamSid?: string
  /** How a `<VirtualAgent>` ended. */
  VirtualAgentStatus?: string
  /** Provider of the virtual agent. */
  VirtualAgentProvider?: string
  /** The last intent that the virtual agent recognised. */
  VirtualAgentIntentDisplayName?: string
}

/** Whether an `<Sms>` of a call was accepted. */
export interface SmsResult {
  /** SID of the message. */
  SmsSid?: string
  /** `sending`, or `invalid` for an attribute that was wrong. */
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
