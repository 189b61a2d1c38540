/**
 * @module
 * The delivery of a sent message: the parameters of its status callback, and of a `<Message>`'s `action`.
 */
import type { Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/** The states of a sent message known today. */
export type KnownMessageStatus =
  | 'accepted'
  | 'scheduled'
  | 'canceled'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'read'
  | 'invalid'

/**
 * The status of a sent message.
 *
 * @example
 * ```ts
 * const isFailure = (status: MessageStatus): boolean => ['undelivered', 'failed'].includes(status)
 * ```
 */
export type MessageStatus = Open<KnownMessageStatus>

/**
 * The parameters of a sent message's status callback.
 *
 * @see https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
 *
 * @example
 * ```ts
 * const line = ({ MessageSid, MessageStatus, ErrorCode }: MessageStatusParameters): string =>
 *   [MessageSid, MessageStatus, ErrorCode].join(' ')
 * ```
 */
export interface MessageStatusParameters {
  /** SID of the sent message. */
  MessageSid: string
  /** The same as `MessageSid`. */
  SmsSid?: string
  /** Status of the message. */
  MessageStatus: MessageStatus
  /** The same as `MessageStatus`. */
  SmsStatus?: MessageStatus
  /** SID of the messaging service that sent it. */
  MessagingServiceSid?: string
  /** Sender: your number or sender. */
  From: string
  /** Receiver. */
  To: string
  /** Version of Twilio's API, `2010-04-01`. */
  ApiVersion?: string
  /** Twilio's code for the failure, with `failed` and `undelivered`. */
  ErrorCode?: string
  /** The failure, in words. */
  ErrorMessage?: string
  /** The time of delivery that the carrier reports, `YYMMDDhhmm`. */
  RawDlrDoneDate?: string
  /** Channel other than SMS, such as `whatsapp`. */
  ChannelPrefix?: string
  /** SID of that channel. */
  ChannelInstallSid?: string
  /** The channel's own words for the status. */
  ChannelStatusMessage?: string
  /** The channel's own event, such as `READ`. */
  EventType?: string
}

export const messageStatus: StatusKind<MessageStatusParameters> = {
  is: (has) => has('MessageStatus') || (has('SmsStatus') && !has('CallStatus')),
  identity: ['MessageSid', 'SmsSid', 'MessageStatus', 'SmsStatus', 'EventType'],
  conversions: {},
  always: { MessageSid: '', MessageStatus: '', From: '', To: '' },
}
