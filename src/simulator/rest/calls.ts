/**
 * @module
 * The endpoints of calls.
 * @see https://www.twilio.com/docs/voice/api/call-resource
 */
import { isPhoneNumber, normalizeNumber } from '../address.ts'
import type { NewDocument } from '../test-actions.ts'
import { countryOf } from '../countries.ts'
import { type OutgoingCall, placeCall } from '../outgoing.ts'
import type { Leg } from '../voice/engine/leg.ts'
import { Interruption } from '../voice/engine/signal.ts'
import type { Double, Routes } from './double.ts'
import { notFound, RestError } from './error.ts'
import type { RestRequest } from './request.ts'
import { created, inDays, noContent, ok, page, VERSION } from './shape.ts'
import { rfc2822 } from '../rfc2822.ts'

export const calls: Routes = {
  'POST /Calls': (double, request) => created(writeCall(double, create(double, request))),

  'GET /Calls': (double, request) => {
    const wanted = (name: string, value: string | undefined) => {
      const written = request.text(name)
      return written === undefined || written === value
    }
    const found = double.switchboard.legs.filter(
      (leg) =>
        !double.deleted.has(leg.sid) &&
        wanted('To', leg.to) &&
        wanted('From', leg.from) &&
        wanted('ParentCallSid', leg.parent?.sid) &&
        wanted('Status', statusOf(leg)) &&
        inDays(request, 'StartTime', startOf(leg)) &&
        inDays(request, 'EndTime', endOf(leg)),
    )
    return page(request, 'calls', found.toReversed(), (leg) => writeCall(double, leg))
  },

  'GET /Calls/:sid': (double, request) => ok(writeCall(double, findCall(double, request))),

  'POST /Calls/:sid': (double, request) => {
    const leg = findCall(double, request)
    const status = request.oneOf('Status', ['canceled', 'completed'], 21218)
    const document = documentOf(request)
    if (status !== undefined) end(double, leg, status)
    else if (document) {
      if (leg.ended || !leg.answered)
        throw new RestError(
          21220,
          'Call is not in-progress. Cannot redirect.',
          `The call ${leg.sid} is ${statusOf(leg)}.`,
        )
      double.actions.redirect(leg, document)
    } else if (leg.ended)
      throw new RestError(21220, `Call is not in-progress: it is ${statusOf(leg)}.`)
    return ok(writeCall(double, leg))
  },

  'DELETE /Calls/:sid': (double, request) => {
    const leg = findCall(double, request)
    if (!leg.ended)
      throw new RestError(20009, `Cannot delete call ${leg.sid}: it is ${statusOf(leg)}`)
    double.deleted.add(leg.sid)
    return noContent
  },
}

/** The call that the path names. */
export const findCall = (
  { switchboard, deleted }: Double,
  request: RestRequest,
  name = 'sid',
): Leg => {
  const sid = request.params[name]
  const leg = switchboard.legs.find((leg) => leg.sid === sid)
  if (!leg || deleted.has(leg.sid)) throw notFound(request.path)
  return leg
}

/** Makes a call from a request. `document`: runs in place of the one that the request gives. */
export const create = (double: Double, request: RestRequest, document?: NewDocument): Leg => {
  const to = recipient(double, request)
  const from = caller(double, request)
  const runs = document ?? documentOf(request)
  if (!runs)
    throw new RestError(
      21205,
      'Url parameter is required.',
      'A call runs a document: give url or twiml.',
    )
  const limit = request.number('TimeLimit')
  const options: OutgoingCall = {
    ...runs,
    from,
    answered: false,
    timeout: request.number('Timeout') ?? 60,
    ...withoutUndefined({
      statusCallback: request.absolute('StatusCallback', 21609),
      statusCallbackMethod: request.httpMethod('StatusCallbackMethod'),
      statusCallbackEvent: events(request),
      fallbackUrl: request.absolute('FallbackUrl', 21405),
      fallbackMethod: request.httpMethod('FallbackMethod'),
      machineDetection: request.oneOf('MachineDetection', ['Enable', 'DetectMessageEnd'], 21238),
      asyncAmd: request.flag('AsyncAmd'),
      asyncAmdStatusCallback: request.absolute('AsyncAmdStatusCallback', 21609),
      asyncAmdStatusCallbackMethod: request.httpMethod('AsyncAmdStatusCallbackMethod'),
      record: request.flag('Record'),
      recordingChannels: request.oneOf('RecordingChannels', ['mono', 'dual'], 20001),
      recordingTrack: request.oneOf('RecordingTrack', ['inbound', 'outbound', 'both'], 20001),
      recordingStatusCallback: request.absolute('RecordingStatusCallback', 21609),
      recordingStatusCallbackMethod: request.httpMethod('RecordingStatusCallbackMethod'),
      recordingStatusCallbackEvent: recordingEvents(request),
      sendDigits: request.text('SendDigits'),
    }),
  }
  const leg = placing(() => placeCall(double.actions, double.switchboard, to, options))
  if (limit !== undefined) leg.limit(limit)
  return leg
}

/** Turns a TypeError about the document into an error of the API. */
const placing = <T>(place: () => T): T => {
  try {
    return place()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const code = Number(/\((\d{5})\)/.exec(error.message)?.[1] ?? 21205)
    throw new RestError(code, error.message)
  }
}

/** The options that are set, since their types do not accept `undefined`. */
const withoutUndefined = <T extends object>(
  options: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

const progressEvents = ['initiated', 'ringing', 'answered', 'completed'] as const

const events = (request: RestRequest) => {
  const names = request.all('StatusCallbackEvent')
  const known = progressEvents.filter((name) => names.includes(name))
  if (known.length < new Set(names).size)
    throw new RestError(
      21626,
      `Invalid StatusCallbackEvent: ${names.join(', ')}. Allowed: ${progressEvents.join(', ')}`,
    )
  return known.length > 0 ? known : undefined
}

const recordingEvents = (request: RestRequest) => {
  const names = request.all('RecordingStatusCallbackEvent')
  const known = (['in-progress', 'completed', 'absent'] as const).filter((name) =>
    names.includes(name),
  )
  return known.length > 0 ? known : undefined
}

/** The document that a request gives, if any. */
const documentOf = (request: RestRequest): NewDocument | undefined => {
  const twiml = request.text('Twiml')
  if (twiml !== undefined) {
    placing(() => {
      if (request.has('Url')) throw new TypeError('Give either Url or Twiml (32019).')
    })
    return { twiml }
  }
  const url = request.absolute('Url', 21205)
  return url === undefined ? undefined : { url, method: request.httpMethod('Method') }
}

const recipient = ({ simulation }: Double, request: RestRequest): string => {
  const written = request.text('To')
  if (written === undefined) throw new RestError(21201, "No 'To' number is specified")
  if (/^(client|sips?|whatsapp):\S+$/i.test(written)) return written
  const to = normalizeNumber(written)
  if (to === undefined || !/\d{3}/.test(to))
    throw new RestError(21211, `Invalid 'To' Phone Number: ${written}`)
  const { countries, verifiedNumbers } = simulation.settings
  const country = countryOf(to)
  if (countries && country !== undefined && !countries.includes(country))
    throw new RestError(
      21215,
      `Account not authorized to call ${to}. Perhaps you need to enable some international permissions`,
      `Add '${country}' to countries.`,
    )
  if (verifiedNumbers?.includes(to) === false)
    throw new RestError(
      21219,
      `The number ${to} is unverified. Trial accounts may only make calls to verified numbers.`,
      'Add it to verifiedNumbers.',
    )
  return to
}

const caller = ({ simulation }: Double, request: RestRequest): string => {
  const { settings } = simulation
  const written = request.text('From') ?? request.text('CallerId')
  if (written === undefined)
    throw new RestError(21213, "No 'From' number is specified", 'Give from.')
  if (/^(client|sips?):\S+$/i.test(written)) return written
  const from = normalizeNumber(written.replace(/^whatsapp:/, ''))
  if (from === undefined)
    throw new RestError(21212, `The 'From' number ${written} is not a valid phone number.`)
  const own = [settings.twilioNumber, ...settings.callerIds, ...(settings.senders ?? [])]
  // With the token of an incoming call, an app may show the number of its caller.
  if (own.includes(from) || request.has('CallToken')) return written
  throw new RestError(
    21210,
    `The source phone number provided, ${written}, is not yet verified for your account.`,
    `Add it to callerIds: the simulation has ${own.join(', ')}.`,
  )
}

const end = ({ actions }: Double, leg: Leg, status: 'canceled' | 'completed'): void => {
  if (leg.ended) throw new RestError(21220, `Call is not in-progress: it is ${statusOf(leg)}.`)
  // A call in progress cannot be canceled.
  if (status === 'canceled' && leg.answered) return
  if (leg.direction !== 'outbound-dial' || leg.detached) return actions.end(leg)
  if (!leg.answered) return leg.decline('canceled')
  leg.interrupt(new Interruption({ type: 'over', by: 'twilio' }))
  leg.leave()
}

/** The API's word for the status of a call. */
const statusOf = (leg: Leg): string => (leg.status === 'initiated' ? 'queued' : leg.status)

const startOf = ({ simulation, answeredAt, endedAt }: Leg): Date | undefined => {
  const at = answeredAt ?? endedAt
  return at === undefined ? undefined : simulation.clock.dateAt(at)
}

const endOf = ({ simulation, endedAt }: Leg): Date | undefined =>
  endedAt === undefined ? undefined : simulation.clock.dateAt(endedAt)

const optional = (date: Date | undefined): string | null => (date ? rfc2822(date) : null)

/** The resource of a call. */
const writeCall = ({ simulation }: Double, leg: Leg): object => {
  const { accountSid } = simulation.settings
  const { clock } = simulation
  const uri = `/${VERSION}/Accounts/${accountSid}/Calls/${leg.sid}`
  const sub = (name: string) => `${uri}/${name}.json`
  return {
    account_sid: accountSid,
    annotation: null,
    answered_by: leg.answered ? (leg.answeredBy ?? null) : null,
    api_version: VERSION,
    caller_name: null,
    date_created: rfc2822(clock.dateAt(leg.started)),
    date_updated: rfc2822(endOf(leg) ?? startOf(leg) ?? clock.dateAt(leg.started)),
    direction: leg.direction,
    duration: leg.ended ? String(leg.duration) : null,
    end_time: optional(endOf(leg)),
    forwarded_from: null,
    from: leg.from,
    from_formatted: formatted(leg.from),
    group_sid: null,
    parent_call_sid: leg.parent?.sid ?? null,
    phone_number_sid: `PN${'0'.repeat(32)}`,
    price: null,
    price_unit: 'USD',
    queue_time: '0',
    sid: leg.sid,
    start_time: optional(startOf(leg)),
    status: statusOf(leg),
    subresource_uris: {
      events: sub('Events'),
      notifications: sub('Notifications'),
      payments: sub('Payments'),
      recordings: sub('Recordings'),
      siprec: sub('Siprec'),
      streams: sub('Streams'),
      transcriptions: sub('Transcriptions'),
      user_defined_message_subscriptions: sub('UserDefinedMessageSubscriptions'),
      user_defined_messages: sub('UserDefinedMessages'),
    },
    to: leg.to,
    to_formatted: formatted(leg.to),
    trunk_sid: null,
    uri: `${uri}.json`,
  }
}

/** Formats a number of the North American plan as people write it there. */
const formatted = (address: string): string => {
  const parts = isPhoneNumber(address) && /^\+1(\d{3})(\d{3})(\d{4})$/.exec(address)
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : address
}
