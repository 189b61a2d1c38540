import { open, openForm } from '../../attributes.ts'
import type { Fields, Mixed, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class SsmlProsodyAttributes {
  /** A keyword, or a relative percentage. */
  pitch? = open<'default' | 'x-low' | 'low' | 'medium' | 'high' | 'x-high'>()
  /** A keyword, or a percentage. */
  rate? = openForm<'x-slow' | 'slow' | 'medium' | 'fast' | 'x-fast'>(
    // https://www.w3.org/TR/speech-synthesis11/#edef_prosody
    /^\s*(default|x-slow|slow|medium|fast|x-fast|[+-]?\d+(\.\d+)?%|\d+(\.\d+)?)\s*$/,
    'a speed: x-slow to x-fast, or a percentage such as 85%',
    13513,
  )
  /** A keyword, or a change in dB. */
  volume? = open<'default' | 'silent' | 'x-soft' | 'soft' | 'medium' | 'loud' | 'x-loud'>()
}

/** Attributes and children of <prosody>. */
export interface SsmlProsodyProps extends Fields<SsmlProsodyAttributes> {
  children?: Mixed<VoiceElement>
}

/**
 * Changes volume, rate or pitch.
 *
 * @example
 * ```tsx
 * <Say>
 *   <prosody rate="slow" volume="loud">Please listen closely.</prosody>
 * </Say>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml
 */
export const SsmlProsody = /* @__PURE__ */ defineElement<SsmlProsodyProps, VoiceElement>(
  'prosody',
  SsmlProsodyAttributes,
  {
    unknownCode: 13520,
    content: 'mixed',
    children: ['break', 'emphasis', 'lang', 'p', 'phoneme', 'prosody', 's', 'say-as', 'sub', 'w'],
  },
)
