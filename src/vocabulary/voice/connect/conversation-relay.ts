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
  /** Buffers up to 500 events, and sends them again once a dropped WebSocket has reconnected. */
  applicationReconnect? = boolean()
  /** Formats numbers, dates and the like in recognised speech; takes precedence over deepgramSmartFormat. */
  asrSmartFormat? = boolean()
  /** Filters noise before recognition. */
  backgroundNoiseReduction? = string()
  /**
   * A spelling that Twilio does not read.
   * @deprecated Use backgroundNoiseReduction.
   */
  backgroundnoisereduction? = string()
  /** The ID of a Conversation Orchestrator configuration. */
  conversationConfiguration? = string()
  /** ID of the conversation that the session belongs to. */
  conversationId? = string()
  /** Name of the customer, for Conversation Orchestrator. Default: the caller ID. */
  customerName? = string()
  /** Uses Deepgram's smart formatting of transcripts. Default: true. */
  deepgramSmartFormat? = boolean()
  /**
   * A spelling that Twilio does not read.
   * @deprecated Use deepgramSmartFormat.
   */
  deepgramsmartformat? = string()
  /** Confidence at which a turn is reported as likely over, before eotThreshold is reached. From 0.3 to 0.9. */
  eagerEotThreshold? = decimal({ min: 0.3, max: 0.9 })
  /** Drops prompts that are an echo of the agent's own speech. Default: false. */
  echoPromptFiltering? = boolean()
  /**
   * Turns text normalization by language on.
   * @deprecated Use ttsLanguageTextNormalization: this is its former name.
   */
  elevenlabsLanguageTextNormalization? = boolean()
  /** Confidence that ends a turn (Deepgram flux only). Default: 0.8. From 0.5 to 0.9. */
  eotThreshold? = decimal({ min: 0.5, max: 0.9 })
  /** Events to subscribe to. */
  events? = list(open<'speaker-events' | 'tokens-played' | 'config-updated'>())
  /** Ignores short acknowledgements ("uh-huh"). Default: false. */
  ignoreBackchannel? = boolean()
  /**
   * A spelling that Twilio does not read.
   * @deprecated Use ignoreBackchannel.
   */
  ignorebackchannel? = string()
  /** Additional fields of a prompt message: turn-state, prompt-segments. */
  includeInPrompt? = string()
  /** Sends an unfinished prompt when the caller hangs up. */
  partialPromptOnHangup? = boolean()
  /** Milliseconds of silence that finish a prompt. Default: auto. From 600 to 5000. */
  speechTimeout? = integerOr('auto', { min: 600, max: 5000 })
  /**
   * A spelling that Twilio does not read.
   * @deprecated Use speechTimeout.
   */
  speechtimeout? = string()
  /** Turns text normalization by language on. */
  ttsLanguageTextNormalization? = boolean()
  /** Text normalization of speech; takes precedence over elevenlabsTextNormalization. */
  ttsTextNormalization? = open<'on' | 'auto' | 'off'>()
  /** Lets turn detection decide when the caller has finished; also a mode of it. */
  turnDetection? = booleanOrText()
  /** The address of the WebSocket. */
  url = required(wssUrl())
}

/** Attributes and children of <ConversationRelay>. */
export interface ConversationRelayProps extends Fields<ConversationRelayAttributes> {
  children?: VoiceElements
}

/**
 * Connects the call to a WebSocket app that exchanges text, while Twilio recognises and speaks it.
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
