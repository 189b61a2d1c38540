/**
 * @module
 * The SSML elements inside <Say>, by their lower-case names.
 * @see https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml
 */
import { SsmlBreak, type SsmlBreakProps } from './break.ts'
import { SsmlEmphasis, type SsmlEmphasisProps } from './emphasis.ts'
import { SsmlLang, type SsmlLangProps } from './lang.ts'
import { SsmlP, type SsmlPProps } from './p.ts'
import { SsmlPhoneme, type SsmlPhonemeProps } from './phoneme.ts'
import { SsmlProsody, type SsmlProsodyProps } from './prosody.ts'
import { SsmlS, type SsmlSProps } from './s.ts'
import { SsmlSayAs, type SsmlSayAsProps } from './say-as.ts'
import { SsmlSub, type SsmlSubProps } from './sub.ts'
import { SsmlW, type SsmlWProps } from './w.ts'

/**
 * The props of the SSML elements by tag name.
 *
 * @example
 * ```tsx
 * import type { SsmlElements } from 'twimlx/voice'
 *
 * const Beat = (props: SsmlElements['break']) => <break strength="strong" {...props} />
 * ```
 */
export interface SsmlElements {
  break: SsmlBreakProps
  emphasis: SsmlEmphasisProps
  lang: SsmlLangProps
  p: SsmlPProps
  phoneme: SsmlPhonemeProps
  prosody: SsmlProsodyProps
  s: SsmlSProps
  'say-as': SsmlSayAsProps
  sub: SsmlSubProps
  w: SsmlWProps
}

/** The SSML elements by tag name. */
export const ssml = {
  break: SsmlBreak,
  emphasis: SsmlEmphasis,
  lang: SsmlLang,
  p: SsmlP,
  phoneme: SsmlPhoneme,
  prosody: SsmlProsody,
  s: SsmlS,
  'say-as': SsmlSayAs,
  sub: SsmlSub,
  w: SsmlW,
}
