import { integer, open } from '../attributes.ts'
import type { Mixed, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { rule, textOf } from '../rules.ts'
import type { KnownVoice, SpokenLanguage } from './voices.ts'

// The limits are the voice vendors': Amazon does not count tags, Google does.
// https://www.twilio.com/docs/api/errors/13521
const textLength = /* @__PURE__ */ rule(
  'say-length',
  { level: 'warning', code: 13521 },
  (element) => {
    // 500 characters take 4500 when each is encoded as nine.
    if (element.content.length <= 500) return undefined
    const vendor = /^(Polly|Google)\./.exec(element.attribute('voice') ?? '')?.[1]
    const text = textOf(element.content)
    const [length, max, what] =
      vendor === 'Google'
        ? [element.content.length, 5000, 'characters, tags counted, with a Google voice']
        : vendor === 'Polly'
          ? [text.length, 3000, 'characters, tags not counted, with a Polly voice']
          : text.length > 4096
            ? [text.length, 4096, 'characters with a basic voice']
            : [encodedLength(text), 4500, 'characters once URL-encoded']
    return (
      length > max &&
      `has ${length} ${what}: at most ${max} are spoken. Split it over several <Say>.`
    )
  },
)

const encodedLength = (text: string): number => encodeURIComponent(text).length

class SayAttributes {
  /** Language and locale of the voice. Default: en-US. */
  language? = open<SpokenLanguage>({ code: 13512 })
  /** Repetitions; 0 repeats until hangup or 1000 times. Default: 1. */
  loop? = integer({ min: 0, code: 13510 })
  /** Basic voice, or Polly.* / Google.* voice name. Default: man. */
  voice? = open<KnownVoice>({ code: 13511 })
}

/** Attributes and children of <Say>. */
export interface SayProps extends SayAttributes {
  children: Mixed<VoiceElement>
}

/**
 * Speaks text with a synthetic voice.
 * Continues when the speech is over.
 * Text: Text to speak, plus inline SSML.
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
  rules: [textLength],
  required: { children: true },
  children: ['break', 'emphasis', 'lang', 'p', 'phoneme', 'prosody', 's', 'say-as', 'sub', 'w'],
  flow: 'continues',
  missing: { code: 13520, level: 'warning' },
})
