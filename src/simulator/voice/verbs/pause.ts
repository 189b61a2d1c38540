/**
 * @module
 * `<Pause>`. It does not pick up the call: as the first verb it lets the caller ring longer.
 * @see https://www.twilio.com/docs/voice/twiml/pause
 */
import type { XmlElement } from '../../xml.ts'
import { type BargeIn, playTo } from '../engine/playback.ts'
import type { Run } from '../engine/run.ts'
import type { Signal } from '../engine/signal.ts'

/** Runs the verb, in a `<Gather>` too. */
export const pause = (
  run: Run,
  element: XmlElement,
  cuts?: BargeIn,
): Promise<Signal | undefined> => {
  const attributes = run.attributes(element)
  run.children(element)
  run.leg.keptRinging ||= !run.leg.answered
  const seconds = attributes.number('length')
  return playTo(run.leg, 'Pause', '', seconds, cuts, () =>
    run.leg.write({ type: 'pause', seconds }),
  )
}
