import { string } from '../../attributes.ts'
import type { Fields, Mixed, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class SsmlWAttributes {
  /** Amazon role such as amazon:VB; without it the tag has no effect. */
  role? = string()
}

/** Attributes and children of <w>. */
export interface SsmlWProps extends Fields<SsmlWAttributes> {
  children?: Mixed<VoiceElement>
}

/**
 * Picks a pronunciation by part of speech.
 *
 * @example
 * ```tsx
 * <Say>
 *   They <w role="amazon:VBD">read</w> it yesterday.
 * </Say>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml
 */
export const SsmlW = /* @__PURE__ */ defineElement<SsmlWProps, VoiceElement>('w', SsmlWAttributes, {
  unknownCode: 13520,
  content: 'mixed',
  children: ['break', 'emphasis', 'phoneme', 'prosody', 'say-as', 'sub'],
})
