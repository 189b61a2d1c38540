import { boolean, commaList, list, oneOf, open, string } from '../../attributes.ts'

/** The speech settings of services that a WebSocket app or assistant controls. */
export class RelaySpeechAttributes {
  /** Debug messages to subscribe to. */
  debug? = list(open<'debugging' | 'speaker-events' | 'tokens-played'>())
  /** Reports key presses over the WebSocket. */
  dtmfDetection? = boolean()
  /** ElevenLabs text normalization. Default: off. */
  elevenlabsTextNormalization? = oneOf('on', 'auto', 'off')
  /** Phrases to expect. */
  hints? = commaList(string())
  /** The SID or name of a Conversational Intelligence service. */
  intelligenceService? = string()
  /** The ease with which speech interrupts the agent. Default: high. */
  interruptSensitivity? = oneOf('low', 'medium', 'high')
  /** Input that interrupts synthesis; true means any and false none, for old code. Default: any. */
  interruptible? = oneOf('none', 'dtmf', 'speech', 'any', 'true', 'false')
  /** The language of both recognition and synthesis. Default: en-US. */
  language? = string()
  /** Sends unfinished prompts. Default: false. */
  partialPrompts? = boolean()
  /** Lets tokens of the next turn cut this one off. Default: false. */
  preemptible? = boolean()
  /** Masks profanity in transcripts. */
  profanityFilter? = boolean()
  /** Input that is reported while the agent speaks. Default: none. */
  reportInputDuringAgentSpeech? = open<'none' | 'dtmf' | 'speech' | 'any' | 'true' | 'false'>()
  /** The recognition model. Default: nova-3-general (Deepgram) or telephony (Google). */
  speechModel? = string()
  /** Overrides language for recognition; multi makes Deepgram detect it. */
  transcriptionLanguage? = string()
  /** The recognition provider. Default: Deepgram. */
  transcriptionProvider? = open<'Google' | 'Deepgram'>()
  /** Overrides language for synthesis. */
  ttsLanguage? = string()
  /** The synthesis provider (examples also use lower case). Default: ElevenLabs. */
  ttsProvider? = open<'Google' | 'Amazon' | 'ElevenLabs' | 'Deepgram'>()
  /**
   * The provider's name for the voice. Default: UgBBYS2sOqTuMpoF3BR0 (ElevenLabs), en-US-Journey-O (Google),
   * Joanna-Neural (Amazon).
   */
  voice? = string()
  /** A sentence spoken when the session opens. */
  welcomeGreeting? = string()
  /** Input that interrupts the greeting; true means any and false none. Default: any. */
  welcomeGreetingInterruptible? = open<'none' | 'dtmf' | 'speech' | 'any' | 'true' | 'false'>()
}
