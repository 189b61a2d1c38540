/**
 * @module
 * An incoming message, and the parameters that tell an app of it.
 * @see https://www.twilio.com/docs/messaging/guides/webhook-request
 */
import { channelOf, geography } from '../address.ts'
import type { Parameters } from '../client/form.ts'
import type { Simulation } from '../simulation.ts'
import { segments } from '../../vocabulary/messaging/segments.ts'

/** A picture or another file that is sent with a message. */
export interface IncomingMedia {
  /** Its media type, such as `image/jpeg`. */
  readonly contentType: string
}

/** What a user sends beside the text. */
export interface TextOptions {
  /** The Twilio number that is texted. Default: the one of the simulation. */
  to?: string | undefined
  /** Pictures and other files. */
  media?: readonly IncomingMedia[] | undefined
  /** WhatsApp: the button that was pressed. */
  button?: { readonly text: string; readonly payload: string } | undefined
  /** WhatsApp: the name in the user's profile. */
  profileName?: string | undefined
  /** WhatsApp: a place that is sent. */
  location?:
    | {
        readonly latitude: number
        readonly longitude: number
        readonly address?: string | undefined
        readonly label?: string | undefined
      }
    | undefined
  /** Parameters of your own, for whatever else a channel sends. */
  params?: Parameters | undefined
}

/** The parameters of an incoming message. */
export const incomingParameters = (
  { settings, sids }: Simulation,
  from: string,
  to: string,
  body: string,
  { media = [], button, profileName, location, params }: TextOptions,
  optOutType: string | undefined,
): Parameters => {
  const { accountSid, apiVersion, messagingServiceSid } = settings
  const sid = sids.next(media.length > 0 ? 'MM' : 'SM')
  const places = { ...geography('From', from), ...geography('To', to) }
  if (apiVersion === '2008-08-01')
    return {
      SmsSid: sid,
      AccountSid: accountSid,
      From: from,
      To: to,
      Body: body,
      ApiVersion: apiVersion,
      ...places,
      ...params,
    }
  const channel = channelOf(from)
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
    NumSegments: String(channel === 'sms' && media.length === 0 ? segments(body).count : 1),
    SmsStatus: 'received',
    ApiVersion: apiVersion,
    ...places,
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
      ProfileName: profileName ?? 'Test User',
      WaId: from.replace(/\D/g, ''),
      MessageType: button
        ? 'button'
        : location
          ? 'location'
          : (media[0]?.contentType.split('/', 1)[0] ?? 'text'),
      ReferralNumMedia: '0',
      ChannelMetadata: JSON.stringify({
        type: 'whatsapp',
        data: {
          context: { ProfileName: profileName ?? 'Test User', WaId: from.replace(/\D/g, '') },
        },
      }),
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
