/**
 * @module
 * The events of a conversation: the webhooks of Conversations, classic.
 */
import { date, number, type Open } from '../payload.ts'
import type { StatusKind } from './kind.ts'

/**
 * The parameters of events of a conversation, its participants and messages. Each event has parameters of its own
 * beside these; all are in `params`.
 *
 * @see https://www.twilio.com/docs/conversations/conversations-webhooks
 *
 * @example
 * ```ts
 * const written = ({ EventType, Body }: ConversationParameters): string | undefined =>
 *   EventType === 'onMessageAdded' ? Body : undefined
 * ```
 */
export interface ConversationParameters {
  /**
   * The event: a past one (`on…ed`), or a future one that the answer may change (`on…Add`, `on…Update`, `on…Remove`).
   */
  EventType: Open<
    | 'onConversationAdd'
    | 'onConversationAdded'
    | 'onConversationUpdate'
    | 'onConversationUpdated'
    | 'onConversationRemove'
    | 'onConversationRemoved'
    | 'onConversationStateUpdated'
    | 'onMessageAdd'
    | 'onMessageAdded'
    | 'onMessageUpdate'
    | 'onMessageUpdated'
    | 'onMessageRemove'
    | 'onMessageRemoved'
    | 'onParticipantAdd'
    | 'onParticipantAdded'
    | 'onParticipantUpdate'
    | 'onParticipantUpdated'
    | 'onParticipantRemove'
    | 'onParticipantRemoved'
    | 'onDeliveryUpdated'
    | 'onUserAdded'
    | 'onUserUpdate'
    | 'onUserUpdated'
  >
  /** SID of the conversation, `CH…`; absent for a user's event. */
  ConversationSid?: string
  /** SID of the service that it belongs to, `IS…`. */
  ChatServiceSid?: string
  /** The source of the event, such as `SDK`, `API` or `SMS`. */
  Source?: string
  /** SID of the messaging service, `MG…`. */
  MessagingServiceSid?: string
  /** SID of the message, `IM…`. */
  MessageSid?: string
  /** Position of the message in its conversation, from 0. */
  Index?: number
  /** Text of the message. */
  Body?: string
  /** The author of the message: an identity or an address. */
  Author?: string
  /** The media of the message, as JSON text. */
  Media?: string
  /** Attributes of the event's subject, as JSON text. */
  Attributes?: string
  /** SID of the participant, `MB…`. */
  ParticipantSid?: string
  /** Identity of a participant who uses a chat SDK. */
  Identity?: string
  /** Identity of the client that made the change. */
  ClientIdentity?: string
  /** Name of the conversation. */
  FriendlyName?: string
  /** A name of your own that is unique. */
  UniqueName?: string
  /** The number of earlier tries of this webhook. */
  RetryCount?: number
  /** The time of creation. */
  DateCreated?: Date
  /** The time of the last change. */
  DateUpdated?: Date
}

export const conversation: StatusKind<ConversationParameters> = {
  is: (has) => has('EventType') && (has('ConversationSid') || has('ChatServiceSid')),
  // A message that is updated twice has the same SIDs, so all parameters together distinguish the updates.
  identity: undefined,
  conversions: { Index: number, RetryCount: number, DateCreated: date, DateUpdated: date },
  always: { EventType: '' },
}
