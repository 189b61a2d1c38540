/**
 * @module
 * `<Redirect>` in a message's document.
 * @see https://www.twilio.com/docs/messaging/twiml/redirect
 */
import { dialects } from '../../vocabulary/dialects.ts'
import { inspectAttributes } from '../inspect.ts'
import type { XmlElement } from '../xml.ts'
import type { MessageSession, Next } from './session.ts'

export const redirectVerb = ({ url, report, world }: MessageSession, element: XmlElement): Next => {
  const attributes = inspectAttributes(dialects.messaging.get('Redirect')!, element, report)
  const reference = element.text.trim()
  if (reference === '' && world.settings.emptyMessageRedirect === 'skip') return undefined
  return { reference, base: url, method: attributes.method() }
}
