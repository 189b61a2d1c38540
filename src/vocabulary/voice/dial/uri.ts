import { string } from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { isSipUri } from '../../forms.ts'
import { textForm } from '../../rules.ts'

/** What a SIP URI must be, and how long it and its headers, from its `?` on, may be. */
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
  /** SIP digest password. */
  password? = string()
  /** Order of preference between URIs. */
  priority? = string()
  /** SIP digest user. */
  username? = string()
  /** Share among URIs of equal priority. */
  weight? = string()
}

/** Attributes and children of <Uri>. */
export interface UriProps extends Fields<UriAttributes> {
  children?: PlainText
}

/**
 * One SIP URI with routing weights, for use inside <Sip>.
 * Text: SIP URI.
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
