/**
 * @module
 * `<Say>`.
 * @see https://www.twilio.com/docs/voice/twiml/say
 */
import type { XmlElement } from '../xml.ts'
import type { Leg } from './leg.ts'
import { type Cuts, hear, loopForEver } from './prompt.ts'
import type { Run } from './run.ts'
import type { Signal } from './signal.ts'

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
    return loopForEver(leg, 'Say', text, once, cuts)
  }
  return hear(leg, 'Say', text, once * times, cuts, (interrupted) =>
    leg.write({ type: 'say', text, times, ...manner, ...(interrupted && { interrupted }) }),
  )
}

/** Twilio's own apology, which ends a call whose documents fail. */
export const apologize = (leg: Leg): void =>
  leg.write({
    type: 'say',
    text: 'We are sorry, an application error has occurred. Goodbye.',
    times: 1,
    stock: 'application-error',
  })

/** Runs the verb, in a `<Gather>` too. */
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
  const language = given('language', isLanguage, 13512, 'is no language tag such as en-US.')
  const text = element.text.trim()
  if (text === '') return undefined
  leg.answer()
  judgeSsml(run, element, report)
  return speak(leg, { text, times: attributes.number('loop', 1), voice, language }, cuts)
}

const isVoice = (voice: string): boolean => /^(man|woman|alice|(Polly|Google)\..+)$/.test(voice)

/** Whether it has the form of a language tag. */
export const isLanguage = (language: string): boolean =>
  /^([a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|\d{3})(-[A-Z]{3})?)?|en-gb)$/.test(language)

/** Speech markup may be nested: each level is judged in turn, without recursion. */
const judgeSsml = (run: Run, element: XmlElement, report: Run['report']): void => {
  const rest = run.children(element, report)
  for (let child = rest.pop(); child; child = rest.pop()) {
    run.attributes(child.element, report)
    run.whole(child.element, report)
    rest.push(...run.children(child.element, report))
  }
}
