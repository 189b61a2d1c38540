import { boolean, commaList, httpMethod, oneOf, open, string, url } from '../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { requiredIn } from '../rules.ts'

class TranscriptionAttributes {
  /** Conversation Orchestrator configuration ID. */
  conversationConfiguration? = string()
  /** Conversation Orchestrator conversation ID. */
  conversationId? = string()
  /** Add punctuation. Default: true. */
  enableAutomaticPunctuation? = boolean()
  /** Include raw provider data in the webhook. Default: false. */
  enableProviderData? = boolean()
  /** Phrases to expect. */
  hints? = commaList(string())
  /** Label for the inbound side. */
  inboundTrackLabel? = string()
  /** Conversational Intelligence service SID or name. */
  intelligenceService? = string()
  /** Recognition language (multi with Deepgram nova-3). Default: en-US. */
  languageCode? = string()
  /** Unique name; needed to stop it. */
  name? = string()
  /** Label for the outbound side. */
  outboundTrackLabel? = string()
  /** Send interim results. Default: false. */
  partialResults? = boolean()
  /** Mask profanity. Default: true. */
  profanityFilter? = boolean()
  /** Recognition model. Default: telephony. */
  speechModel? = string()
  /** HTTP method of the webhook. Default: POST. */
  statusCallbackMethod? = httpMethod()
  /** Absolute URL that receives the transcript events. */
  statusCallbackUrl? = url()
  /** Audio to transcribe. Default: both_tracks. */
  track? = oneOf('inbound_track', 'outbound_track', 'both_tracks')
  /** Recognition provider. Default: google. */
  transcriptionEngine? = open<'google' | 'deepgram' | 'auto'>()
}

/** Attributes and children of <Transcription>. */
export interface TranscriptionProps extends Fields<TranscriptionAttributes> {
  children?: VoiceElements
}

/**
 * Transcribes the live call.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Start>
 *     <Transcription statusCallbackUrl="https://example.com/transcript" languageCode="en-US" />
 *   </Start>
 *   <Dial>+14155550100</Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/transcription
 */
export const Transcription = /* @__PURE__ */ defineElement<TranscriptionProps, VoiceElement>(
  'Transcription',
  TranscriptionAttributes,
  { content: 'elements', children: ['Parameter', 'Config'], rules: [requiredIn({ Stop: 'name' })] },
)
