/**
 * @module
 * Recordings, and the callbacks once they are ready.
 * @see https://www.twilio.com/docs/voice/api/recording
 */
import { rfc2822 } from '../../rfc2822.ts'
import type { Parameters } from '../../client/form.ts'
import type { Attributes } from '../../inspect.ts'
import type { Leg } from './leg.ts'
import { callIdentity } from './call-parameters.ts'

/**
 * A recording of a call.
 *
 * @example
 * ```ts
 * const wasSaid = ({ text, seconds }: Recording): string => `${text} (${seconds} s)`
 * ```
 */
export interface Recording {
  readonly sid: string
  readonly url: string
  readonly callSid: string
  readonly seconds: number
  /** The words spoken in it. */
  readonly text: string
}

interface Callback {
  readonly reference: string
  readonly base: string | undefined
  readonly method: 'GET' | 'POST'
}

export interface StoredRecording extends Recording {
  readonly leg: Leg
  /** The time of its end, and whether its file can be fetched. */
  readonly ended: Date
  ready: boolean
  /** True once its callback was told that it is ready. */
  told: boolean
  readonly begun: NewRecording & { readonly started: Date }
  readonly status: (Callback & { readonly events: readonly string[] }) | undefined
  readonly transcribe: Callback | undefined
}

/** The settings of a new recording. */
export interface NewRecording {
  readonly source:
    | 'RecordVerb'
    | 'DialVerb'
    | 'Conference'
    | 'StartCallRecordingTwiML'
    | 'OutboundAPI'
    | 'StartCallRecordingAPI'
  readonly channels?: number
  readonly track?: string | undefined
  /** The attributes that name its callbacks. */
  readonly attributes: Attributes
  /** The URL of the document, to which callbacks are relative. */
  readonly base: string | undefined
  /** Parameters that identify the recorded subject, if it is not the leg. */
  readonly subject?: Parameters
}

/** A recording in progress. */
export interface LiveRecording {
  readonly sid: string
  readonly leg: Leg
  readonly begun: NewRecording & { readonly started: Date }
  /** The virtual second at which it was paused, if it is. */
  pausedAt: number | undefined
  /** Seconds of past pauses. */
  paused: number
  readonly end: EndRecording
}

/** Ends a recording and stores it. `seconds`: its length, if that is not the time since it began. */
export interface EndRecording {
  (seconds?: number, text?: string): Recording
  /** The SID of the recording. */
  readonly sid: string
}

/** All recordings of a simulation. */
export class Recordings {
  readonly all: StoredRecording[] = []
  /** Recordings in progress. */
  readonly live: LiveRecording[] = []

  /** Begins to record a leg, and waits for the callback. */
  async begin(leg: Leg, recording: NewRecording): Promise<EndRecording> {
    const { end, told } = this.#open(leg, recording)
    await told()
    return end
  }

  /** Begins to record a leg, and sends the callback later. */
  open(leg: Leg, recording: NewRecording): LiveRecording {
    const { live, told } = this.#open(leg, recording)
    leg.simulation.clock.start(told)
    return live
  }

  #open(leg: Leg, recording: NewRecording) {
    const { attributes, base } = recording
    const { sids, settings, clock } = leg.simulation
    const sid = sids.next('RE')
    const url = `https://api.twilio.com/2010-04-01/Accounts/${settings.accountSid}/Recordings/${sid}`
    const since = clock.seconds
    const events = attributes.list('recordingStatusCallbackEvent')
    // `eventCallbackUrl` is the former name of the recording callback.
    const reference =
      attributes.text('recordingStatusCallback') ?? attributes.text('eventCallbackUrl')
    const method = attributes.method('recordingStatusCallbackMethod')
    const transcribe = attributes.flag('transcribe')
      ? attributes.text('transcribeCallback')
      : undefined
    const begun = { ...recording, started: clock.date }
    const keep = (seconds: number, text: string): StoredRecording => ({
      sid,
      url,
      callSid: leg.sid,
      seconds,
      text,
      leg,
      ended: clock.date,
      ready: !settings.recordingDelay,
      told: false,
      begun,
      status:
        reference === undefined
          ? undefined
          : { reference, base, method, events: events.length > 0 ? events : ['completed'] },
      transcribe:
        transcribe === undefined ? undefined : { reference: transcribe, base, method: 'POST' },
    })
    const stop = (seconds?: number, text = ''): Recording => {
      this.live.splice(this.live.indexOf(live), 1)
      const paused = live.paused + (live.pausedAt === undefined ? 0 : clock.seconds - live.pausedAt)
      const kept = keep(seconds ?? Math.round(clock.seconds - since - paused), text)
      this.all.push(kept)
      const { recordingDelay } = settings
      const ready = () => clock.start(() => this.ready(sid))
      if (recordingDelay === 0) ready()
      else if (recordingDelay !== undefined && recordingDelay < Infinity)
        clock.after(recordingDelay, ready)
      return kept
    }
    const end = Object.assign(stop, { sid })
    const live: LiveRecording = { sid, leg, begun, pausedAt: undefined, paused: 0, end }
    this.live.push(live)
    return { live, end, told: () => tell(keep(0, ''), 'in-progress') }
  }

  /** Reports that a recording can be fetched. */
  async ready(sid: string): Promise<void> {
    const recording = this.#find(sid)
    // One that a test made ready before its time is not told of again.
    if (recording.told && recording.leg.simulation.settings.recordingDelay !== undefined) return
    recording.told = true
    recording.ready = true
    const status = recording.seconds > 0 ? 'completed' : 'absent'
    if (status === 'absent')
      recording.leg.report(
        { code: 16102, message: `The recording ${sid} is silent, so it is not kept.` },
        { url: undefined },
      )
    if (!recording.status?.events.includes(status))
      recording.leg.write({
        type: 'hint',
        message: `No callback reports that the recording ${sid} is ${status}: ${recording.status ? `recordingStatusCallbackEvent has no "${status}"` : 'it was made without recordingStatusCallback'}.`,
      })
    await tell(recording, status)
  }

  /** Reports the transcript of a recording, or that there is none. */
  async transcribed(sid: string, text: string | undefined): Promise<void> {
    const recording = this.#find(sid)
    const { leg, transcribe } = recording
    if (!transcribe)
      return leg.write({
        type: 'hint',
        message: `No callback gets the transcript of the recording ${sid}: it was made without transcribe="true" and transcribeCallback.`,
      })
    const transcription = leg.simulation.sids.next('TR')
    await leg.conversation.notify(
      {
        ...transcribe,
        params: {
          ...recordingIds(recording),
          TranscriptionSid: transcription,
          TranscriptionText: text ?? '',
          TranscriptionStatus: text === undefined ? 'failed' : 'completed',
          TranscriptionType: 'fast',
          TranscriptionUrl: recording.url.replace(
            /Recordings\/.*/,
            `Transcriptions/${transcription}`,
          ),
        },
      },
      { code: 15003 },
    )
  }

  #find(sid: string): StoredRecording {
    const recording = this.all.find((recording) => recording.sid === sid)
    if (!recording) throw new Error(`There is no recording ${sid}: take one from call.recordings.`)
    return recording
  }
}

/** Sends the status callback of a recording, if it subscribes to the event. */
const tell = async (
  recording: StoredRecording,
  status: 'in-progress' | 'completed' | 'absent',
): Promise<void> => {
  const { leg, begun, seconds } = recording
  if (!recording.status?.events.includes(status)) return
  await leg.conversation.notify(
    {
      ...recording.status,
      params: {
        ...(begun.subject ?? callIdentity(leg)),
        ...recordingIds(recording),
        RecordingStatus: status,
        ...(status !== 'in-progress' && { RecordingDuration: String(seconds) }),
        RecordingChannels: String(begun.channels ?? 1),
        RecordingSource: begun.source,
        RecordingStartTime: rfc2822(begun.started),
        RecordingTrack: begun.track ?? 'both',
        ErrorCode: '0',
      },
    },
    { code: 15003, standing: false },
  )
}

/** The parameters that identify a recording. */
export const recordingIds = ({ sid, url }: Recording): Parameters => ({
  RecordingSid: sid,
  RecordingUrl: url,
})
