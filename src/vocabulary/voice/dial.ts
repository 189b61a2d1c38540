import {
  boolean,
  commaList,
  httpMethod,
  integer,
  oneOf,
  oneOfCoded,
  open,
  string,
  url,
} from '../attributes.ts'
import type { Fields, PlainText, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { isPhoneNumber } from '../forms.ts'
import { childCount, exactlyOneOf, maxLength, onlyChild, requires, rule } from '../rules.ts'
import { MAX_CALLER_ID, MAX_PARTIES } from '../limits.ts'
import { dialledNumber } from './dial/number.ts'
import { recordMode } from './record-mode.ts'
import { RecordingWebhookAttributes } from './recording-webhook.ts'

// Clients and SIP addresses may be shown names, but phone numbers only numbers.
// https://www.twilio.com/docs/api/errors/13214
const callerIdOfNumbers = /* @__PURE__ */ rule(
  'caller-id',
  { level: 'warning', code: 13214 },
  (element) => {
    const callerId = element.attribute('callerId')
    return (
      callerId !== undefined &&
      (element.textLength > 0 || element.children.some(({ name }) => name === 'Number')) &&
      callerId.length <= MAX_CALLER_ID &&
      !isPhoneNumber(callerId) &&
      'has a callerId that is not a phone number: write it in E.164, such as +14155550100.'
    )
  },
  Infinity,
)

class DialAttributes extends RecordingWebhookAttributes {
  /** URL requested when the dialled call ends; its document takes over the original call. */
  action? = url()
  /**
   * Keeps an inbound call ringing (unanswered) until the dialled party picks up; works only when <Dial> is the
   * first verb. Default: false.
   */
  answerOnBridge? = boolean(13219)
  /** The reason for the call, shown on the callee's phone (branded calling, private beta). At most 50 characters. */
  callReason? = string({ maxLength: 50 })
  /**
   * Caller ID shown to the dialled party: a number, a client:identity, whatsapp:+number, or free alphanumeric text
   * for SIP. Default: the inbound caller's ID.
   */
  callerId? = string()
  /** Extra progress events to subscribe to. */
  events? = open<'call-progress-event'>()
  /** Lets the original caller end the dialled leg with the * key. Default: false. */
  hangupOnStar? = boolean(13213)
  /**
   * A former switch for answering machines, known only from error 13211.
   * @deprecated Use machineDetection on <Number> or <Sip>.
   */
  ifMachine? = oneOfCoded(13211, 'hangup', 'continue', 'false')
  /** HTTP method used for the action request. Default: POST. */
  method? = httpMethod(13210)
  /** Base64 identity passports (SHAKEN/STIR shaken, div), comma-separated, passed through to the callee. */
  passports? = commaList(string())
  /** Records the call: selects from when on, and with how many channels. Default: do-not-record. */
  record? = recordMode(13217)
  /** ID of a stored Recording Configuration to apply to this recording. */
  recordingConfigurationId? = string()
  /** The sides of the audio to record. Default: both. */
  recordingTrack? = oneOfCoded(13622, 'both', 'inbound', 'outbound')
  /** HTTP method used for the refer webhook request. Default: POST. */
  referMethod? = httpMethod()
  /** Webhook requested for a document when the callee sends a SIP REFER. */
  referUrl? = url()
  /** The country whose ringback tone is played instead of the carrier's. Default: carrier ringback. */
  ringTone? = oneOfCoded(
    13220,
    'at',
    'au',
    'bg',
    'br',
    'be',
    'ch',
    'cl',
    'cn',
    'cz',
    'de',
    'dk',
    'ee',
    'es',
    'fi',
    'fr',
    'gr',
    'hu',
    'il',
    'in',
    'it',
    'lt',
    'jp',
    'mx',
    'my',
    'nl',
    'no',
    'nz',
    'ph',
    'pl',
    'pt',
    'ru',
    'se',
    'sg',
    'th',
    'uk',
    'us',
    'us-old',
    'tw',
    've',
    'za',
  )
  /** Dials the nested nouns one after another instead of all at once. Default: false. */
  sequential? = boolean(13218)
  /** Longest allowed duration of the dialled call, in seconds. Default: 14400. From 1 to 86400. */
  timeLimit? = integer({ min: 1, max: 86400, code: 13216 })
  /** Seconds to let the callee ring (Twilio adds a five-second buffer). Default: 30. From 5 to 600. */
  timeout? = integer({ min: 5, max: 600, code: 13212 })
  /** Cuts silence at both ends of the recording, or keeps it. Default: do-not-trim. */
  trim? = oneOf('trim-silence', 'do-not-trim')
}

/** Attributes and children of <Dial>. */
export interface DialProps extends Fields<DialAttributes> {
  children: PlainText | VoiceElements
}

/**
 * Calls another party and bridges it with the current call, until the dialled call ends. With action the document of
 * that URL takes over and later verbs never run; without it the next verb runs, if the caller is still there. Text:
 * Phone number to dial, as a shorthand for one <Number>.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Dial timeout={20} action="/after-dial">
 *     <Number>+14155550100</Number>
 *     <Client>alice</Client>
 *   </Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/dial
 */
export const Dial = /* @__PURE__ */ defineElement<DialProps, VoiceElement>('Dial', DialAttributes, {
  content: 'mixed',
  required: { children: true },
  missing: false,
  children: ['Queue', 'Number', 'Client', 'Conference', 'Sip', 'Sim', 'WhatsApp', 'Application'],
  flow: 'transfers-if-action',
  nestingCode: 13215,
  rules: [
    exactlyOneOf(['#text', '#children']),
    ...dialledNumber,
    callerIdOfNumbers,
    maxLength(['callerId'], MAX_CALLER_ID, { level: 'warning', code: 13248 }),
    childCount(MAX_PARTIES, ['Number', 'Client', 'Sip', 'WhatsApp', 'Sim'], { code: 13250 }),
    childCount(1, ['Conference']),
    onlyChild('Conference', { level: 'warning', code: 13000 }),
    onlyChild('Queue'),
    onlyChild('Application'),
    requires('WhatsApp', '@callerId'),
  ],
})
