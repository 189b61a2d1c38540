/**
 * @module
 * A recording that the app asks for through the REST API: it runs beside the call until it is stopped.
 * @see https://www.twilio.com/docs/voice/api/recording#create-a-recording-resource
 */
import { dialects } from '../vocabulary/dialects.ts'
import { Attributes } from './inspect.ts'
import type { BackgroundRecording } from './voice/engine/beside.ts'
import type { Leg } from './voice/engine/leg.ts'
import type { EndRecording, NewRecording, Recording } from './voice/engine/recordings.ts'

/** The options of such a recording. */
interface RecordingOptions extends Pick<NewRecording, 'source' | 'track'> {
  /** `dual` records each party in a channel of its own. */
  readonly channels: string | undefined
  /** The absolute URL notified of its status. */
  readonly callback: string | undefined
  readonly method: 'GET' | 'POST'
  /** Default: `completed`. */
  readonly events: readonly string[] | undefined
}

/** The settings of such a recording. */
export const apiRecording = (options: RecordingOptions): NewRecording => {
  const { source, track, channels, callback, method, events = [] } = options
  // The options have the same names as the corresponding attributes of TwiML.
  const attributes = new Map<string, string>([['recordingStatusCallbackMethod', method]])
  if (callback !== undefined) attributes.set('recordingStatusCallback', callback)
  if (events.length > 0) attributes.set('recordingStatusCallbackEvent', events.join(' '))
  return {
    source,
    channels: channels === 'dual' ? 2 : 1,
    track,
    attributes: new Attributes(dialects.voice.get('Record')!, attributes),
    base: undefined,
  }
}

/**
 * Lets a recording run beside the call until its end.
 * @param stopped - Called with the recording once it is stopped.
 */
export const recordBeside = (
  leg: Leg,
  end: EndRecording,
  stopped?: (recording: Recording) => void,
): void => {
  const beside: BackgroundRecording = {
    kind: 'Recording',
    name: end.sid,
    async stop() {
      leg.noLongerBeside(beside)
      const recording = end()
      stopped?.(recording)
    },
  }
  leg.beside.push(beside)
}
