import { open, required } from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class SsmlSayAsAttributes {
  /** The layout of a date, with interpret-as="date". */
  format? = open<'mdy' | 'dmy' | 'ymd' | 'md' | 'dm' | 'ym' | 'my' | 'd' | 'm' | 'y' | 'yyyymmdd'>()
  /** The kind of text. */
  'interpret-as' =
    required(
      open<
        | 'characters'
        | 'spell-out'
        | 'cardinal'
        | 'number'
        | 'ordinal'
        | 'digits'
        | 'fraction'
        | 'unit'
        | 'date'
        | 'time'
        | 'address'
        | 'expletive'
        | 'telephone'
      >(),
    )
}

/** Attributes and children of <say-as>. */
export interface SsmlSayAsProps extends Fields<SsmlSayAsAttributes> {
  children: PlainText
}

/**
 * Tells how to read the text (digits, date, …).
 *
 * @example
 * ```tsx
 * <Say>
 *   Your code is <say-as interpret-as="digits">4321</say-as>.
 * </Say>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml
 */
export const SsmlSayAs = /* @__PURE__ */ defineElement<SsmlSayAsProps, VoiceElement>(
  'say-as',
  SsmlSayAsAttributes,
  {
    unknownCode: 13520,
    content: 'text',
    required: { children: true },
  },
)
