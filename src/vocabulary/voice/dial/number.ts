import { httpMethod, pattern, sid } from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { isPhoneNumber } from '../../forms.ts'
import { textForm } from '../../rules.ts'
import { MachineDetectionAttributes } from './machine-detection.ts'

/** The form of a number to dial. */
export const dialledNumber = [
  /* @__PURE__ */ textForm(
    isPhoneNumber,
    'a phone number: write it in E.164, such as +14155550100',
    { code: 13223 },
  ),
  // https://www.twilio.com/docs/api/errors/13226
  /* @__PURE__ */ textForm(
    (text) => !text.startsWith('+0'),
    'a number with a country code, since none begins with 0',
    { code: 13226 },
  ),
]

class NumberAttributes extends MachineDetectionAttributes {
  /** The BYOC trunk that carries the call. */
  byoc? = sid('BY')
  /** HTTP method used for the screening TwiML request. Default: POST. */
  override method? = httpMethod(13221)
  /** Tones sent once the number answers, for example for an extension. */
  sendDigits? = pattern(/^[0-9A-DWw#*]*$/, 'digits, A-D, #, *, and w or W for pauses', 13222)
}

/** Attributes and children of <Number>. */
export interface NumberProps extends Fields<NumberAttributes> {
  children: PlainText
}

/**
 * Dials a phone number, with options of its own. Text: E.164 number (unformatted US numbers are accepted).
 *
 * @example
 * ```tsx
 * <Response>
 *   <Dial>
 *     <Number sendDigits="wwww1928" statusCallbackEvent={['answered', 'completed']}>
 *       +14155550100
 *     </Number>
 *   </Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/number
 */
export const Number = /* @__PURE__ */ defineElement<NumberProps, VoiceElement>(
  'Number',
  NumberAttributes,
  { content: 'text', required: { children: true }, rules: dialledNumber },
)
