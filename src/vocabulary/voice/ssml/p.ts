import type { Fields, Mixed, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class SsmlPAttributes {}

/** Children of <p>. */
export interface SsmlPProps extends Fields<SsmlPAttributes> {
  children?: Mixed<VoiceElement>
}

/**
 * Marks a paragraph.
 *
 * @example
 * ```tsx
 * <Say>
 *   <p>First paragraph.</p>
 *   <p>Second paragraph.</p>
 * </Say>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml
 */
export const SsmlP = /* @__PURE__ */ defineElement<SsmlPProps, VoiceElement>('p', SsmlPAttributes, {
  unknownCode: 13520,
  content: 'mixed',
  children: ['break', 'emphasis', 'lang', 'phoneme', 'prosody', 's', 'say-as', 'sub', 'w'],
})
