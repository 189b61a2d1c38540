/**
 * @module
 * The endpoints of messages and their media.
 * @see https://www.twilio.com/docs/messaging/api/message-resource
 */
import { MAX_MESSAGE_TEXT } from '../../vocabulary/limits.ts'
import { channelOf, isPhoneNumber, normalizeNumber } from '../address.ts'
import { countryOf } from '../countries.ts'
import type { Endpoint } from '../conversation.ts'
import type { LedgerMedia, LedgerMessage } from '../messaging/ledger.ts'
import { bytesOf } from './bytes.ts'
import { type Double, type Routes } from './double.ts'
import { notFound, RestError } from './error.ts'
import type { RestRequest } from './request.ts'
import { created, inDays, noContent, ok, page, VERSION } from './shape.ts'
import { rfc2822 } from '../rfc2822.ts'

const MAX_MEDIA = 10

/**
 * Seconds from now between which a message can be scheduled.
 * https://www.twilio.com/docs/messaging/features/message-scheduling
 */
const SOONEST = 15 * 60
const LATEST = 35 * 24 * 3600

/** The statuses before the final ones. */
const pending = /^(queued|accepted|scheduled|sending)$/

export const messages: Routes = {
  'POST /Messages': (double, request) => created(write(double, create(double, request))),

  'GET /Messages': (double, request) => {
    const to = request.text('To')
    const from = request.text('From')
    const found = double.outbox.ledger.all.filter(
      (message) =>
        (to === undefined || message.to === to) &&
        (from === undefined || message.from === from) &&
        inDays(request, 'DateSent', message.sent),
    )
    return page(request, 'messages', found, (message) => write(double, message))
  },

  'GET /Messages/:sid': (double, request) => ok(write(double, find(double, request))),

  'POST /Messages/:sid': (double, request) => {
    const message = find(double, request)
    const status = request.text('Status')
    if (status !== undefined) {
      if (status !== 'canceled')
        throw new RestError(20001, `Invalid Status: "${status}". A message can only be canceled`)
      if (!double.outbox.cancel(message.sid))
        throw new RestError(
          30409,
          `Message is not in a state that can be canceled: it is ${message.status}`,
        )
    }
    if (request.has('Body')) {
      if (request.text('Body') !== undefined)
        throw new RestError(20001, 'The Body of a message can only be made empty')
      if (pending.test(message.status)) throw incomplete(message)
      message.body = ''
      message.updated = double.simulation.clock.date
    }
    return ok(write(double, message))
  },

  'DELETE /Messages/:sid': (double, request) => {
    const message = find(double, request)
    if (pending.test(message.status)) throw incomplete(message)
    double.outbox.ledger.delete(message.sid)
    return noContent
  },

  'POST /Messages/:sid/Feedback': (double, request) => {
    const { sid } = find(double, request)
    const outcome = request.oneOf('Outcome', ['confirmed', 'unconfirmed'], 20001) ?? 'confirmed'
    const { accountSid } = double.simulation.settings
    const now = rfc2822(double.simulation.clock.date)
    return created({
      account_sid: accountSid,
      message_sid: sid,
      outcome,
      date_created: now,
      date_updated: now,
      uri: `${uriOf(double, sid)}/Feedback.json`,
    })
  },

  'GET /Messages/:sid/Media': (double, request) => {
    const message = find(double, request)
    return page(request, 'media_list', message.media, (media) => writeMedia(double, message, media))
  },

  'GET /Messages/:sid/Media/:media': (double, request) => {
    const message = find(double, request)
    const media = findMedia(message, request)
    // Without `.json` the path names the file itself.
    return /\.json$/i.test(request.path)
      ? ok(writeMedia(double, message, media))
      : media.source === undefined
        ? {
            status: 200,
            body: bytesOf(media.contentType),
            headers: { 'content-type': media.contentType },
          }
        : { status: 307, headers: { location: media.source } }
  },

  'DELETE /Messages/:sid/Media/:media': (double, request) => {
    const message = find(double, request)
    message.media.splice(message.media.indexOf(findMedia(message, request)), 1)
    return noContent
  },
}

const create = (double: Double, request: RestRequest): LedgerMessage => {
  const { settings } = double.simulation
  const to = recipient(double, request)
  const service = request.text('MessagingServiceSid')
  const from = sender(double, request, service, to)
  const body = request.text('Body') ?? ''
  const media = request.form.getAll('MediaUrl').filter(Boolean)
  const content = request.text('ContentSid')
  if (body.length > MAX_MESSAGE_TEXT)
    throw new RestError(
      21617,
      `The concatenated message body exceeds the ${MAX_MESSAGE_TEXT} character limit`,
      `It has ${body.length} characters: send it as several messages.`,
    )
  if (body.trim() === '' && media.length === 0 && content === undefined)
    throw new RestError(
      request.has('Body') ? 21619 : 21602,
      request.has('Body')
        ? 'A text message body or media urls must be specified.'
        : 'Message body is required.',
    )
  if (media.length > MAX_MEDIA)
    throw new RestError(21623, `Number of media files exceeds allowed limit of ${MAX_MEDIA}`)
  for (const url of media)
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
      throw new RestError(21620, `Invalid media URL(s): ${url}`)
  const url = request.absolute('StatusCallback', 21609)
  const callbacks: Endpoint[] = url === undefined ? [] : [{ url, method: 'POST' }]
  const sendAt = scheduled(double, request, service)
  if (content !== undefined)
    double.simulation.log.write({
      type: 'unsupported',
      message: `The template ${content} is not simulated: the message has the text of Body.`,
    })
  const message = double.outbox.create(
    { to, from, body, media, callbacks },
    { service: service ?? settings.messagingServiceSid, sendAt },
  )
  if (message.sid === undefined) throw refused(message, to, from)
  return message
}

const recipient = (double: Double, request: RestRequest): string => {
  const written = request.text('To')
  if (written === undefined) throw new RestError(21604, "A 'To' phone number is required.")
  const to = channelOf(written) === 'sms' ? normalizeNumber(written) : written
  if (to === undefined || !(channelOf(written) === 'sms' || /^[a-z]+:\S/i.test(written)))
    throw new RestError(21211, `Invalid 'To' Phone Number: ${masked(written)}`)
  const { countries } = double.simulation.settings
  const country = countryOf(to)
  if (countries && country !== undefined && !countries.includes(country))
    throw new RestError(
      21408,
      `Permission to send an SMS has not been enabled for the region indicated by the 'To' number: ${to}`,
      `Add '${country}' to countries.`,
    )
  return to
}

const sender = (
  double: Double,
  request: RestRequest,
  service: string | undefined,
  to: string,
): string => {
  const { settings } = double.simulation
  const written = request.text('From')
  if (written === undefined) {
    if (service === undefined)
      throw new RestError(
        21603,
        "A 'From' phone number is required.",
        'Give From or MessagingServiceSid.',
      )
    if (settings.messagingServiceSid !== undefined && service !== settings.messagingServiceSid)
      throw new RestError(
        21701,
        `The Messaging Service does not exist: ${service}`,
        `simulate() has messagingServiceSid: '${settings.messagingServiceSid}'.`,
      )
    const channel = channelOf(to)
    return (channel === 'sms' ? '' : `${channel}:`) + settings.twilioNumber
  }
  if (channelOf(written) !== 'sms') return written
  const number = normalizeNumber(written)
  const name = /^(?=.*[a-z])[\w &+-]{1,11}$/i.test(written) ? written : undefined
  const from = number ?? name
  if (from === undefined)
    throw new RestError(
      21212,
      `The 'From' number ${written} is not a valid phone number, shortcode, or alphanumeric sender ID`,
    )
  if (from === to) throw new RestError(21266, `'To' and 'From' number cannot be the same: ${to}`)
  return from
}

const scheduled = (
  { simulation }: Double,
  request: RestRequest,
  service: string | undefined,
): Date | undefined => {
  const type = request.text('ScheduleType')
  const written = request.text('SendAt')
  if (type === undefined && written === undefined) return undefined
  if (type?.toLowerCase() !== 'fixed') throw new RestError(35111, `SendAt needs ScheduleType=fixed`)
  if (written === undefined) throw new RestError(35111, 'SendAt is required to schedule a message')
  if (service === undefined)
    throw new RestError(35118, 'MessagingServiceSid is required to schedule a message')
  const sendAt = new Date(written)
  const seconds = (sendAt.getTime() - simulation.clock.date.getTime()) / 1000
  if (Number.isNaN(seconds))
    throw new RestError(35111, `SendAt is not a date of ISO 8601: ${written}`)
  if (seconds < SOONEST || seconds > LATEST)
    throw new RestError(
      35114,
      'SendAt must be between 15 minutes and 35 days from now',
      `Now it is ${simulation.clock.date.toISOString()} in this simulation: the option startAt sets it.`,
    )
  return sendAt
}

/** A refusal with Twilio's message, and ours as advice. */
const refused = (
  { code, message }: { code: number; message: string },
  to: string,
  from: string,
): RestError => {
  const words: Readonly<Record<number, string>> = {
    21606: `The 'From' phone number provided (${from}) is not a valid message-capable Twilio phone number for this destination/account`,
    21608: `The number ${masked(to)} is unverified. Trial accounts cannot send messages to unverified numbers`,
    21610: 'Attempt to send to unsubscribed recipient',
    21910: 'Invalid From and To pair. From and To should be of the same channel',
    63007: 'Twilio could not find a Channel with the specified From address',
    63031: 'Channels message cannot have same From and To',
  }
  return new RestError(code, words[code] ?? message, message)
}

const masked = (address: string): string =>
  isPhoneNumber(address) && address.length > 7 ? `${address.slice(0, -4)}XXXX` : address

const incomplete = ({ sid, status }: LedgerMessage): RestError =>
  new RestError(
    20009,
    `Cannot delete message because delivery of message has not been completed.`,
    `${sid} is ${status}: the option delivery, or twilio.report(), says what becomes of it.`,
  )

const find = ({ outbox }: Double, request: RestRequest): LedgerMessage => {
  const message = outbox.ledger.get(request.params['sid']!)
  if (!message) throw notFound(request.path)
  return message
}

const findMedia = (message: LedgerMessage, request: RestRequest): LedgerMedia => {
  const media = message.media.find(({ sid }) => sid === request.params['media'])
  if (!media) throw notFound(request.path)
  return media
}

const uriOf = ({ simulation }: Double, sid: string): string =>
  `/${VERSION}/Accounts/${simulation.settings.accountSid}/Messages/${sid}`

const write = (double: Double, message: LedgerMessage): object => {
  const uri = uriOf(double, message.sid)
  const { errorCode } = message
  return {
    account_sid: double.simulation.settings.accountSid,
    api_version: VERSION,
    body: message.body,
    date_created: rfc2822(message.created),
    date_sent: message.sent ? rfc2822(message.sent) : null,
    date_updated: rfc2822(message.updated),
    direction: message.direction,
    error_code: errorCode ?? null,
    error_message: errorCode === undefined ? null : (meanings[errorCode] ?? 'Unknown error'),
    // A messaging service chooses its number when the message is sent.
    from:
      message.service !== undefined && /^(accepted|scheduled)$/.test(message.status)
        ? null
        : message.from,
    messaging_service_sid: message.service ?? null,
    num_media: String(message.media.length),
    num_segments: String(message.segments),
    price: null,
    price_unit: 'USD',
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json`, feedback: `${uri}/Feedback.json` },
    to: message.to,
    uri: `${uri}.json`,
  }
}

const writeMedia = (double: Double, message: LedgerMessage, media: LedgerMedia): object => ({
  account_sid: double.simulation.settings.accountSid,
  content_type: media.contentType,
  date_created: rfc2822(message.created),
  date_updated: rfc2822(message.updated),
  parent_sid: message.sid,
  sid: media.sid,
  uri: `${uriOf(double, message.sid)}/Media/${media.sid}.json`,
})

/** The descriptions of the commonest codes in Twilio's dictionary. https://www.twilio.com/docs/api/errors */
const meanings: Readonly<Record<number, string>> = {
  30003: 'Unreachable destination handset',
  30004: 'Message blocked',
  30005: 'Unknown destination handset',
  30006: 'Landline or unreachable carrier',
  30007: 'Message filtered',
  30034: 'Message from an Unregistered Number',
  63016: 'Failed to send freeform message because you are outside the allowed window',
}
