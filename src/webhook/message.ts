/**
 * @module
 * The webhook of an incoming message: SMS, MMS, WhatsApp, RCS and other channels.
 */
import {
  type AnyShape,
  boolean,
  requireParameter,
  requireSid,
  mergeShapes,
  number,
  type Open,
  type ParseOptions,
  readPayload,
  type Received,
  type Shape,
} from './payload.ts'
import type { ParameterSource } from './parameters.ts'
import type { Places } from './places.ts'
import { type MessageResults, messageResults } from './verb-results.ts'

/**
 * The parameters of an incoming message.
 *
 * @see https://www.twilio.com/docs/messaging/guides/webhook-request
 *
 * @example
 * ```ts
 * const sender = ({ From, ProfileName }: MessageParameters): string => ProfileName ?? From
 * ```
 */
export interface MessageParameters extends Places {
  /** SID of the message: `SM…`, or `MM…` with media. */
  MessageSid: string
  /** The same as `MessageSid`. */
  SmsSid: string
  /** The same as `MessageSid`. */
  SmsMessageSid?: string
  /** SID of the account that the message came to. */
  AccountSid: string
  /** SID of the messaging service that the receiving number is in. */
  MessagingServiceSid?: string
  /** Address of the sender, with the channel's prefix if it has one; see `parseAddress`. */
  From: string
  /** Address of the receiver: your number or sender. */
  To: string
  /** Text of the message, at most 1,600 characters; empty for media alone. */
  Body: string
  /** The number of media. */
  NumMedia?: number
  /** The number of segments of an SMS; 1 on other channels. */
  NumSegments?: number
  /** `received`, for a message that has just come in. */
  SmsStatus?: Open<'receiving' | 'received'>
  /** Version of Twilio's API, `2010-04-01`. */
  ApiVersion: string
  /** With Advanced Opt-Out: the kind of keyword. */
  OptOutType?: Open<'STOP' | 'HELP' | 'START'>
  /** Results of the number's add-ons, as JSON text. */
  AddOns?: string
  /** Name on the sender's WhatsApp profile. */
  ProfileName?: string
  /** The sender's WhatsApp id: mostly the phone number without `+`. */
  WaId?: string
  /** Kind of message on a rich channel. */
  MessageType?: Open<
    | 'text'
    | 'image'
    | 'audio'
    | 'video'
    | 'document'
    | 'sticker'
    | 'location'
    | 'contacts'
    | 'button'
    | 'interactive'
  >
  /** The channel's own data about the message, as JSON text. */
  ChannelMetadata?: string
  /** WhatsApp: true if the message was forwarded. */
  Forwarded?: boolean
  /** WhatsApp: true if the message was forwarded many times. */
  FrequentlyForwarded?: boolean
  /** Text of the button that was pressed. */
  ButtonText?: string
  /** Id of the button that was pressed, as you declared it. */
  ButtonPayload?: string
  /** Kind of the button that was pressed. */
  ButtonType?: Open<'REPLY' | 'ACTION'>
  /** Answer of an interactive message, as JSON text. */
  InteractiveData?: string
  /** Answer of a WhatsApp Flow, as JSON text. */
  FlowData?: string
  /** Latitude of a shared location, in degrees. */
  Latitude?: number
  /** Longitude of a shared location, in degrees. */
  Longitude?: number
  /** Street address of a shared location. */
  Address?: string
  /** Name of a shared location. */
  Label?: string
  /** Text of the advertisement that the sender came from. */
  ReferralBody?: string
  /** Headline of the advertisement. */
  ReferralHeadline?: string
  /** Id of the advertisement. */
  ReferralSourceId?: string
  /** Kind of place the sender came from, such as `ad` or `post`. */
  ReferralSourceType?: string
  /** URL of the advertisement. */
  ReferralSourceUrl?: string
  /** Id of the advertisement's media. */
  ReferralMediaId?: string
  /** Content type of the advertisement's media. */
  ReferralMediaContentType?: string
  /** URL of the advertisement's media. */
  ReferralMediaUrl?: string
  /** The number of media in the advertisement. */
  ReferralNumMedia?: number
  /** Click id of the advertisement. */
  ReferralCtwaClid?: string
  /** Sender of the message that this one replies to. */
  OriginalRepliedMessageSender?: string
  /** SID of the message that this one replies to, if at most seven days old. */
  OriginalRepliedMessageSid?: string
  /** In a request to the fallback URL: the error of the first URL. */
  ErrorCode?: string
  /** In a request to the fallback URL: the URL that failed. */
  ErrorUrl?: string
}

/**
 * One of the media that came with a message.
 *
 * @example
 * ```ts
 * const isPicture = ({ contentType }: Media): boolean => contentType.startsWith('image/')
 * ```
 */
export interface Media {
  /** Its URL; fetching it needs the account's credentials, if so configured. */
  url: string
  /** Its content type, such as `image/jpeg`; empty if Twilio does not tell. */
  contentType: string
}

/**
 * The payload of an incoming message.
 *
 * @example
 * ```ts
 * const pictures = ({ media }: MessagePayload): string[] => media.map(({ url }) => url)
 * ```
 */
export interface MessagePayload extends MessageParameters, Received {
  /** The media of the message in order: `MediaUrl0` with `MediaContentType0`, and so on. */
  media: Media[]
}

/**
 * The verbs whose `action` may be a message's webhook.
 *
 * @example
 * ```ts
 * const after: MessageVerb = 'Message'
 * ```
 */
export type MessageVerb = keyof MessageResults

/**
 * A message's payload, with the result of `Verb` if the request follows one.
 *
 * @example
 * ```ts
 * const statusOf = (message: MessagePayloadAfter<'Message'>): string | undefined =>
 *   message.MessageStatus
 * ```
 */
export type MessagePayloadAfter<Verb extends MessageVerb = never> = [Verb] extends [never]
  ? MessagePayload
  : MessagePayload & MessageResults[Verb]

const message: Shape<MessageParameters, 'AccountSid' | 'MessageSid' | 'SmsSid'> = {
  conversions: {
    NumMedia: number,
    NumSegments: number,
    Forwarded: boolean,
    FrequentlyForwarded: boolean,
    Latitude: number,
    Longitude: number,
    ReferralNumMedia: number,
  },
  always: { From: '', To: '', Body: '', ApiVersion: '' },
}

/**
 * Reads an incoming message's parameters. Check the signature first: this does not.
 *
 * @param source - The form's body, or its parameters; the query of a GET.
 * @param options - `after`: the verb whose `action` this request is for; `headers`: for `idempotencyToken`.
 * @throws {WebhookError} If there is no `AccountSid`, or neither `MessageSid` nor `SmsSid`.
 *
 * @example
 * ```ts
 * import { parseMessage } from 'twimlx/webhook'
 *
 * const message = parseMessage('AccountSid=AC1&MessageSid=MM1&Body=Hi&MediaUrl0=https%3A%2F%2Fexample.com%2F1')
 * message.Body // 'Hi'
 * message.media // [{ url: 'https://example.com/1', contentType: '' }]
 * ```
 */
export const parseMessage = <Verb extends MessageVerb = never>(
  source: ParameterSource,
  { after, headers }: ParseOptions & { after?: Verb } = {},
): MessagePayloadAfter<Verb> =>
  // The shape reads exactly these interfaces, which the compiler cannot infer from the tables.
  readMessage(source, messageShape(after), {
    headers,
  }) as unknown as MessagePayloadAfter<Verb>

/** The shape of a message, with the result of a verb. */
export const messageShape = (after?: MessageVerb): AnyShape =>
  mergeShapes(message, after && messageResults[after])

/** Reads a message by a merged shape. */
export const readMessage = (source: ParameterSource, shape: AnyShape, options?: ParseOptions) => {
  const payload = readPayload(source, shape, options)
  requireParameter(payload, 'AccountSid')
  requireSid(payload, 'message')
  payload['MessageSid'] ||= payload['SmsSid']
  payload['SmsSid'] ||= payload['MessageSid']
  payload.media = mediaOf(payload)
  return payload
}

// Counts the media that are there, since NumMedia may claim anything.
const mediaOf = (payload: Record<string, unknown>): Media[] => {
  const media: Media[] = []
  for (let i = 0; ; i++) {
    const url = payload[`MediaUrl${i}`]
    if (url === undefined) return media
    media.push({ url: String(url), contentType: String(payload[`MediaContentType${i}`] ?? '') })
  }
}
