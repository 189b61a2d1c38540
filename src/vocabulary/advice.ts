/**
 * @module
 * Advice on markup that is legal, but pointless or risky. Used by the simulator only, so apps that render do not bundle
 * it.
 */
import type { Check } from './rules.ts'

/** Finds an attribute that does nothing without another one, or without a certain value of it. */
const noEffectWithout =
  (attribute: string, without: string, value?: string): Check =>
  (element) => {
    if (element.attribute(attribute) === undefined) return undefined
    const given = element.attribute(without)
    const meant = value === undefined ? without : `${without}="${value}"`
    return (
      (value === undefined ? given === undefined : given !== value) &&
      `has ${attribute}, which does nothing without ${meant}: add that, or leave ${attribute} out.`
    )
  }

const besideText =
  (child: string, sentence: string): Check =>
  ({ textLength, children }) =>
    textLength > 0 && children.some(({ name }) => name === child) && sentence

/** The checks by element. Each says what is odd, to follow the element's name in a sentence. */
export const advice: Readonly<Record<string, readonly Check[] | undefined>> = {
  Dial: [
    noEffectWithout('referMethod', 'referUrl'),
    noEffectWithout('method', 'action'),
    noEffectWithout('trim', 'record'),
  ],
  Enqueue: [besideText('Task', 'has the name of a queue beside <Task>: leave one of them out.')],
  Message: [
    besideText(
      'Body',
      'has text beside <Body>, of which Twilio does not say what it means: put all text into <Body>.',
    ),
  ],
  Pay: [
    (element) =>
      element.attribute('tokenType') !== undefined &&
      Number(element.attribute('chargeAmount') ?? 0) > 0 &&
      'has tokenType, which does nothing where chargeAmount is more than 0: leave it out.',
  ],
  Queue: [noEffectWithout('postWorkActivitySid', 'reservationSid')],
  Record: [noEffectWithout('transcribeCallback', 'transcribe', 'true')],
  prosody: [
    (element) =>
      ['pitch', 'rate', 'volume'].every((name) => element.attribute(name) === undefined) &&
      'changes nothing: give it pitch, rate or volume.',
  ],
  'say-as': [noEffectWithout('format', 'interpret-as', 'date')],
}
