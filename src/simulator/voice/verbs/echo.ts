/**
 * @module
 * `<Echo>`: the caller hears their own voice until they hang up.
 */
import type { VerbRun } from '../engine/run.ts'

export const echo = async (verb: VerbRun): Promise<never> => {
  void verb.attributes
  verb.leg.answer()
  for (;;) await verb.leg.wait('Echo')
}
