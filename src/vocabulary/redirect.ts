import { httpMethod, url } from './attributes.ts'
import type { Fields, PlainText, TwimlElement } from './children.ts'
import { defineElement } from './define-element.ts'

class RedirectAttributes {
  /** HTTP method of the redirect request. Default: POST. */
  method? = httpMethod(13710)
}

/** Attributes and children of <Redirect>. */
export interface RedirectProps extends Fields<RedirectAttributes> {
  children?: PlainText
}

/**
 * Continues with the TwiML document at another URL. Verbs after it never run. Text: The absolute or relative URL of the
 * next document. Blank text requests the current document again, which is an endless loop (used on purpose in waitUrl
 * documents).
 *
 * @example
 * ```tsx
 * <Response>
 *   <Redirect method="GET">/menu</Redirect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/redirect
 */
export const Redirect = /* @__PURE__ */ defineElement<RedirectProps, TwimlElement>(
  'Redirect',
  RedirectAttributes,
  { content: 'text', flow: 'transfers', text: url() },
)
