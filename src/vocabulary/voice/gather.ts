import {
  boolean,
  commaList,
  httpMethod,
  integer,
  integerOr,
  list,
  oneOfCoded,
  languageTag,
  openForm,
  pattern,
  string,
  url,
} from '../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { maxLength, notTogether, rule } from '../rules.ts'

// https://www.twilio.com/docs/api/errors/13331
const regionOfSpeech = /* @__PURE__ */ rule(
  'language-region',
  { code: 13331 },
  (element) =>
    /\bspeech\b/.test(element.attribute('input') ?? '') &&
    /^[a-z]{2,3}$/.test(element.attribute('language') ?? '') &&
    element.attribute('language') !== 'zh' &&
    'has a language without a region, with which no speech is recognised: add one, as in en-US.',
  Infinity,
)
import type { RecognizedLanguage } from './voices.ts'

class GatherAttributes {
  /**
   * URL that receives the collected input and answers with the next TwiML; must be absolute in inline `twiml`.
   * Default: current document URL.
   */
  action? = url()
  /** Calls action even when nothing was entered. Default: false. */
  actionOnEmptyResult? = boolean(13338)
  /** Lets speech cut a prompt short. Default: true. */
  bargeIn? = boolean(13332)
  /** Switches debugging on. No page of Twilio's describes it. */
  debug? = boolean()
  /**
   * Uses the premium Google V1 phone_call model. Default: false.
   * @deprecated Google STT V1 is being retired; pick a speechModel instead.
   */
  enhanced? = boolean()
  /** The key that submits the digits; an empty string disables it. Default: #. */
  finishOnKey? = pattern(/^[0-9#*]*$/, 'one of 0-9, # and *, or empty', 13310)
  /**
   * Words and phrases that the recogniser should expect, without commas in them; class tokens such as
   * $OOV_CLASS_ALPHANUMERIC_SEQUENCE are allowed.
   */
  hints? = commaList(string({ maxLength: 100, code: 13330 }), { max: 500 })
  /** The kinds of input to accept. Default: dtmf. */
  input? = list(oneOfCoded(13326, 'dtmf', 'speech'))
  /** The language tag for the speech recogniser. Default: en-US. */
  language? = languageTag<RecognizedLanguage>(13331, 'multi')
  /** The longest speech input, in seconds. At least 1. */
  maxSpeechTime? = integer({ min: 1, code: 13328 })
  /** HTTP method used for the action request. Default: POST. */
  method? = httpMethod(13312)
  /** The number of digits that submits them at once. Default: unlimited. At least 1. */
  numDigits? = integer({ min: 1, code: 13314 })
  /** Webhook that receives unstable interim transcripts (its response is ignored). */
  partialResultCallback? = url()
  /** HTTP method used for the interim-result webhook request. Default: POST. */
  partialResultCallbackMethod? = httpMethod(13329)
  /** Masks profanity in the transcript. Default: true. */
  profanityFilter? = boolean(13333)
  /** The recognition model, generic or specific to a provider. Default: default. */
  speechModel? = openForm<
    | 'default'
    | 'numbers_and_commands'
    | 'phone_call'
    | 'experimental_conversations'
    | 'experimental_utterances'
    | 'googlev2_long'
    | 'googlev2_short'
    | 'googlev2_telephony'
    | 'googlev2_telephony_short'
    | 'deepgram_nova-2'
    | 'deepgram_nova-3'
  >(
    /^(default|numbers_and_commands|phone_call|(experimental|googlev2|deepgram)_.+)$/,
    'a speech model such as phone_call or googlev2_telephony',
    13334,
  )
  /** Seconds of silence that end speech input, or auto for the first pause. Default: the timeout value. At least 1. */
  speechTimeout? = integerOr('auto', { min: 1, code: 13327 })
  /** Seconds to wait for the next key or word, counted after nested prompts end. Default: 5. At least 1. */
  timeout? = integer({ min: 1, code: 13313 })
}

/** Attributes and children of <Gather>. */
export interface GatherProps extends Fields<GatherAttributes> {
  children?: VoiceElements
}

/**
 * Collects keypad digits, speech or both, also during a prompt. With input, Twilio continues with the document of
 * action; without an action, it requests the current document again, which may loop. Without input the next verb runs,
 * unless actionOnEmptyResult="true": then control always moves to action and later verbs never run.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Gather input={['dtmf', 'speech']} numDigits={1} action="/menu">
 *     <Say>For sales, press 1 or say sales.</Say>
 *   </Gather>
 *   <Say>We heard nothing. Goodbye.</Say>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/gather
 */
export const Gather = /* @__PURE__ */ defineElement<GatherProps, VoiceElement>(
  'Gather',
  GatherAttributes,
  {
    content: 'elements',
    children: ['Pause', 'Play', 'Say'],
    flow: 'transfers-if-input',
    transfersWith: 'actionOnEmptyResult',
    nestingCode: 13320,
    rules: [
      regionOfSpeech,
      maxLength(['finishOnKey'], 1, { level: 'warning', code: 13311 }),
      notTogether(['@speechTimeout=auto', '@speechModel'], { level: 'warning', code: 13335 }),
    ],
  },
)
