/**
 * @module
 * Recordings, and the callbacks that come when they are ready.
 * @see https://www.twilio.com/docs/voice/api/recording
 */
import type { Parameters } from '../../client/form.ts'
import type { Attributes } from '../../inspect.ts'
import type { Leg } from './leg.ts'
import { callIdentity } from './call-parameters.ts'

/** A recording of a call. */
export interface Recording {
  readonly sid: string
  readonly url: string
  readonly callSid: string
  readonly seconds: number
  /** What was said, where a stimulus had words. */
  readonly text: string
}

interface Callback {
  readonly reference: string
  readonly base: string | undefined
  readonly method: 'GET' | 'POST'
}

interface StoredRecording extends Recording {
  readonly leg: Leg
  readonly begun: NewRecording & { readonly started: Date }
  readonly status: (Callback & { readonly events: readonly string[] }) | undefined
  readonly transcribe: Callback | undefined
}

/** What a recording is made with. */
export interface NewRecording {
  readonly source: 'RecordVerb' | 'DialVerb' | 'Conference' | 'StartCallRecordingTwiML'
  readonly channels?: number
  readonly track?: string | undefined
  /** The attributes that say who is told of it. */
  readonly attributes: Attributes
  /** The URL of the document, which callbacks are relative to. */
  readonly base: string | undefined
  /** What was recorded, where it is not the leg. */
  readonly subject?: Parameters
}

/** Ends a recording, and keeps it. `seconds`: how long it is, where that is not the time since it began. */
export type EndRecording = (seconds?: number, text?: string) => Recording

/** All recordings of a simulation. */
export class Recordings {
  readonly all: StoredRecording[] = []

  /** Begins to record a leg. */
  async begin(leg: Leg, recording: NewRecording): Promise<EndRecording> {
    const { attributes, base } = recording
    const { sids, settings, clock } = leg.simulation
    const sid = sids.next('RE')
    const url = `https://api.twilio.com/2010-04-01/Accounts/${settings.accountSid}/Recordings/${sid}`
    const since = clock.seconds
    const events = attributes.list('recordingStatusCallbackEvent')
    // The URL of recordings' callbacks before they had a name of their own.
    const reference =
      attributes.text('recordingStatusCallback') ?? attributes.text('eventCallbackUrl')
    const method = attributes.method('recordingStatusCallbackMethod')
    const transcribe = attributes.flag('transcribe')
      ? attributes.text('transcribeCallback')
      : undefined
    const keep = (seconds: number, text: string): StoredRecording => ({
      sid,
      url,
      callSid: leg.sid,
      seconds,
      text,
      leg,
      begun: {
        ...recording,
        started: new Date(clock.date.getTime() - (clock.seconds - since) * 1000),
      },
      status:
        reference === undefined
          ? undefined
          : { reference, base, method, events: events.length > 0 ? events : ['completed'] },
      transcribe:
        transcribe === undefined ? undefined : { reference: transcribe, base, method: 'POST' },
    })
    await tell(keep(0, ''), 'in-progress')
    return (seconds = Math.round(clock.seconds - since), text = '') => {
      const kept = keep(seconds, text)
      this.all.push(kept)
      return kept
    }
  }

  /** Says that a recording can be fetched. */
  async ready(sid: string): Promise<void> {
    const recording = this.#find(sid)
    if (recording.seconds > 0) return tell(recording, 'completed')
    recording.leg.report(
      { code: 16102, message: `The recording ${sid} is silent, so it is not kept.` },
      { url: undefined },
    )
    await tell(recording, 'absent')
  }

  /** Says that a recording was transcribed, or that it could not be. */
  async transcribed(sid: string, text: string | undefined): Promise<void> {
    const recording = this.#find(sid)
    const { leg, transcribe } = recording
    if (!transcribe) return
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

/** Tells whoever wants to know where a recording stands. */
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
        RecordingStartTime: begun.started.toUTCString().replace('GMT', '+0000'),
        RecordingTrack: begun.track ?? 'both',
        ErrorCode: '0',
      },
    },
    { code: 15003, standing: false },
  )
}

/** The parameters that say which recording it is. */
export const recordingIds = ({ sid, url }: Recording): Parameters => ({
  RecordingSid: sid,
  RecordingUrl: url,
})
