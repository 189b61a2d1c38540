import type { Fields, Mixed, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class SsmlSAttributes {}

/** Children of <s>. */
export interface SsmlSProps extends Fields<SsmlSAttributes> {
  children?: Mixed<VoiceElement>
}

/**
 * Marks a sentence.
 *
 * @example
 * ```tsx
 * <Say>
 *   <s>First sentence</s>
 *   <s>Second sentence</s>
 * </Say>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml
 */
export const SsmlS = /* @__PURE__ */ defineElement<SsmlSProps, VoiceElement>('s', SsmlSAttributes, {
  unknownCode: 13520,
  content: 'mixed',
  children: ['break', 'emphasis', 'lang', 'phoneme', 'prosody', 'say-as', 'sub', 'w'],
})
