import { open, required } from '../../attributes.ts'
import type { Fields, Mixed, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import type { SsmlLanguage } from '../voices.ts'

class SsmlLangAttributes {
  /** The language tag. */
  'xml:lang' = required(open<SsmlLanguage>())
}

/** Attributes and children of <lang>. */
export interface SsmlLangProps extends Fields<SsmlLangAttributes> {
  children?: Mixed<VoiceElement>
}

/**
 * Switches the language.
 *
 * @example
 * ```tsx
 * <Say>
 *   She said <lang xml:lang="fr-FR">bonjour</lang>.
 * </Say>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml
 */
export const SsmlLang = /* @__PURE__ */ defineElement<SsmlLangProps, VoiceElement>(
  'lang',
  SsmlLangAttributes,
  {
    unknownCode: 13520,
    content: 'mixed',
    children: ['break', 'emphasis', 'lang', 'p', 'phoneme', 'prosody', 's', 'say-as', 'sub', 'w'],
  },
)
