/**
 * @module
 * A call that the app makes over the REST API.
 * @see https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource
 */
import { dialects } from '../vocabulary/dialects.ts'
import type { NewDocument, ActionQueue, Reaction } from './test-actions.ts'
import { Attributes } from './inspect.ts'
import { onPublicUrl } from './public-url.ts'
import type { BackgroundRecording } from './voice/engine/beside.ts'
import type { Leg } from './voice/engine/leg.ts'
import { callIdentity, detected } from './voice/engine/call-parameters.ts'
import { recordingIds } from './voice/engine/recordings.ts'
import type { Switchboard } from './voice/switchboard.ts'

/** How a call is made over the REST API. */
export type OutgoingCall = NewDocument & {
  /** The number that is shown. Default: the Twilio number of the simulation. */
  from?: string | undefined
  /** Told of the call's progress. */
  statusCallback?: string | undefined
  /** Default: `POST`. */
  statusCallbackMethod?: 'GET' | 'POST' | undefined
  /** Of what `statusCallback` is told. Default: `completed`. */
  statusCallbackEvent?: readonly ('initiated' | 'ringing' | 'answered' | 'completed')[] | undefined
  /** Asked when a document fails. */
  fallbackUrl?: string | undefined
  /** Default: `POST`. */
  fallbackMethod?: 'GET' | 'POST' | undefined
  /** Whether Twilio finds out who answers; `answeredBy` is what it finds then, and `human` by default. */
  machineDetection?: 'Enable' | 'DetectMessageEnd' | undefined
  /** Whether the call goes on meanwhile: `asyncAmdStatusCallback` is told, and no document. Default: `false`. */
  asyncAmd?: boolean | undefined
  /** Told who answered. */
  asyncAmdStatusCallback?: string | undefined
  /** Default: `POST`. */
  asyncAmdStatusCallbackMethod?: 'GET' | 'POST' | undefined
  /** Whether the call is recorded, from the answer to its end. Default: `false`. */
  record?: boolean | undefined
  /** Both parties together, or one a channel. Default: `mono`. */
  recordingChannels?: 'mono' | 'dual' | undefined
  /** Who is recorded. Default: `both`. */
  recordingTrack?: 'inbound' | 'outbound' | 'both' | undefined
  /** Told where the recording stands: of its end once the test calls `recordingReady()`. */
  recordingStatusCallback?: string | undefined
  /** Default: `POST`. */
  recordingStatusCallbackMethod?: 'GET' | 'POST' | undefined
  /** Of what it is told. Default: `completed`. */
  recordingStatusCallbackEvent?: readonly ('in-progress' | 'completed' | 'absent')[] | undefined
  /** Keys that are sent once somebody answers, such as an extension; `w` waits half a second. */
  sendDigits?: string | undefined
  /** What answering-machine detection makes of whoever answers: `human`, `machine_start` … */
  answeredBy?: string | undefined
  /** Whether the phone answers by itself. `false` lets it ring until `phone.answer()`. Default: `true`. */
  answered?: boolean | undefined
  /** Seconds that it rings at most. Default: 60. */
  timeout?: number | undefined
  /** What the log calls this leg. Default: `caller`. */
  as?: string | undefined
  /** What the party that is called does while a prompt is heard, before the call comes to rest. */
  during?: readonly Reaction[] | undefined
}

/** Makes the call. */
export const placeCall = (
  actions: ActionQueue,
  switchboard: Switchboard,
  to: string,
  options: OutgoingCall,
): Leg => {
  const { settings } = actions.simulation
  const { answeredBy, answered = true, timeout = 60, as = 'caller', during = [] } = options
  const target = (reference: string | undefined, method: 'GET' | 'POST' = 'POST') =>
    reference === undefined
      ? undefined
      : { url: onPublicUrl(reference, settings.publicUrl), method }
  const progress = target(options.statusCallback, options.statusCallbackMethod)
  const leg = switchboard.place(
    {
      name: as,
      from: options.from ?? settings.twilioNumber,
      to,
      answeredBy: answeredBy ?? (options.machineDetection && 'human'),
      asyncAmd: options.asyncAmd === true,
      fallback: target(options.fallbackUrl, options.fallbackMethod),
      progress: progress && {
        ...progress,
        events: options.statusCallbackEvent ?? ['completed'],
      },
    },
    actions.document(options),
    timeout,
    async (leg) => {
      if (options.sendDigits) leg.write({ type: 'tones', digits: options.sendDigits })
      await record(leg, switchboard, options)
      const told = target(options.asyncAmdStatusCallback, options.asyncAmdStatusCallbackMethod)
      if (options.asyncAmd && told && leg.answeredBy !== undefined)
        actions.start(() => tellOfMachine(leg, told))
    },
  )
  for (const reaction of during) actions.react(leg, reaction)
  // Once the phone has rung.
  if (answered)
    actions.start(async () => {
      if (!leg.ended) switchboard.answer(leg, 'answer')
    })
  return leg
}

const record = async (leg: Leg, switchboard: Switchboard, options: OutgoingCall): Promise<void> => {
  if (!options.record) return
  const { recordingStatusCallback: callback, recordingStatusCallbackEvent: events } = options
  const { publicUrl } = leg.simulation.settings
  // The options have the names of the attributes that say the same in TwiML.
  const attributes = new Map<string, string>()
  if (callback !== undefined)
    attributes.set('recordingStatusCallback', onPublicUrl(callback, publicUrl))
  if (events !== undefined) attributes.set('recordingStatusCallbackEvent', events.join(' '))
  attributes.set('recordingStatusCallbackMethod', options.recordingStatusCallbackMethod ?? 'POST')
  const end = await switchboard.recordings.begin(leg, {
    source: 'OutboundAPI',
    channels: options.recordingChannels === 'dual' ? 2 : 1,
    track: options.recordingTrack,
    attributes: new Attributes(dialects.voice.get('Record')!, attributes),
    base: undefined,
  })
  const beside: BackgroundRecording = {
    kind: 'Recording',
    name: end.sid,
    async stop() {
      leg.noLongerBeside(beside)
      const recording = end()
      leg.recorded = { ...recordingIds(recording), RecordingDuration: String(recording.seconds) }
    },
  }
  leg.beside.push(beside)
}

const tellOfMachine = async (
  leg: Leg,
  { url, method }: { url: string; method: 'GET' | 'POST' },
): Promise<void> => {
  await leg.conversation.notify(
    {
      reference: url,
      base: undefined,
      method,
      params: { ...callIdentity(leg), ...detected(leg.answeredBy) },
    },
    { code: 15003, standing: false },
  )
}
