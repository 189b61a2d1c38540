/**
 * @module
 * `<Redirect>` in a message's document.
 * @see https://www.twilio.com/docs/messaging/twiml/redirect
 */
import { type Inspection, unreached } from '../inspect.ts'
import type { XmlElement } from '../xml.ts'
import type { MessageSession, Next } from './session.ts'

export const redirectVerb = (
  { url, owner, simulation }: MessageSession,
  element: XmlElement,
  inspection: Inspection,
): Next => {
  const reference = element.text.trim()
  if (reference === '' && simulation.settings.emptyMessageRedirect === 'skip') return undefined
  const message = unreached('messaging', element)
  if (message !== undefined) simulation.log.write({ type: 'hint', message }, owner)
  return {
    reference,
    base: url,
    method: inspection.attributes(element).method(),
    told: inspection.tells(11100, element),
  }
}
