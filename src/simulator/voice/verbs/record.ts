/**
 * @module
 * `<Record>`.
 * @see https://www.twilio.com/docs/voice/twiml/record
 */
import { MAX_TRANSCRIBED_SECONDS } from '../../../vocabulary/limits.ts'
import type { RecordEvent } from '../../events.ts'
import { recordingIds } from '../engine/recordings.ts'
import type { VerbRun } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'

/** Seconds of a recording that can be transcribed. https://www.twilio.com/docs/api/errors/13617 */
const MIN_TRANSCRIBED_SECONDS = 2

export const record = async (verb: VerbRun): Promise<Exit | undefined> => {
  const { leg } = verb
  const { settings, clock } = leg.simulation
  const attributes = verb.attributes
  verb.isUsable()
  leg.answer()
  verb.children()
  if (attributes.flag('playBeep')) leg.write({ type: 'beep' })

  const transcribe = attributes.flag('transcribe')
  const written = attributes.number('maxLength', transcribe ? MAX_TRANSCRIBED_SECONDS : undefined)
  // A length that cannot be transcribed is an error, for which the default is used.
  const maxLength = transcribe ? Math.min(MAX_TRANSCRIBED_SECONDS, written) : written
  const timeout = attributes.number('timeout')
  const keys = attributes.value('finishOnKey')
  const end = await verb.exchange.recordings.begin(leg, {
    source: 'RecordVerb',
    attributes,
    base: verb.url,
  })
  const begun = clock.seconds
  let spoken = 0
  let words = ''
  let quietSince = begun
  /** Seconds of speech still to come; silence begins after them. */
  let talking = 0

  const finish = (endedBy: RecordEvent['endedBy'], key?: string) => {
    const recording = end(Math.round(spoken), words)
    leg.write({
      type: 'record',
      sid: recording.sid,
      seconds: recording.seconds,
      endedBy,
      ...(key !== undefined && { key }),
    })
    if (transcribe && recording.seconds > 0 && recording.seconds < MIN_TRANSCRIBED_SECONDS)
      verb.complainOf(
        13617,
        `The recording has ${recording.seconds} s: only ${MIN_TRANSCRIBED_SECONDS} to ${MAX_TRANSCRIBED_SECONDS} are transcribed.`,
      )
    return verb.goToAction({
      ...recordingIds(recording),
      RecordingDuration: String(recording.seconds),
      ...(endedBy === 'key' && { Digits: key! }),
      ...(endedBy === 'hangup' && { Digits: 'hangup' }),
    })
  }
  const stopTalking = () => {
    spoken += Math.min(talking, clock.seconds - quietSince)
    quietSince += talking
    talking = 0
  }

  const listen = async (): Promise<Exit | undefined> => {
    for (;;) {
      const longest = begun + maxLength
      const silent = timeout === 0 ? Infinity : quietSince + timeout
      const signal =
        talking > 0
          ? await leg.waitBusy(Math.min(quietSince + talking, longest) - clock.seconds)
          : await leg.wait('Record', Math.max(0, Math.min(silent, longest) - clock.seconds))
      if (signal.type === 'talk') {
        quietSince = clock.seconds
        talking = signal.seconds
        if (signal.text) words = `${words} ${signal.text}`.trim()
      } else if (signal.type === 'keys') {
        const key = [...signal.keys].find((key) => keys.includes(key))
        if (key === undefined) {
          leg.logIgnoredInput(signal, `<Record> has finishOnKey="${keys}"`)
          continue
        }
        stopTalking()
        return finish('key', key)
      } else if (signal.type === 'timeout') {
        stopTalking()
        if (clock.reached(longest)) return finish('maxLength')
        if (timeout === 0 || !clock.reached(quietSince + timeout)) continue
        const exit = finish('silence')
        if (spoken === 0 && settings.emptyRecording === 'fallthrough') return undefined
        return exit
      }
    }
  }
  return verb.holding(listen, ({ kind }) => {
    stopTalking()
    if (kind.type === 'over') return finish('hangup')
    // The app has redirected the call: the recording is kept, but its document is not requested.
    end(Math.round(spoken), words)
    return undefined
  })
}
