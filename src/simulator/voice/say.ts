/**
 * @module
 * `<Say>`.
 * @see https://www.twilio.com/docs/voice/twiml/say
 */
import { dialects } from '../../vocabulary/dialects.ts'
import type { Child } from '../inspect.ts'
import type { XmlElement } from '../xml.ts'
import type { Leg } from './leg.ts'
import { type Cuts, hear, loopForEver } from './prompt.ts'
import type { Run } from './run.ts'
import { type Signal, VerbFailure } from './signal.ts'
import { transcribe } from './transcription.ts'

/** Speech for one party. */
export interface Speech {
  readonly text: string
  /** 0: without end. */
  readonly times: number
  readonly voice?: string | undefined
  readonly language?: string | undefined
}

/** Speaks. Returns the signal that cut it short. */
export const speak = async (
  leg: Leg,
  { text, times, voice, language }: Speech,
  cuts?: Cuts,
): Promise<Signal | undefined> => {
  const once = leg.world.settings.duration({ say: text })
  const manner = {
    ...(voice !== undefined && { voice }),
    ...(language !== undefined && { language }),
  }
  if (times === 0) {
    leg.write({ type: 'say', text, loop: 0, ...manner })
    transcribe(leg, 'outbound_track', text)
    return loopForEver(leg, 'Say', text, once, cuts)
  }
  return hear(leg, 'Say', text, once * times, cuts, (interrupted) => {
    leg.write({ type: 'say', text, times, ...manner, ...(interrupted && { interrupted }) })
    transcribe(leg, 'outbound_track', text)
  })
}

/** Twilio's own apology, which ends a call whose documents fail. */
export const apologize = (leg: Leg): void =>
  leg.write({
    type: 'say',
    text: 'We are sorry, an application error has occurred. Goodbye.',
    times: 1,
    stock: 'application-error',
  })

/**
 * Runs the verb, in a `<Gather>` too. Without text it is a pause of no length, which picks nobody up.
 * @throws {VerbFailure} for a voice that Twilio does not have, inside a `<Gather>`; and for tags that SSML does not have
 */
export const say = async (
  run: Run,
  element: XmlElement,
  { cuts, report = run.report }: { cuts?: Cuts; report?: Run['report'] } = {},
): Promise<Signal | undefined> => {
  const { leg } = run
  const attributes = run.attributes(element, report)
  run.whole(element, report)
  const given = (
    name: 'voice' | 'language',
    valid: (value: string) => boolean,
    code: number,
    advice: string,
  ): string | undefined => {
    const value = attributes.text(name)
    if (value === undefined || valid(value)) return value
    report(
      { rule: 'value', level: 'warning', code, message: `${name}="${value}" ${advice}` },
      element,
    )
    return undefined
  }
  const voice = given(
    'voice',
    isVoice,
    13511,
    'is no voice of Twilio: use man, woman, Polly.… or Google.….',
  )
  // A warning elsewhere. https://www.twilio.com/docs/voice/twiml/changelog
  if (voice === undefined && attributes.has('voice') && element.parent?.name === 'Gather')
    throw new VerbFailure({ code: 13321, url: run.url ?? '' })
  const language = given('language', isLanguage, 13512, 'is no language tag such as en-US.')
  const text = element.text.trim()
  if (text === '') {
    leg.keptRinging ||= !leg.answered
    return undefined
  }
  leg.answer()
  if (!judgeSsml(run, element, report)) return undefined
  return speak(leg, { text, times: attributes.number('loop', 1), voice, language }, cuts)
}

const isVoice = (voice: string): boolean => /^(man|woman|alice|(Polly|Google)\..+)$/.test(voice)

/** Whether it has the form of a language tag. */
export const isLanguage = (language: string): boolean =>
  /^([a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|\d{3})(-[A-Z]{3})?)?|en-gb)$/.test(language)

/** Keywords, percentages and factors. https://www.w3.org/TR/speech-synthesis11/#edef_prosody */
const isRate = (rate: string): boolean =>
  /^(default|x-slow|slow|medium|fast|x-fast|[+-]?\d+(\.\d+)?%|\d+(\.\d+)?)$/.test(rate)

/**
 * Judges the speech markup of a `<Say>`. It may be nested: each level is judged in turn, without recursion.
 * @returns Whether it can be spoken: markup with an attribute that SSML does not have is not.
 * @throws {VerbFailure} for a tag that SSML does not have
 */
const judgeSsml = (run: Run, element: XmlElement, report: Run['report']): boolean => {
  let spoken = true
  let unknown = false
  const markup: Run['report'] = (verdict, at) => {
    const foreign = verdict.rule === 'unknown-attribute'
    spoken &&= !foreign
    report(foreign ? { ...verdict, code: 13520 } : verdict, at)
  }
  const childrenOf = (parent: XmlElement): Child[] => {
    unknown ||= parent.children.some(({ name }) => !ssml.has(name))
    return run.children(parent, report)
  }
  const rest = childrenOf(element)
  for (let child = rest.pop(); child; child = rest.pop()) {
    const attributes = run.attributes(child.element, markup)
    run.whole(child.element, report)
    const rate = child.element.name === 'prosody' ? attributes.text('rate') : undefined
    if (rate !== undefined && !isRate(rate.trim()))
      run.complain(
        13513,
        `rate="${rate}" of <prosody> is no speed: use x-slow to x-fast, or a percentage such as 85%.`,
        child.element,
      )
    rest.push(...childrenOf(child.element))
  }
  if (unknown && run.leg.world.settings.unknownSsml === 'fail')
    throw new VerbFailure({ code: 12200, url: run.url ?? '' })
  return spoken
}

/** The tags that may stand in speech. */
const ssml = dialects.voice.get('Say')!.children
