/**
 * @module
 * `<Gather>`.
 * @see https://www.twilio.com/docs/voice/twiml/gather
 */
import type { GatherEvent } from '../../events.ts'
import type { Attributes } from '../../inspect.ts'
import { resolveUrl } from '../../url.ts'
import { fetchAudio } from './play.ts'
import { playPrompts } from './prompts.ts'
import type { BargeIn } from '../engine/playback.ts'
import type { VerbRun } from '../engine/run.ts'
import type { Exit } from '../engine/exit.ts'
import { isStimulus, type Signal, type Stimulus } from '../engine/signal.ts'

/** The longest speech, in seconds. */
const MAX_SPEECH = 60

interface Input {
  readonly dtmf: boolean
  readonly speech: boolean
  /** True if speech in the requested language is recognised. */
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

export const gather = async (verb: VerbRun): Promise<Exit | undefined> => {
  const { leg } = verb
  const attributes = verb.attributes
  verb.isUsable()
  // https://www.twilio.com/docs/api/errors/13331
  const recognises = !verb.tells(13331)
  leg.answer()
  const prompts = verb.children()
  const input = readInput(attributes, recognises)
  if (leg.simulation.settings.prefetchGatherMedia) await prefetch(prompts)
  const first = await playPrompts(prompts, bargeInOf(input))
  const result = await collect(verb, input, first)
  const { endedBy, digits, speech, waited } = result
  leg.write({
    type: 'gather',
    endedBy,
    ...(speech ? { speech: speech.text } : { digits }),
    ...(waited !== undefined && { waited }),
  })
  if (endedBy === 'failed') return undefined
  if (!speech && digits === '' && !attributes.flag('actionOnEmptyResult')) return undefined
  return verb.goToAction(resultParameters(verb, input, result))
}

const readInput = (attributes: Attributes, recognises: boolean): Input => {
  const kinds = attributes.list('input')
  const key = attributes.value('finishOnKey')
  return {
    dtmf: kinds.includes('dtmf'),
    speech: kinds.includes('speech'),
    recognises,
    bargeIn: attributes.flag('bargeIn'),
    // Several keys are an error, for which the default is used.
    finishOnKey: key.length > 1 ? '#' : key,
    numDigits: attributes.number('numDigits', Infinity),
    timeout: attributes.number('timeout'),
  }
}

/** The rule by which input cuts the prompts short. */
const bargeInOf =
  (input: Input): BargeIn =>
  (stimulus) =>
    ignoredBecause(input, stimulus) ??
    (stimulus.type === 'keys' || input.bargeIn || '<Gather> has bargeIn="false"')

/** The reason that a stimulus is ignored; `undefined` if it counts as input. */
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

/** Waits until the input is complete, or a timeout ends it. */
const collect = async (verb: VerbRun, input: Input, first: Signal | undefined): Promise<Result> => {
  const { leg } = verb
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
    // After keys, speech is ignored.
    if (signal?.type === 'speech' && speech && digits === '') {
      if (!recognises) return { endedBy: 'failed', digits }
      await reportPartial(verb, signal.text)
      await leg.sleep('Gather', silence(verb, timeout))
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
const silence = ({ attributes }: VerbRun, timeout: number): number => {
  const written = attributes.text('speechTimeout')
  // `auto` beside a speechModel is an error, for which the default is used.
  const auto = written === 'auto'
  if (!attributes.has('speechModel') && auto) return 0
  return Math.min(
    attributes.number('maxSpeechTime', MAX_SPEECH),
    written === undefined || auto ? timeout : Number(written),
  )
}

const resultParameters = (
  { leg, attributes }: VerbRun,
  { dtmf }: Input,
  { digits, key, speech }: Result,
) => {
  const observed = leg.simulation.settings.observedParameters
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

const prefetch = async (prompts: readonly VerbRun[]): Promise<void> => {
  for (const prompt of prompts) {
    const url = prompt.name === 'Play' ? resolveUrl(prompt.text, prompt.url) : undefined
    if (typeof url === 'string') await fetchAudio(prompt, url)
  }
}

/** Sends interim results to `partialResultCallback`. */
const reportPartial = async (verb: VerbRun, text: string): Promise<void> => {
  const { attributes } = verb
  const reference = attributes.text('partialResultCallback')
  if (reference === undefined) return
  await verb.leg.conversation.notify(
    {
      reference,
      base: verb.url,
      method: attributes.method('partialResultCallbackMethod'),
      params: {
        StableSpeechResult: text,
        UnstableSpeechResult: '',
        Stability: '0.9',
        SequenceNumber: '0',
        ...(verb.leg.simulation.settings.observedParameters && {
          Language: attributes.value('language'),
        }),
      },
    },
    { code: 11200, space: '+' },
  )
}
