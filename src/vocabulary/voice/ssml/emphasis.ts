import { oneOf } from '../../attributes.ts'
import type { Fields, Mixed, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class SsmlEmphasisAttributes {
  /** The degree of stress. Default: moderate. */
  level? = oneOf('strong', 'moderate', 'reduced')
}

/** Attributes and children of <emphasis>. */
export interface SsmlEmphasisProps extends Fields<SsmlEmphasisAttributes> {
  children?: Mixed<VoiceElement>
}

/**
 * Stresses words.
 *
 * @example
 * ```tsx
 * <Say>
 *   I <emphasis level="strong">really</emphasis> mean it.
 * </Say>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml
 */
export const SsmlEmphasis = /* @__PURE__ */ defineElement<SsmlEmphasisProps, VoiceElement>(
  'emphasis',
  SsmlEmphasisAttributes,
  {
    unknownCode: 13520,
    content: 'mixed',
    children: ['break', 'emphasis', 'lang', 'phoneme', 'prosody', 'say-as', 'sub', 'w'],
  },
)
