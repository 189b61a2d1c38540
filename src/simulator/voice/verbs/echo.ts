/**
 * @module
 * `<Echo>`: the caller hears their own voice until they hang up.
 */
import type { XmlElement } from '../../xml.ts'
import type { Run } from '../engine/run.ts'

export const echo = async (run: Run, element: XmlElement): Promise<never> => {
  run.attributes(element)
  run.leg.answer()
  for (;;) await run.leg.wait('Echo')
}
