/**
 * @module
 * `<Gather>`.
 * @see https://www.twilio.com/docs/voice/twiml/gather
 */
import type { GatherEvent } from '../../events.ts'
import type { Attributes, Child } from '../../inspect.ts'
import { resolveUrl } from '../../url.ts'
import type { XmlElement } from '../../xml.ts'
import { fetchAudio, runPlay } from './play.ts'
import type { BargeIn } from '../engine/playback.ts'
import type { Run } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'
import { say } from './say.ts'
import { isStimulus, type Signal, type Stimulus } from '../engine/signal.ts'
import { pause } from './pause.ts'

/** Longest speech. */
const MOST_SPEECH = 60

interface Input {
  readonly dtmf: boolean
  readonly speech: boolean
  /** Speech can be recognised in the language that was asked for. */
  readonly recognises: boolean
  readonly bargeIn: boolean
  readonly finishOnKey: string
  readonly numDigits: number
  readonly timeout: number
}

interface Result {
  readonly endedBy: GatherEvent['endedBy']
  readonly digits: string
  readonly key?: string
  readonly speech?: Extract<Signal, { type: 'speech' }>
  readonly waited?: number
}

export const gather = async (run: Run, element: XmlElement): Promise<Exit | undefined> => {
  const { leg } = run
  const attributes = run.attributes(element)
  run.isUsable(element)
  // https://www.twilio.com/docs/api/errors/13331
  const recognises = !run.tells(13331, element)
  leg.answer()
  const prompts = run.children(element)
  const input = readInput(attributes, recognises)
  if (leg.simulation.settings.prefetchGatherMedia) await prefetch(run, prompts)
  const first = await playPrompts(run, prompts, input)
  const result = await collect(run, attributes, input, first)
  const { endedBy, digits, speech, waited } = result
  leg.write({
    type: 'gather',
    endedBy,
    ...(speech ? { speech: speech.text } : { digits }),
    ...(waited !== undefined && { waited }),
  })
  if (endedBy === 'failed') return undefined
  if (!speech && digits === '' && !attributes.flag('actionOnEmptyResult')) return undefined
  return {
    type: 'goto',
    request: run.action(attributes, resultParameters(run, attributes, input, result)),
  }
}

const readInput = (attributes: Attributes, recognises: boolean): Input => {
  const kinds = attributes.list('input')
  const key = attributes.value('finishOnKey')
  return {
    dtmf: kinds.includes('dtmf'),
    speech: kinds.includes('speech'),
    recognises,
    bargeIn: attributes.flag('bargeIn'),
    // Several keys are an error, and an error means the default.
    finishOnKey: key.length > 1 ? '#' : key,
    numDigits: attributes.number('numDigits', Infinity),
    timeout: attributes.number('timeout'),
  }
}

/** Plays the prompts until input cuts them short. */
const playPrompts = async (
  run: Run,
  prompts: readonly Child[],
  input: Input,
): Promise<Signal | undefined> => {
  const cuts: BargeIn = (stimulus) =>
    ignoredBecause(input, stimulus) ??
    (stimulus.type === 'keys' || input.bargeIn || '<Gather> has bargeIn="false"')
  for (const { element } of prompts) {
    const signal =
      element.name === 'Say'
        ? await say(run, element, { cuts })
        : element.name === 'Play'
          ? (await runPlay(run, element, { cuts })).signal
          : await pause(run, element, cuts)
    if (signal) return signal
  }
  return undefined
}

/** Why a stimulus is no input; nothing where it is. */
const ignoredBecause = ({ dtmf, speech }: Input, { type }: Stimulus): string | undefined =>
  type === 'keys'
    ? dtmf
      ? undefined
      : '<Gather> listens for speech only'
    : !speech
      ? '<Gather> listens for keys only'
      : type === 'talk'
        ? '<Gather> hears words, and talk() has none (use say())'
        : undefined

/** Waits for input until it is complete or there is none for too long. */
const collect = async (
  run: Run,
  attributes: Attributes,
  input: Input,
  first: Signal | undefined,
): Promise<Result> => {
  const { leg } = run
  const { clock } = leg.simulation
  const { dtmf, speech, recognises, finishOnKey, numDigits, timeout } = input
  let digits = ''
  let signal = first
  let until = clock.seconds + timeout
  for (;;) {
    if (signal?.type === 'keys' && dtmf) {
      for (const [index, key] of Array.from(signal.keys).entries()) {
        const finished = key === finishOnKey
        if (!finished) digits += key
        if (!finished && digits.length < numDigits) continue
        const keys = signal.keys.slice(index + 1)
        if (keys) leg.logIgnoredInput({ type: 'keys', keys }, '<Gather> has got all it waits for')
        return finished ? { endedBy: 'finishOnKey', digits, key } : { endedBy: 'numDigits', digits }
      }
      until = clock.seconds + timeout
    }
    // Once keys were pressed, speech comes too late.
    if (signal?.type === 'speech' && speech && digits === '') {
      if (!recognises) return { endedBy: 'failed', digits }
      await reportPartial(run, attributes, signal.text)
      await leg.sleep('Gather', silence(attributes, timeout))
      return { endedBy: 'speech', digits, speech: signal }
    }
    if (signal?.type === 'timeout') return { endedBy: 'timeout', digits, waited: timeout }
    if (signal && isStimulus(signal)) {
      const late = signal.type === 'speech' ? '<Gather> has got keys already' : undefined
      const why = ignoredBecause(input, signal) ?? late
      if (why) leg.logIgnoredInput(signal, why)
    }
    signal = await leg.wait('Gather', Math.max(0, until - clock.seconds))
  }
}

/** Seconds of silence after which speech counts as complete. */
const silence = (attributes: Attributes, timeout: number): number => {
  const written = attributes.text('speechTimeout')
  // With a model of its own, auto is an error, and an error means the default.
  const auto = written === 'auto'
  if (!attributes.has('speechModel') && auto) return 0
  return Math.min(
    attributes.number('maxSpeechTime', MOST_SPEECH),
    written === undefined || auto ? timeout : Number(written),
  )
}

const resultParameters = (
  run: Run,
  attributes: Attributes,
  { dtmf }: Input,
  { digits, key, speech }: Result,
) => {
  const observed = run.leg.simulation.settings.observedParameters
  if (speech)
    return {
      SpeechResult: speech.text,
      Confidence: String(speech.confidence),
      ...(observed && { Language: attributes.value('language') }),
    }
  if (!dtmf) return {}
  return {
    Digits: digits,
    ...(observed && { FinishedOnKey: key ?? '', msg: 'Gather End' }),
  }
}

const prefetch = async (run: Run, prompts: readonly Child[]): Promise<void> => {
  for (const { element } of prompts) {
    const url = element.name === 'Play' ? resolveUrl(element.text, run.url) : undefined
    if (typeof url === 'string') await fetchAudio(run, url, element)
  }
}

/** Tells `partialResultCallback` what is being said. */
const reportPartial = async (run: Run, attributes: Attributes, text: string): Promise<void> => {
  const reference = attributes.text('partialResultCallback')
  if (reference === undefined) return
  await run.leg.conversation.notify(
    {
      reference,
      base: run.url,
      method: attributes.method('partialResultCallbackMethod'),
      params: {
        StableSpeechResult: text,
        UnstableSpeechResult: '',
        Stability: '0.9',
        SequenceNumber: '0',
        ...(run.leg.simulation.settings.observedParameters && {
          Language: attributes.value('language'),
        }),
      },
    },
    { code: 11200, space: '+' },
  )
}
