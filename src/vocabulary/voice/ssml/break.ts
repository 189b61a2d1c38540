import { duration, oneOf } from '../../attributes.ts'
import type { Fields, NoChildren, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class SsmlBreakAttributes {
  /** The relative length of the pause. Default: medium. */
  strength? = oneOf('none', 'x-weak', 'weak', 'medium', 'strong', 'x-strong')
  /** The exact length in s or ms (Polly caps it at 10 s). */
  time? = duration()
}

/** Attributes and children of <break>. */
export interface SsmlBreakProps extends Fields<SsmlBreakAttributes> {
  children?: NoChildren<'<break/>'> | undefined
}

/**
 * Inserts a pause.
 *
 * @example
 * ```tsx
 * <Say>
 *   One <break time="500ms" /> two.
 * </Say>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml
 */
export const SsmlBreak = /* @__PURE__ */ defineElement<SsmlBreakProps, VoiceElement>(
  'break',
  SsmlBreakAttributes,
  { unknownCode: 13520, content: 'empty' },
)
