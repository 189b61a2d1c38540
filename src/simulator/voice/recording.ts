/**
 * @module
 * Recordings, and the callbacks that come when they are ready.
 * @see https://www.twilio.com/docs/voice/api/recording
 */
import type { Parameters } from '../client/form.ts'
import type { Attributes } from '../inspect.ts'
import type { Leg } from './leg.ts'

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

interface Kept extends Recording {
  readonly leg: Leg
  readonly source: 'RecordVerb' | 'DialVerb' | 'Conference' | 'StartCallRecordingTwiML'
  readonly channels: number
  readonly started: Date
  readonly status: (Callback & { readonly events: readonly string[] }) | undefined
  readonly transcribe: Callback | undefined
}

/** What a recording is made with. */
export interface NewRecording {
  readonly seconds: number
  readonly text?: string
  readonly source: Kept['source']
  readonly channels?: number
  readonly attributes: Attributes
  /** The URL of the document, which callbacks are relative to. */
  readonly base: string | undefined
}

/** All recordings of a simulation. */
export class Recordings {
  readonly all: Kept[] = []

  /** Keeps a recording of a leg. */
  keep(leg: Leg, recording: NewRecording): Recording {
    const { source, channels = 1, attributes, base, seconds, text = '' } = recording
    const { sids, settings, clock } = leg.world
    const sid = sids.next('RE')
    const status = attributes.text('recordingStatusCallback')
    const events = attributes.list('recordingStatusCallbackEvent')
    const transcribe = attributes.text('transcribeCallback')
    const kept: Kept = {
      sid,
      url: `https://api.twilio.com/2010-04-01/Accounts/${settings.accountSid}/Recordings/${sid}`,
      callSid: leg.sid,
      seconds,
      text,
      leg,
      source,
      channels,
      started: new Date(clock.date.getTime() - seconds * 1000),
      status:
        status === undefined
          ? undefined
          : {
              reference: status,
              base,
              method: attributes.method('recordingStatusCallbackMethod'),
              events: events.length > 0 ? events : ['completed'],
            },
      transcribe:
        transcribe === undefined || !attributes.flag('transcribe')
          ? undefined
          : { reference: transcribe, base, method: 'POST' },
    }
    this.all.push(kept)
    return kept
  }

  /** Says that a recording can be fetched. */
  async ready(sid: string): Promise<void> {
    const recording = this.#find(sid)
    const { leg, status, source, channels, started } = recording
    const state = recording.seconds > 0 ? 'completed' : 'absent'
    if (!status?.events.includes(state)) return
    await leg.conversation.notify(
      {
        ...status,
        params: {
          ...identity(recording),
          RecordingStatus: state,
          RecordingDuration: String(recording.seconds),
          RecordingChannels: String(channels),
          RecordingSource: source,
          RecordingStartTime: started.toUTCString().replace('GMT', '+0000'),
          RecordingTrack: 'both',
          ErrorCode: '0',
        },
      },
      { code: 15003 },
    )
  }

  /** Says that a recording was transcribed, or that it could not be. */
  async transcribed(sid: string, text: string | undefined): Promise<void> {
    const recording = this.#find(sid)
    const { leg, transcribe } = recording
    if (!transcribe) return
    const transcription = leg.world.sids.next('TR')
    await leg.conversation.notify(
      {
        ...transcribe,
        params: {
          ...identity(recording),
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

  #find(sid: string): Kept {
    const recording = this.all.find((recording) => recording.sid === sid)
    if (!recording) throw new Error(`There is no recording ${sid}: take one from call.recordings.`)
    return recording
  }
}

/** The parameters that say which recording it is. */
export const identity = ({ sid, url }: Recording): Parameters => ({
  RecordingSid: sid,
  RecordingUrl: url,
})
