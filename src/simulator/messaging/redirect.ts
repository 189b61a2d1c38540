/**
 * @module
 * `<Redirect>` in a message's document.
 * @see https://www.twilio.com/docs/messaging/twiml/redirect
 */
import type { Inspection } from '../inspect.ts'
import type { XmlElement } from '../xml.ts'
import type { MessageSession, Next } from './session.ts'

export const redirectVerb = (
  { url, world }: MessageSession,
  element: XmlElement,
  inspection: Inspection,
): Next => {
  const reference = element.text.trim()
  if (reference === '' && world.settings.emptyMessageRedirect === 'skip') return undefined
  return {
    reference,
    base: url,
    method: inspection.attributes(element).method(),
    told: inspection.tells(11100, element),
  }
}
