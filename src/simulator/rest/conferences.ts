/**
 * @module
 * The endpoints of conferences and their participants.
 * @see https://www.twilio.com/docs/voice/api/conference-resource
 */
import type { Leg } from '../voice/engine/leg.ts'
import type { Participant, LiveConference } from '../voice/engine/live-conference.ts'
import { create, findCall } from './calls.ts'
import type { Double, Routes } from './double.ts'
import { notFound, RestError } from './error.ts'
import type { RestRequest } from './request.ts'
import { created, inDays, noContent, ok, page, VERSION } from './shape.ts'
import { rfc2822 } from '../rfc2822.ts'

export const conferences: Routes = {
  'GET /Conferences': (double, request) => {
    const name = request.text('FriendlyName')
    const status = request.oneOf('Status', ['init', 'in-progress', 'completed'], 20001)
    const all = double.switchboard.conferences.ever.filter(
      (conference) =>
        // Since 2026-09-30: https://www.twilio.com/docs/voice/api/conference-resource#read-multiple-conference-resources
        statusOf(conference) === (status ?? 'in-progress') &&
        (name === undefined || conference.name === name) &&
        inDays(request, 'DateCreated', conference.created),
    )
    return page(request, 'conferences', all.toReversed(), (conference) => write(double, conference))
  },

  'GET /Conferences/:sid': (double, request) => ok(write(double, find(double, request, 'sid'))),

  'POST /Conferences/:sid': (double, request) => {
    const conference = find(double, request, 'sid')
    const status = request.oneOf('Status', ['completed'], 20001)
    announce(double, request, conference)
    if (status !== undefined && !conference.ended) double.actions.start(() => conference.close())
    return ok(write(double, conference, status !== undefined))
  },

  'GET /Conferences/:conference/Participants': (double, request) => {
    const conference = find(double, request, 'conference')
    const muted = request.flag('Muted')
    const hold = request.flag('Hold')
    const found = conference.participants.filter(
      (one) =>
        (muted === undefined || one.muted === muted) && (hold === undefined || one.hold === hold),
    )
    return page(request, 'participants', found, (one) => writeParticipant(double, conference, one))
  },

  'POST /Conferences/:conference/Participants': (double, request) => {
    const name = request.params['conference']!
    const conference = double.switchboard.conferences.find(name)
    if (!conference && /^CF[\da-f]{32}$/.test(name)) throw notFound(request.path)
    const leg = create(double, request, { twiml: invitation(request, conference?.name ?? name) })
    return created(writeInvited(double, request, conference, leg))
  },

  'GET /Conferences/:conference/Participants/:call': (double, request) => {
    const { conference, participant } = findParticipant(double, request)
    return ok(writeParticipant(double, conference, participant))
  },

  'POST /Conferences/:conference/Participants/:call': (double, request) => {
    const { conference, participant } = findParticipant(double, request)
    const changes = {
      muted: request.flag('Muted'),
      hold: request.flag('Hold'),
      holdUrl: request.absolute('HoldUrl', 21205),
      holdMethod: request.has('HoldUrl') ? request.httpMethod('HoldMethod', 'GET') : undefined,
      coaching: request.flag('Coaching'),
      endConferenceOnExit: request.flag('EndConferenceOnExit'),
    }
    const known = Object.fromEntries(
      Object.entries(changes).filter(([, value]) => value !== undefined),
    )
    const coached = request.text('CallSidToCoach')
    if (coached !== undefined && !conference.participants.some(({ leg }) => leg.sid === coached))
      throw new RestError(16028, `The call ${coached}, to be coached, is not in the conference.`)
    // The answer tells what is true from now on; who wants to know is told later.
    participant.muted = changes.muted ?? participant.muted
    participant.hold = changes.hold ?? participant.hold
    participant.coaching = changes.coaching ?? participant.coaching
    participant.endConferenceOnExit = changes.endConferenceOnExit ?? participant.endConferenceOnExit
    if (Object.keys(known).length > 0)
      double.actions.start(() => conference.update(participant, known))
    if (request.text('WaitUrl') !== undefined)
      double.simulation.log.write({
        type: 'unsupported',
        message: 'WaitUrl is not simulated in an update: give waitUrl to <Conference>.',
        attribute: 'WaitUrl',
      })
    announce(double, request, conference, participant)
    return ok(writeParticipant(double, conference, participant))
  },

  'DELETE /Conferences/:conference/Participants/:call': (double, request) => {
    const { conference, participant } = findParticipant(double, request)
    double.actions.start(() => conference.kick(participant))
    return noContent
  },
}

const announce = (
  { actions }: Double,
  request: RestRequest,
  conference: LiveConference,
  only?: Participant,
): void => {
  const reference = request.absolute('AnnounceUrl', 21205)
  if (reference === undefined) return
  const method = request.httpMethod('AnnounceMethod')
  actions.start(() => conference.announce({ reference, base: undefined, method }, only))
}

/** The document for a party that the API calls into a conference. */
const invitation = (request: RestRequest, name: string): string => {
  const attributes: Record<string, string | undefined> = {
    participantLabel: request.text('Label'),
    muted: request.text('Muted'),
    beep: request.text('Beep'),
    startConferenceOnEnter: request.text('StartConferenceOnEnter'),
    endConferenceOnExit: request.text('EndConferenceOnExit'),
    waitUrl: request.form.get('WaitUrl') ?? '',
    waitMethod: request.text('WaitMethod'),
    maxParticipants: request.text('MaxParticipants'),
    coach: request.text('CallSidToCoach'),
    record: recordOf(request),
    statusCallback: request.absolute('ConferenceStatusCallback', 21609),
    statusCallbackMethod: request.text('ConferenceStatusCallbackMethod'),
    statusCallbackEvent: request.all('ConferenceStatusCallbackEvent').join(' ') || undefined,
    recordingStatusCallback: request.absolute('ConferenceRecordingStatusCallback', 21609),
  }
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([attribute, value]) => ` ${attribute}="${escape(value!)}"`)
  return `<Response><Dial><Conference${written.join('')}>${escape(name)}</Conference></Dial></Response>`
}

const recordOf = (request: RestRequest): string | undefined => {
  const written = request.text('ConferenceRecord')
  return written === 'true' ? 'record-from-start' : written === 'false' ? 'do-not-record' : written
}

const escape = (text: string): string =>
  text.replace(/[&<>"\n\r\t]/g, (character) => `&#${character.codePointAt(0)};`)

const find = ({ switchboard }: Double, request: RestRequest, name: string): LiveConference => {
  const wanted = request.params[name]!
  const conference =
    switchboard.conferences.find(wanted) ??
    switchboard.conferences.ever.find(({ sid }) => sid === wanted)
  if (!conference) throw notFound(request.path)
  return conference
}

const findParticipant = (double: Double, request: RestRequest) => {
  const conference = find(double, request, 'conference')
  const wanted = request.params['call']!
  const participant = conference.participants.find(
    ({ leg, label }) => leg.sid === wanted || label === wanted,
  )
  if (participant) return { conference, participant }
  if (/^CA[\da-f]{32}$/.test(wanted)) findCall(double, request, 'call')
  throw new RestError(
    20404,
    `The requested resource ${request.path} was not found`,
    `${wanted} is not in the conference ${conference.name}: in it are ${conference.participants.map(({ leg }) => leg.sid).join(', ') || 'nobody'}.`,
  )
}

const statusOf = (conference: LiveConference): 'init' | 'in-progress' | 'completed' =>
  conference.ended ? 'completed' : conference.started ? 'in-progress' : 'init'

const write = (
  { simulation }: Double,
  conference: LiveConference,
  ended = conference.ended,
): object => {
  const { accountSid } = simulation.settings
  const uri = `/${VERSION}/Accounts/${accountSid}/Conferences/${conference.sid}`
  const { why } = conference
  return {
    account_sid: accountSid,
    api_version: VERSION,
    call_sid_ending_conference: why?.callSid ?? null,
    date_created: rfc2822(conference.created),
    date_updated: rfc2822(conference.updated),
    friendly_name: conference.name,
    reason_conference_ended: why?.reason ?? null,
    region: 'us1',
    sid: conference.sid,
    status: ended ? 'completed' : statusOf(conference),
    subresource_uris: {
      participants: `${uri}/Participants.json`,
      recordings: `${uri}/Recordings.json`,
    },
    uri: `${uri}.json`,
  }
}

const participantUri = ({ simulation }: Double, conference: string, call: string): string =>
  `/${VERSION}/Accounts/${simulation.settings.accountSid}/Conferences/${conference}/Participants/${call}.json`

const writeParticipant = (double: Double, conference: LiveConference, one: Participant): object => {
  const { accountSid } = double.simulation.settings
  const { leg, label, muted, hold, coaching, endConferenceOnExit, startConferenceOnEnter } = one
  return {
    account_sid: accountSid,
    call_sid: leg.sid,
    call_sid_to_coach: null,
    coaching,
    conference_sid: conference.sid,
    date_created: rfc2822(one.joined),
    date_updated: rfc2822(double.simulation.clock.date),
    end_conference_on_exit: endConferenceOnExit,
    hold,
    label: label ?? null,
    muted,
    queue_time: null,
    start_conference_on_enter: startConferenceOnEnter,
    status: leg.ended ? 'complete' : 'connected',
    uri: participantUri(double, conference.sid, leg.sid),
  }
}

/** The resource of a party that is being called and has not joined yet. */
const writeInvited = (
  double: Double,
  request: RestRequest,
  conference: LiveConference | undefined,
  leg: Leg,
): object => {
  const sid =
    conference?.sid ??
    double.switchboard.conferences.reserve(request.params['conference']!, double.simulation)
  const now = rfc2822(double.simulation.clock.date)
  return {
    account_sid: double.simulation.settings.accountSid,
    call_sid: leg.sid,
    call_sid_to_coach: request.text('CallSidToCoach') ?? null,
    coaching: request.flag('Coaching') ?? false,
    conference_sid: sid,
    date_created: now,
    date_updated: now,
    end_conference_on_exit: request.flag('EndConferenceOnExit') ?? false,
    hold: false,
    label: request.text('Label') ?? null,
    muted: request.flag('Muted') ?? false,
    queue_time: null,
    start_conference_on_enter: request.flag('StartConferenceOnEnter') ?? true,
    status: 'queued',
    uri: participantUri(double, sid, leg.sid),
  }
}
