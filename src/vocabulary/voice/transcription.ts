import { boolean, commaList, httpMethod, oneOf, open, string, url } from '../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { requiredIn } from '../rules.ts'

class TranscriptionAttributes {
  /** The ID of a Conversation Orchestrator configuration. */
  conversationConfiguration? = string()
  /** The ID of a Conversation Orchestrator conversation. */
  conversationId? = string()
  /** Adds punctuation. Default: true. */
  enableAutomaticPunctuation? = boolean()
  /** Includes raw provider data in the webhook. Default: false. */
  enableProviderData? = boolean()
  /** Phrases to expect. */
  hints? = commaList(string())
  /** A label for the inbound side. */
  inboundTrackLabel? = string()
  /** The SID or name of a Conversational Intelligence service. */
  intelligenceService? = string()
  /** The recognition language (multi with Deepgram nova-3). Default: en-US. */
  languageCode? = string()
  /** A unique name, needed to stop the transcription. */
  name? = string()
  /** A label for the outbound side. */
  outboundTrackLabel? = string()
  /** Sends interim results. Default: false. */
  partialResults? = boolean()
  /** Masks profanity. Default: true. */
  profanityFilter? = boolean()
  /** The recognition model. Default: telephony. */
  speechModel? = string()
  /** HTTP method of the webhook. Default: POST. */
  statusCallbackMethod? = httpMethod()
  /** Absolute URL that receives the transcript events. */
  statusCallbackUrl? = url()
  /** The audio to transcribe. Default: both_tracks. */
  track? = oneOf('inbound_track', 'outbound_track', 'both_tracks')
  /** The recognition provider. Default: google. */
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
