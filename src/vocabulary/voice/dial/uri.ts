import { string } from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { isSipUri } from '../../forms.ts'
import { textForm } from '../../rules.ts'

/** The form of a SIP URI, its greatest length, and that of its headers, which follow the `?`. */
export const sipUri = [
  /* @__PURE__ */ textForm(isSipUri, 'a SIP URI such as sip:jo@example.com', { code: 13243 }),
  /* @__PURE__ */ textForm(
    (text) => text.split('?')[0]!.length <= 255,
    'a SIP URI of at most 255 characters',
    { code: 13243 },
  ),
  /* @__PURE__ */ textForm(
    (text) => text.length - text.split('?')[0]!.length <= 1024,
    'a SIP URI with at most 1024 characters of headers',
    { code: 13253 },
  ),
]

class UriAttributes {
  /** The password for SIP digest authentication. */
  password? = string()
  /** The order of preference between URIs. */
  priority? = string()
  /** The user name for SIP digest authentication. */
  username? = string()
  /** The share of calls among URIs of equal priority. */
  weight? = string()
}

/** Attributes and children of <Uri>. */
export interface UriProps extends Fields<UriAttributes> {
  children?: PlainText
}

/**
 * Dials one SIP URI with routing weights, inside <Sip>. Text: SIP URI.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Dial>
 *     <Sip>
 *       <Uri priority="1">sip:kate@one.example.com</Uri>
 *       <Uri priority="2">sip:kate@two.example.com</Uri>
 *     </Sip>
 *   </Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/sip
 */
export const Uri = /* @__PURE__ */ defineElement<UriProps, VoiceElement>('Uri', UriAttributes, {
  content: 'text',
  rules: sipUri,
})
