/**
 * @module
 * What became of a message that was sent: the parameters of its status callback, and of a `<Message>`'s `action`.
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

/** Where a sent message stands. */
export type MessageStatus = Open<KnownMessageStatus>

/**
 * What Twilio tells of a message that was sent.
 *
 * @see https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
 */
export interface MessageStatusParameters {
  /** SID of the sent message. */
  MessageSid: string
  /** The same as `MessageSid`. */
  SmsSid?: string
  /** Where the message stands. */
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
  /** Twilio's code for what went wrong; with `failed` and `undelivered`. */
  ErrorCode?: string
  /** What went wrong, in words. */
  ErrorMessage?: string
  /** When the carrier reports the delivery, `YYMMDDhhmm`. */
  RawDlrDoneDate?: string
  /** Channel other than SMS, such as `whatsapp`. */
  ChannelPrefix?: string
  /** SID of that channel. */
  ChannelInstallSid?: string
  /** The channel's own words for what happened. */
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
