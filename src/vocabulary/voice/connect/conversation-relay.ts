import {
  boolean,
  booleanOrText,
  decimal,
  integerOr,
  list,
  open,
  required,
  string,
  wssUrl,
} from '../../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { childCount } from '../../rules.ts'
import { RelaySpeechAttributes } from './relay-speech.ts'

class ConversationRelayAttributes extends RelaySpeechAttributes {
  /** Buffer up to 500 events and replay them after a dropped WebSocket reconnects. */
  applicationReconnect? = boolean()
  /** Formats numbers, dates and the like in what was recognised; goes before deepgramSmartFormat. */
  asrSmartFormat? = boolean()
  /** Noise filtering before recognition. */
  backgroundNoiseReduction? = string()
  /**
   * A spelling that Twilio does not read.
   * @deprecated Use backgroundNoiseReduction.
   */
  backgroundnoisereduction? = string()
  /** Conversation Orchestrator configuration ID. */
  conversationConfiguration? = string()
  /** ID of the conversation that the session belongs to. */
  conversationId? = string()
  /** Name of the customer, for Conversation Orchestrator. Default: the caller ID. */
  customerName? = string()
  /** Deepgram smart formatting of transcripts. Default: true. */
  deepgramSmartFormat? = boolean()
  /**
   * A spelling that Twilio does not read.
   * @deprecated Use deepgramSmartFormat.
   */
  deepgramsmartformat? = string()
  /** Confidence at which a turn is told to be likely over, before eotThreshold is reached. From 0.3 to 0.9. */
  eagerEotThreshold? = decimal({ min: 0.3, max: 0.9 })
  /** Drops prompts that are an echo of what was just spoken. Default: false. */
  echoPromptFiltering? = boolean()
  /**
   * Text normalization by language.
   * @deprecated Use ttsLanguageTextNormalization: this is its former name.
   */
  elevenlabsLanguageTextNormalization? = boolean()
  /** Confidence needed to end a turn (Deepgram flux only). Default: 0.8. From 0.5 to 0.9. */
  eotThreshold? = decimal({ min: 0.5, max: 0.9 })
  /** Event subscriptions. */
  events? = list(open<'speaker-events' | 'tokens-played' | 'config-updated'>())
  /** Ignore short acknowledgements ("uh-huh"). Default: false. */
  ignoreBackchannel? = boolean()
  /**
   * A spelling that Twilio does not read.
   * @deprecated Use ignoreBackchannel.
   */
  ignorebackchannel? = string()
  /** Fields that a prompt message carries besides: turn-state, prompt-segments. */
  includeInPrompt? = string()
  /** Sends what was recognised so far when the caller hangs up. */
  partialPromptOnHangup? = boolean()
  /** Milliseconds of silence that finish a prompt. Default: auto. From 600 to 5000. */
  speechTimeout? = integerOr('auto', { min: 600, max: 5000 })
  /**
   * A spelling that Twilio does not read.
   * @deprecated Use speechTimeout.
   */
  speechtimeout? = string()
  /** Text normalization by language. */
  ttsLanguageTextNormalization? = boolean()
  /** Text normalization of speech; goes before elevenlabsTextNormalization. */
  ttsTextNormalization? = open<'on' | 'auto' | 'off'>()
  /** Whether turn detection decides when the caller has finished, or a mode of it. */
  turnDetection? = booleanOrText()
  /** WebSocket address. */
  url = required(wssUrl())
}

/** Attributes and children of <ConversationRelay>. */
export interface ConversationRelayProps extends Fields<ConversationRelayAttributes> {
  children?: VoiceElements
}

/**
 * Connects the call to a WebSocket app that exchanges text while Twilio does speech both ways.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Connect action="/after-agent">
 *     <ConversationRelay
 *       url="wss://example.com/relay"
 *       welcomeGreeting="Hi! How can I help?"
 *       interruptible="speech"
 *       hints={['twimlx', 'TwiML']}
 *     >
 *       <Language code="es-US" ttsProvider="Google" voice="es-US-Journey-F" />
 *       <Parameter name="customer" value="17" />
 *     </ConversationRelay>
 *   </Connect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/connect/conversationrelay
 */
export const ConversationRelay = /* @__PURE__ */ defineElement<
  ConversationRelayProps,
  VoiceElement
>('ConversationRelay', ConversationRelayAttributes, {
  content: 'elements',
  children: ['Parameter', 'Failover', 'Language'],
  rules: [childCount(1, ['Failover'])],
  values: { code: 64101, level: 'error' },
})
