/**
 * @module
 * The endpoints of recordings, in progress or finished, and their files.
 * @see https://www.twilio.com/docs/voice/api/recording
 */
import { apiRecording, recordBeside } from '../api-recording.ts'
import type { Leg } from '../voice/engine/leg.ts'
import type { StoredRecording, LiveRecording } from '../voice/engine/recordings.ts'
import { mp3, wav } from './bytes.ts'
import { findCall } from './calls.ts'
import type { Double, Routes } from './double.ts'
import { notFound, RestError } from './error.ts'
import type { RestAnswer, RestRequest } from './request.ts'
import { created, inDays, noContent, ok, page, VERSION } from './shape.ts'
import { rfc2822 } from '../rfc2822.ts'

/** A recording, finished or in progress. */
type AnyRecording = StoredRecording | LiveRecording

const isLive = (recording: AnyRecording): recording is LiveRecording => 'end' in recording

const remove = (double: Double, request: RestRequest): RestAnswer => {
  const recording = find(double, request)
  if (isLive(recording))
    throw new RestError(20009, `Cannot delete recording ${recording.sid}: it is in progress`)
  double.deleted.add(recording.sid)
  return noContent
}

export const recordings: Routes = {
  'GET /Recordings': (double, request) =>
    list(double, request, (recording) => {
      const call = request.text('CallSid')
      const conference = request.text('ConferenceSid')
      return (
        (call === undefined || recording.leg.sid === call) &&
        (conference === undefined || conferenceOf(recording) === conference)
      )
    }),
  'GET /Recordings/:sid': (double, request) => {
    const recording = find(double, request)
    return /\.(json)$/i.test(request.path)
      ? ok(write(double, recording))
      : file(double, request, recording)
  },
  'DELETE /Recordings/:sid': remove,

  'GET /Calls/:call/Recordings': (double, request) => {
    const leg = findCall(double, request, 'call')
    return list(double, request, (recording) => recording.leg === leg)
  },
  'POST /Calls/:call/Recordings': (double, request) => {
    const leg = findCall(double, request, 'call')
    if (leg.ended || !leg.answered)
      throw new RestError(
        21220,
        'Requested resource is not eligible for recording',
        `The call is ${leg.status}: only one in progress can be recorded.`,
      )
    return created(write(double, start(double, request, leg)))
  },
  'GET /Calls/:call/Recordings/:sid': (double, request) => ok(write(double, find(double, request))),
  'POST /Calls/:call/Recordings/:sid': (double, request) => {
    const leg = findCall(double, request, 'call')
    const { sid } = request.params
    const live = double.switchboard.recordings.live.find(
      (live) => live.leg === leg && (sid === 'Twilio.CURRENT' || live.sid === sid),
    )
    if (!live) throw notFound(request.path)
    const status = request.oneOf('Status', ['paused', 'in-progress', 'stopped'], 20001)
    if (status === undefined) throw new RestError(20001, 'Missing required parameter Status')
    return ok(write(double, update(double, live, status)))
  },
  'DELETE /Calls/:call/Recordings/:sid': remove,

  'GET /Conferences/:conference/Recordings': (double, request) =>
    list(double, request, (recording) => conferenceOf(recording) === request.params['conference']),
  'GET /Conferences/:conference/Recordings/:sid': (double, request) =>
    ok(write(double, find(double, request))),
  'DELETE /Conferences/:conference/Recordings/:sid': remove,
}

const list = (
  double: Double,
  request: RestRequest,
  filter: (recording: AnyRecording) => boolean,
): RestAnswer => {
  const { all, live } = double.switchboard.recordings
  const found = [...all, ...live].filter(
    (recording) =>
      !double.deleted.has(recording.sid) &&
      filter(recording) &&
      inDays(request, 'DateCreated', recording.begun.started),
  )
  return page(request, 'recordings', found.toReversed(), (recording) => write(double, recording))
}

const find = (double: Double, request: RestRequest): AnyRecording => {
  // The name of a file ends with its type.
  const sid = request.params['sid']!.replace(/\.(wav|mp3)$/i, '')
  const { all, live } = double.switchboard.recordings
  const recording: AnyRecording | undefined = [...all, ...live].find(
    (recording) => recording.sid === sid,
  )
  if (!recording || double.deleted.has(sid)) throw notFound(request.path)
  return recording
}

const file = (
  { simulation }: Double,
  request: RestRequest,
  recording: AnyRecording,
): RestAnswer => {
  if (isLive(recording) || !recording.ready || recording.seconds === 0) {
    const error = notFound(request.path)
    throw new RestError(
      error.code,
      error.message,
      isLive(recording) || recording.seconds === 0
        ? `The recording ${recording.sid} has no file.`
        : `The file is there ${simulation.settings.recordingDelay} s after the recording (recordingDelay), or once the test calls recordingReady().`,
    )
  }
  const channels = Math.min(
    recording.begun.channels ?? 1,
    request.number('RequestedChannels') ?? recording.begun.channels ?? 1,
  )
  return /\.mp3$/i.test(request.path)
    ? { status: 200, body: mp3(recording.seconds), headers: { 'content-type': 'audio/mpeg' } }
    : {
        status: 200,
        body: wav(recording.seconds, channels),
        headers: { 'content-type': 'audio/x-wav' },
      }
}

const start = (double: Double, request: RestRequest, leg: Leg): LiveRecording => {
  const live = double.switchboard.recordings.open(
    leg,
    apiRecording({
      source: 'StartCallRecordingAPI',
      callback: request.absolute('RecordingStatusCallback', 21609),
      method: request.httpMethod('RecordingStatusCallbackMethod'),
      events: request.all('RecordingStatusCallbackEvent'),
      channels: request.text('RecordingChannels'),
      track: request.oneOf('RecordingTrack', ['inbound', 'outbound', 'both'], 20001),
    }),
  )
  recordBeside(leg, live.end)
  return live
}

const update = (
  { simulation, switchboard }: Double,
  live: LiveRecording,
  status: 'paused' | 'in-progress' | 'stopped',
): AnyRecording => {
  const { clock } = simulation
  if (status === 'paused') live.pausedAt ??= clock.seconds
  else if (live.pausedAt !== undefined) {
    live.paused += clock.seconds - live.pausedAt
    live.pausedAt = undefined
  }
  if (status !== 'stopped') return live
  const beside = live.leg.beside.find(({ name }) => name === live.sid)
  if (beside) live.leg.noLongerBeside(beside)
  live.end()
  return switchboard.recordings.all.find(({ sid }) => sid === live.sid)!
}

const conferenceOf = ({ begun }: AnyRecording): string | undefined =>
  begun.subject?.['ConferenceSid']

const write = (double: Double, recording: AnyRecording): object => {
  const { accountSid } = double.simulation.settings
  const { sid, leg, begun } = recording
  const live = isLive(recording)
  const uri = `/${VERSION}/Accounts/${accountSid}/Recordings/${sid}`
  const status = live
    ? recording.pausedAt === undefined
      ? 'in-progress'
      : 'paused'
    : !recording.ready
      ? 'processing'
      : recording.seconds > 0
        ? 'completed'
        : 'absent'
  return {
    account_sid: accountSid,
    api_version: VERSION,
    call_sid: leg.sid,
    channels: begun.channels ?? 1,
    conference_sid: conferenceOf(recording) ?? null,
    date_created: rfc2822(begun.started),
    date_updated: rfc2822(live ? begun.started : recording.ended),
    duration: live ? null : String(recording.seconds),
    encryption_details: null,
    error_code: null,
    media_url: `https://api.twilio.com${uri}`,
    price: null,
    price_unit: 'USD',
    sid,
    source: begun.source,
    start_time: rfc2822(begun.started),
    status,
    subresource_uris: {
      add_on_results: `${uri}/AddOnResults.json`,
      transcriptions: `${uri}/Transcriptions.json`,
    },
    track: begun.track ?? 'both',
    uri: `${uri}.json`,
  }
}
