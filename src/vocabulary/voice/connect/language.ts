import { boolean, commaList, open, required, string } from '../../attributes.ts'
import type { Fields, NoChildren, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'

class LanguageAttributes {
  /** Formats numbers, dates and the like in recognised speech. Default: inherited. */
  asrSmartFormat? = boolean()
  /** The language tag, or `multi` for automatic detection. */
  code = required(string())
  /** Phrases to expect in this language. Default: inherited. */
  hints? = commaList(string())
  /** The recognition model. Default: inherited. */
  speechModel? = string()
  /** The recognition provider (Deepgram when code is multi). Default: inherited. */
  transcriptionProvider? = open<'Google' | 'Deepgram'>()
  /** Turns text normalization by language on. Default: inherited. */
  ttsLanguageTextNormalization? = boolean()
  /** The synthesis provider (ElevenLabs when code is multi). Default: inherited. */
  ttsProvider? = open<'Google' | 'Amazon' | 'ElevenLabs' | 'Deepgram'>()
  /** Text normalization of speech. Default: inherited. */
  ttsTextNormalization? = open<'on' | 'auto' | 'off'>()
  /** The synthesis voice. Default: inherited. */
  voice? = string()
}

/** Attributes and children of <Language>. */
export interface LanguageProps extends Fields<LanguageAttributes> {
  children?: NoChildren<'<Language/>'> | undefined
}

/**
 * Sets the speech settings for one language of a relay session.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Connect>
 *     <ConversationRelay url="wss://example.com/relay">
 *       <Language code="sv-SE" ttsProvider="amazon" voice="Elin-Neural" />
 *     </ConversationRelay>
 *   </Connect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/connect/conversationrelay#language-element
 */
export const Language = /* @__PURE__ */ defineElement<LanguageProps, VoiceElement>(
  'Language',
  LanguageAttributes,
  { content: 'empty' },
)
