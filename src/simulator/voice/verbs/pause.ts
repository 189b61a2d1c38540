/**
 * @module
 * `<Pause>`: does not pick up the call, so as the first verb it lets the call ring longer.
 * @see https://www.twilio.com/docs/voice/twiml/pause
 */
import { type BargeIn, playTo } from '../engine/playback.ts'
import type { VerbRun } from '../engine/run.ts'
import type { Signal } from '../engine/signal.ts'

/** Runs the verb, also inside a `<Gather>`. */
export const pause = (verb: VerbRun, bargeIn?: BargeIn): Promise<Signal | undefined> => {
  const { attributes, leg } = verb
  verb.children()
  leg.keepRinging()
  const seconds = attributes.number('length')
  const { clock } = leg.simulation
  const begun = clock.seconds
  return playTo(leg, { verb: 'Pause', heard: '', seconds, bargeIn }, (interrupted) =>
    leg.write(
      interrupted
        ? { type: 'pause', seconds: Math.round((clock.seconds - begun) * 1000) / 1000, interrupted }
        : { type: 'pause', seconds },
    ),
  )
}
