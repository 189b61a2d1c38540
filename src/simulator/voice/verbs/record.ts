/**
 * @module
 * `<Record>`.
 * @see https://www.twilio.com/docs/voice/twiml/record
 */
import { MAX_TRANSCRIBED_SECONDS } from '../../../vocabulary/limits.ts'
import type { Clock } from '../../clock.ts'
import type { RecordEvent } from '../../events.ts'
import { recordingIds } from '../engine/recordings.ts'
import type { VerbRun } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'
import type { Signal } from '../engine/signal.ts'

/** Seconds of a recording that can be transcribed. https://www.twilio.com/docs/api/errors/13617 */
const MIN_TRANSCRIBED_SECONDS = 2

/** The speech into a recording: its length, its words, and the silence after it. */
class Speech {
  /** Seconds of speech so far. */
  seconds = 0
  words = ''
  /** The virtual second at which the silence began, or the speech that is under way. */
  since: number
  /** Seconds of the speech that is under way. */
  underWay = 0
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
    this.since = clock.seconds
  }

  begin({ seconds, text }: Extract<Signal, { type: 'talk' }>): void {
    this.since = this.#clock.seconds
    this.underWay = seconds
    if (text) this.words = `${this.words} ${text}`.trim()
  }

  /** Ends the speech that is under way, if there is some: the silence begins. */
  stop(): void {
    this.seconds += Math.min(this.underWay, this.#clock.seconds - this.since)
    this.since += this.underWay
    this.underWay = 0
  }
}

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
  const longest = clock.seconds + maxLength
  const speech = new Speech(clock)

  const finish = (endedBy: RecordEvent['endedBy'], key?: string) => {
    const recording = end(Math.round(speech.seconds), speech.words)
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
  const listen = async (): Promise<Exit | undefined> => {
    for (;;) {
      const silent = timeout === 0 ? Infinity : speech.since + timeout
      const signal =
        speech.underWay > 0
          ? await leg.waitBusy(Math.min(speech.since + speech.underWay, longest) - clock.seconds)
          : await leg.wait('Record', Math.max(0, Math.min(silent, longest) - clock.seconds))
      if (signal.type === 'talk') speech.begin(signal)
      else if (signal.type === 'keys') {
        const key = [...signal.keys].find((key) => keys.includes(key))
        if (key === undefined) {
          leg.logIgnoredInput(signal, `<Record> has finishOnKey="${keys}"`)
          continue
        }
        speech.stop()
        return finish('key', key)
      } else if (signal.type === 'timeout') {
        speech.stop()
        if (clock.reached(longest)) return finish('maxLength')
        if (timeout === 0 || !clock.reached(speech.since + timeout)) continue
        const exit = finish('silence')
        if (speech.seconds === 0 && settings.emptyRecording === 'fallthrough') return undefined
        return exit
      }
    }
  }
  return verb.holding(listen, ({ kind }) => {
    speech.stop()
    if (kind.type === 'over') return finish('hangup')
    // The app has redirected the call: the recording is kept, but its document is not requested.
    end(Math.round(speech.seconds), speech.words)
    return undefined
  })
}
