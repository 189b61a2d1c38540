/**
 * @module
 * `<Redirect>`: another document takes over.
 * @see https://www.twilio.com/docs/voice/twiml/redirect
 */
import type { XmlElement } from '../../xml.ts'
import type { Exit } from '../engine/exit.ts'
import type { Run } from '../engine/run.ts'

export const redirect = (run: Run, element: XmlElement): Exit => {
  const attributes = run.attributes(element)
  return {
    type: 'goto',
    request: {
      reference: element.text.trim(),
      base: run.url,
      method: attributes.method(),
      told: run.tells(11100, element),
    },
  }
}
