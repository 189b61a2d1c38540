/**
 * @module
 * A call that the app makes through the REST API.
 * @see https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource
 */
import { apiRecording, recordBeside } from './api-recording.ts'
import type { NewDocument, ActionQueue, Reaction } from './test-actions.ts'
import { onPublicUrl } from './public-url.ts'
import type { Leg } from './voice/engine/leg.ts'
import { callIdentity, detected } from './voice/engine/call-parameters.ts'
import { recordingIds } from './voice/engine/recordings.ts'
import type { Switchboard } from './voice/switchboard.ts'

/**
 * Options of a call through the REST API.
 *
 * @example
 * ```ts
 * const call: OutgoingCall = {
 *   url: '/campaign',
 *   machineDetection: 'Enable',
 *   answeredBy: 'machine_start',
 *   statusCallback: '/status',
 * }
 * ```
 */
export type OutgoingCall = NewDocument & {
  /** The caller ID to show. Default: the Twilio number of the simulation. */
  from?: string | undefined
  /** URL notified of the call's progress. */
  statusCallback?: string | undefined
  /** Default: `POST`. */
  statusCallbackMethod?: 'GET' | 'POST' | undefined
  /** The events to send to `statusCallback`. Default: `completed`. */
  statusCallbackEvent?: readonly ('initiated' | 'ringing' | 'answered' | 'completed')[] | undefined
  /** URL requested when a document fails. */
  fallbackUrl?: string | undefined
  /** Default: `POST`. */
  fallbackMethod?: 'GET' | 'POST' | undefined
  /** Turns on answering-machine detection; its verdict is `answeredBy`, or else `human`. */
  machineDetection?: 'Enable' | 'DetectMessageEnd' | undefined
  /**
   * If `true`, the call continues during detection: the verdict goes to `asyncAmdStatusCallback`, and not to a
   * document. Default: `false`.
   */
  asyncAmd?: boolean | undefined
  /** URL notified of the verdict of asynchronous detection. */
  asyncAmdStatusCallback?: string | undefined
  /** Default: `POST`. */
  asyncAmdStatusCallbackMethod?: 'GET' | 'POST' | undefined
  /** If `true`, the call is recorded, from the answer to its end. Default: `false`. */
  record?: boolean | undefined
  /** Records both parties together, or each in a channel of its own. Default: `mono`. */
  recordingChannels?: 'mono' | 'dual' | undefined
  /** The parties to record. Default: `both`. */
  recordingTrack?: 'inbound' | 'outbound' | 'both' | undefined
  /** URL notified of the recording's status: of its completion once the test calls `recordingReady()`. */
  recordingStatusCallback?: string | undefined
  /** Default: `POST`. */
  recordingStatusCallbackMethod?: 'GET' | 'POST' | undefined
  /** The events to send to it. Default: `completed`. */
  recordingStatusCallbackEvent?: readonly ('in-progress' | 'completed' | 'absent')[] | undefined
  /** Keys to send once the call is answered, such as an extension; `w` waits half a second. */
  sendDigits?: string | undefined
  /** The verdict of answering-machine detection: `human`, `machine_start` … */
  answeredBy?: string | undefined
  /** If `true`, the phone answers by itself. `false` lets it ring until `phone.answer()`. Default: `true`. */
  answered?: boolean | undefined
  /** The longest time that it rings, in seconds. Default: 60. */
  timeout?: number | undefined
  /** The name of this leg in the log. Default: `caller`. */
  as?: string | undefined
  /** The callee's reactions to prompts that play before the app waits for input. */
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
  // Answers once the phone has rung.
  if (answered)
    actions.start(async () => {
      if (!leg.ended) switchboard.answer(leg, 'answer')
    })
  return leg
}

const record = async (leg: Leg, switchboard: Switchboard, options: OutgoingCall): Promise<void> => {
  if (!options.record) return
  const { recordingStatusCallback: callback } = options
  const recording = apiRecording({
    source: 'OutboundAPI',
    track: options.recordingTrack,
    channels: options.recordingChannels,
    callback: callback && onPublicUrl(callback, leg.simulation.settings.publicUrl),
    method: options.recordingStatusCallbackMethod ?? 'POST',
    events: options.recordingStatusCallbackEvent,
  })
  recordBeside(leg, await switchboard.recordings.begin(leg, recording), (recording) => {
    leg.recorded = { ...recordingIds(recording), RecordingDuration: String(recording.seconds) }
  })
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
