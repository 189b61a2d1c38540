/**
 * @module
 * Incoming messages, and their parameters.
 * @see https://www.twilio.com/docs/messaging/guides/webhook-request
 */
import { channelOf, geography } from '../address.ts'
import { MAX_MESSAGE_TEXT } from '../../vocabulary/limits.ts'
import type { Parameters } from '../client/form.ts'
import type { Simulation } from '../simulation.ts'
import { segments } from '../../vocabulary/messaging/segments.ts'

/**
 * A picture or another file sent with a message.
 *
 * @example
 * ```ts
 * const picture: IncomingMedia = { contentType: 'image/jpeg' }
 * ```
 */
export interface IncomingMedia {
  /** Its media type, such as `image/jpeg`. */
  readonly contentType: string
}

/**
 * Options of a user's text.
 *
 * @example
 * ```ts
 * const options: TextOptions = { media: [{ contentType: 'image/jpeg' }], profileName: 'Alice' }
 * ```
 */
export interface TextOptions {
  /** The Twilio number to text. Default: the one of the simulation. */
  to?: string | undefined
  /** Pictures and other files. */
  media?: readonly IncomingMedia[] | undefined
  /** WhatsApp: the button that the user pressed. */
  button?: { readonly text: string; readonly payload: string } | undefined
  /** WhatsApp: the name in the user's profile. */
  profileName?: string | undefined
  /** WhatsApp: the location that the user sent. */
  location?:
    | {
        readonly latitude: number
        readonly longitude: number
        readonly address?: string | undefined
        readonly label?: string | undefined
      }
    | undefined
  /** Parameters of your own, for other features of a channel. */
  params?: Parameters | undefined
}

/** A message that a user sends. */
export interface IncomingMessage {
  readonly from: string
  readonly to: string
  readonly body: string
  readonly options: TextOptions
}

/** The parameters of an incoming message. */
export const incomingParameters = (
  { settings, sids, places }: Simulation,
  { from, to, body, options }: IncomingMessage,
  optOutType: string | undefined,
): Parameters => {
  const { media = [], button, profileName, location, params } = options
  const { accountSid, apiVersion, messagingServiceSid } = settings
  const sid = sids.next(media.length > 0 ? 'MM' : 'SM')
  const where = {
    ...geography('From', from, places.get(from)),
    ...geography('To', to, places.get(to)),
  }
  if (apiVersion === '2008-08-01')
    return {
      SmsSid: sid,
      AccountSid: accountSid,
      From: from,
      To: to,
      Body: body,
      ApiVersion: apiVersion,
      ...where,
      ...params,
    }
  const channel = channelOf(from)
  // A user with a business-scoped user ID instead of a number has no WaId.
  const number = /^whatsapp:\+?(\d+)$/i.exec(from)?.[1]
  const profile = {
    ProfileName: profileName ?? 'Test User',
    ...(number !== undefined && { WaId: number }),
  }
  return {
    MessageSid: sid,
    SmsSid: sid,
    SmsMessageSid: sid,
    AccountSid: accountSid,
    ...(messagingServiceSid && { MessagingServiceSid: messagingServiceSid }),
    From: from,
    To: to,
    Body: body,
    NumMedia: String(media.length),
    NumSegments: String(
      channel !== 'sms' ? 1 : media.length > 0 ? media.length : segments(body).count,
    ),
    SmsStatus: 'received',
    ApiVersion: apiVersion,
    ...where,
    ...Object.fromEntries(
      media.flatMap(({ contentType }, index) => [
        [`MediaContentType${index}`, contentType],
        [
          `MediaUrl${index}`,
          `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media/${sids.next('ME')}`,
        ],
      ]),
    ),
    ...(optOutType && { OptOutType: optOutType }),
    ...(channel === 'whatsapp' && {
      ...profile,
      MessageType: button
        ? 'button'
        : location
          ? 'location'
          : media[0]
            ? messageTypeOf(media[0])
            : 'text',
      ReferralNumMedia: '0',
      ChannelMetadata: JSON.stringify({ type: 'whatsapp', data: { context: profile } }),
    }),
    ...(button && { ButtonText: button.text, ButtonPayload: button.payload, ButtonType: 'REPLY' }),
    ...(location && {
      Latitude: String(location.latitude),
      Longitude: String(location.longitude),
      ...(location.address !== undefined && { Address: location.address }),
      ...(location.label !== undefined && { Label: location.label }),
    }),
    ...params,
  }
}

/** WhatsApp's type for a message with such a file: files other than images, audio and video are documents. */
const messageTypeOf = ({ contentType }: IncomingMedia): string => {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase()
  if (/^text\/(x-)?(vcard|directory)$/.test(type)) return 'contacts'
  // WhatsApp accepts pictures of that type only as stickers.
  if (type === 'image/webp') return 'sticker'
  return /^(image|audio|video)\//.exec(type)?.[1] ?? 'document'
}

/**
 * Validates a user's text.
 * @throws {TypeError} If Twilio could not have received it like that.
 */
export const assertText = (body: string, { media }: TextOptions): void => {
  if (typeof body !== 'string')
    throw new TypeError(
      `A message has a text, not ${show(body)}: write phone.text('hi'), or phone.text('', { media }) for one without.`,
    )
  if (body.length > MAX_MESSAGE_TEXT)
    throw new TypeError(
      `A message has at most ${MAX_MESSAGE_TEXT} characters, and this one ${body.length}: send it as several.`,
    )
  if (media === undefined) return
  const wrong = Array.isArray(media) ? media.filter((file) => !isMedia(file)) : [media]
  if (wrong.length > 0)
    throw new TypeError(
      `media is a list of files with a contentType each, such as [{ contentType: 'image/jpeg' }], and ${show(wrong[0])} is none: Twilio keeps the file itself, and the app is told its URL.`,
    )
}

const isMedia = (file: Partial<IncomingMedia> | undefined): boolean =>
  typeof file?.contentType === 'string' && /^[\w.+-]+\/[\w.+-]+/.test(file.contentType)

const show = (value: unknown): string => JSON.stringify(value) ?? String(value)
