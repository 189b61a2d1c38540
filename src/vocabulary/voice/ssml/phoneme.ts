import { oneOf, required, string } from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class SsmlPhonemeAttributes {
  /** The phonetic alphabet. */
  alphabet = required(
    oneOf(
      'ipa',
      'x-sampa',
      'x-amazon-jyutping',
      'x-amazon-pinyin',
      'x-amazon-pron-kana',
      'x-amazon-yomigana',
    ),
  )
  /** The phonetic spelling. */
  ph = required(string())
}

/** Attributes and children of <phoneme>. */
export interface SsmlPhonemeProps extends Fields<SsmlPhonemeAttributes> {
  children: PlainText
}

/**
 * Gives a phonetic pronunciation.
 *
 * @example
 * ```tsx
 * <Say>
 *   You say <phoneme alphabet="ipa" ph="pɪˈkɑːn">pecan</phoneme>.
 * </Say>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml
 */
export const SsmlPhoneme = /* @__PURE__ */ defineElement<SsmlPhonemeProps, VoiceElement>(
  'phoneme',
  SsmlPhonemeAttributes,
  { unknownCode: 13520, content: 'text', required: { children: true } },
)
