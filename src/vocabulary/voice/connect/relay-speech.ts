import { boolean, commaList, list, oneOf, open, string } from '../../attributes.ts'

/** How speech is heard and spoken while a WebSocket app holds the call. */
export class RelaySpeechAttributes {
  /** Debug message subscriptions. */
  debug? = list(open<'debugging' | 'speaker-events' | 'tokens-played'>())
  /** Report key presses over the WebSocket. */
  dtmfDetection? = boolean()
  /** ElevenLabs text normalization. Default: off. */
  elevenlabsTextNormalization? = oneOf('on', 'auto', 'off')
  /** Phrases to expect. */
  hints? = commaList(string())
  /** Conversational Intelligence service SID or name. */
  intelligenceService? = string()
  /** How easily speech interrupts. Default: high. */
  interruptSensitivity? = oneOf('low', 'medium', 'high')
  /** What may interrupt synthesis; true = any and false = none for old code. Default: any. */
  interruptible? = oneOf('none', 'dtmf', 'speech', 'any', 'true', 'false')
  /** Language for both speech directions. Default: en-US. */
  language? = string()
  /** Send unfinished prompts. Default: false. */
  partialPrompts? = boolean()
  /** Whether tokens of the next turn may cut off this one. Default: false. */
  preemptible? = boolean()
  /** Mask profanity in transcripts. */
  profanityFilter? = boolean()
  /** Which input is reported while the agent speaks. Default: none. */
  reportInputDuringAgentSpeech? = open<'none' | 'dtmf' | 'speech' | 'any' | 'true' | 'false'>()
  /** Recognition model. Default: nova-3-general (Deepgram) or telephony (Google). */
  speechModel? = string()
  /** Overrides language for recognition; multi asks Deepgram to detect it. */
  transcriptionLanguage? = string()
  /** Recognition provider. Default: Deepgram. */
  transcriptionProvider? = open<'Google' | 'Deepgram'>()
  /** Overrides language for synthesis. */
  ttsLanguage? = string()
  /** Synthesis provider (examples also use lower case). Default: ElevenLabs. */
  ttsProvider? = open<'Google' | 'Amazon' | 'ElevenLabs' | 'Deepgram'>()
  /**
   * Provider voice name. Default: UgBBYS2sOqTuMpoF3BR0 (ElevenLabs), en-US-Journey-O (Google), Joanna-Neural
   * (Amazon).
   */
  voice? = string()
  /** Sentence spoken when the session opens. */
  welcomeGreeting? = string()
  /** What may interrupt the greeting; true = any and false = none. Default: any. */
  welcomeGreetingInterruptible? = open<'none' | 'dtmf' | 'speech' | 'any' | 'true' | 'false'>()
}
