/**
 * @module
 * `<Echo>`: plays the caller's voice back until the caller hangs up.
 */
import type { VerbRun } from '../engine/run.ts'

export const echo = async (verb: VerbRun): Promise<never> => {
  void verb.attributes
  verb.leg.answer()
  for (;;) await verb.leg.wait('Echo')
}
