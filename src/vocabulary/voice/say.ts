import { integer, languageTag, openForm } from '../attributes.ts'
import type { Fields, Mixed, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { rule, textOf, totalLength } from '../rules.ts'
import type { KnownVoice, SpokenLanguage } from './voices.ts'

// The limits are those of the voice's vendor. Amazon does not count tags, Google does; basic voices also limit the
// URL-encoded text. https://www.twilio.com/docs/api/errors/13521
const speakable = /* @__PURE__ */ rule(
  'say-length',
  { level: 'warning', code: 13521 },
  (element) => {
    const { content } = element
    const [vendor] = /^(Polly|Google)\b/.exec(element.attribute('voice') ?? '') ?? ['a basic']
    const length = vendor === 'Google' ? content.length : totalLength(element)
    const max = { Polly: 3000, Google: 5000 }[vendor] ?? 4096
    if (length > max)
      return `has ${length} characters: ${vendor} voice speaks at most ${max}. Split the text.`
    const encoded = encodeURIComponent(textOf(content)).length
    return (
      max === 4096 &&
      encoded > 4500 &&
      `has ${encoded} characters once URL-encoded: ${vendor} voice speaks at most 4500. Split the text.`
    )
  },
  // 500 characters have at most 4500 once URL-encoded: nine each.
  500,
)

class SayAttributes {
  /** The language and locale of the voice. Default: en-US. */
  language? = languageTag<SpokenLanguage>(13512)
  /** Number of repetitions; 0 repeats until hangup or 1000 times. Default: 1. */
  loop? = integer({ min: 0, code: 13510, codeIn: { Gather: 13322 } })
  /**
   * A basic voice, Polly.* or Google.* with the name of a voice, or ElevenLabs.* with the ID of a voice. Default: man.
   */
  voice? = openForm<KnownVoice>(
    /^(man|woman|alice|(Polly|Google|ElevenLabs)\..+)$/,
    'a voice of Twilio: man, woman, alice, or one of Polly, Google or ElevenLabs, such as Polly.Joanna',
    13511,
    { Gather: 13321 },
  )
}

/** Attributes and children of <Say>. */
export interface SayProps extends Fields<SayAttributes> {
  children: Mixed<VoiceElement>
}

/**
 * Speaks text with a synthetic voice; then the next verb runs. Text: Text to speak, with inline SSML.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Say voice="Polly.Joanna" language="en-US">
 *     Your code is <say-as interpret-as="digits">4321</say-as>.
 *   </Say>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/say
 */
export const Say = /* @__PURE__ */ defineElement<SayProps, VoiceElement>('Say', SayAttributes, {
  content: 'mixed',
  rules: [speakable],
  required: { children: true },
  children: ['break', 'emphasis', 'lang', 'p', 'phoneme', 'prosody', 's', 'say-as', 'sub', 'w'],
  flow: 'continues',
  missing: { code: 13520, level: 'warning' },
})
