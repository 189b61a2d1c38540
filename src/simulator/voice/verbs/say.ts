/**
 * @module
 * `<Say>`.
 * @see https://www.twilio.com/docs/voice/twiml/say
 */
import { dialects } from '../../../vocabulary/dialects.ts'
import { type BargeIn, speak } from '../engine/playback.ts'
import type { VerbRun } from '../engine/run.ts'
import { type Signal, VerbFailure } from '../engine/signal.ts'

/**
 * Runs the verb, also inside a `<Gather>`. Without text it is a pause of no length, which does not pick up.
 * @throws {VerbFailure} For a voice that Twilio does not have, inside a `<Gather>`; and for tags that SSML does not
 * have.
 */
export const say = async (verb: VerbRun, bargeIn?: BargeIn): Promise<Signal | undefined> => {
  const { leg } = verb
  const attributes = verb.attributes
  verb.isUsable()
  // Outside a <Gather> it is a warning. https://www.twilio.com/docs/voice/twiml/changelog
  if (verb.tells(13321)) throw new VerbFailure({ code: 13321, url: verb.url ?? '' })
  const { text } = verb
  if (text === '') {
    leg.keepRinging()
    return undefined
  }
  leg.answer()
  if (!judgeSsml(verb)) return undefined
  return speak(
    leg,
    {
      text,
      times: attributes.number('loop'),
      voice: attributes.text('voice'),
      language: attributes.text('language'),
    },
    bargeIn,
  )
}

/**
 * Judges the speech markup of a `<Say>`. It may be nested: each level is judged in turn, without recursion.
 * @returns Whether it can be spoken: markup with an attribute that SSML does not have cannot.
 * @throws {VerbFailure} For a tag that SSML does not have.
 */
const judgeSsml = (verb: VerbRun): boolean => {
  let spoken = true
  let unknown = false
  verb.children()
  const rest = [...verb.element.children]
  for (let child = rest.pop(); child; child = rest.pop()) {
    unknown ||= !ssml.has(child.name)
    spoken &&= !verb.run.tells(13520, child)
    rest.push(...child.children)
  }
  if (unknown && verb.leg.simulation.settings.unknownSsml === 'fail')
    throw new VerbFailure({ code: 12200, url: verb.url ?? '' })
  return spoken
}

/** The tags allowed in speech. */
const ssml = dialects.voice.get('Say')!.children
