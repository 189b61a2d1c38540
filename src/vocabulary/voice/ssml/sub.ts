import { required, string } from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class SsmlSubAttributes {
  /** The words to speak instead. */
  alias = required(string())
}

/** Attributes and children of <sub>. */
export interface SsmlSubProps extends Fields<SsmlSubAttributes> {
  children: PlainText
}

/**
 * Speaks an alias instead of the text.
 *
 * @example
 * ```tsx
 * <Say>
 *   Welcome to the <sub alias="World Wide Web Consortium">W3C</sub>.
 * </Say>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml
 */
export const SsmlSub = /* @__PURE__ */ defineElement<SsmlSubProps, VoiceElement>(
  'sub',
  SsmlSubAttributes,
  { unknownCode: 13520, content: 'text', required: { children: true } },
)
