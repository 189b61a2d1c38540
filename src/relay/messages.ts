/**
 * @module
 * The messages of a ConversationRelay's socket, in both directions.
 * @see https://www.twilio.com/docs/voice/conversationrelay/websocket-messages
 */

/** The input that interrupts; `true` and `false` are old words for `any` and `none`. */
export type Interruptible = 'none' | 'dtmf' | 'speech' | 'any' | boolean

/** The first message, which identifies the call. */
export interface SetupMessage {
  type: 'setup'
  /** The SID of the session, `VX…`. */
  sessionId: string
  accountSid: string
  callSid: string
  /** The SID of the call that dialled this one, or an empty text. */
  parentCallSid?: string
  from: string
  to: string
  forwardedFrom?: string
  callerName?: string
  /** `PSTN`, `SIP` … */
  callType?: string
  direction: string
  /** In upper case: `RINGING`, `IN_PROGRESS`. */
  callStatus?: string
  /** The `<Parameter>`s of the TwiML. */
  customParameters?: Record<string, string>
  applicationSid?: string
}

/** The caller has spoken. */
export interface PromptMessage {
  type: 'prompt'
  voicePrompt: string
  lang?: string
  /** `false` while the caller is still talking; the next prompt repeats this one. */
  last: boolean
  /** True if the agent was speaking and was not interrupted. */
  agentSpeaking?: boolean
}

/** The caller has pressed a key. */
export interface DtmfMessage {
  type: 'dtmf'
  digit: string
}

/** The caller has cut the agent short. */
export interface InterruptMessage {
  type: 'interrupt'
  /** The part of the agent's speech that was heard; Twilio counts from the last clause that it has reported. */
  utteranceUntilInterrupt: string
  /** A number, or text in older sessions. */
  durationUntilInterruptMs: number | string
}

/** Reports who speaks, and what was heard: with `events="speaker-events tokens-played"`. */
export type InfoMessage =
  | { type: 'info'; name: 'agentSpeaking' | 'clientSpeaking'; value: 'on' | 'off' }
  | { type: 'info'; name: 'tokensPlayed'; value: string }

/** Reports that a change by `config` is in force: with `events="config-updated"`. */
export interface ConfigUpdatedMessage {
  type: 'configUpdated'
  [setting: string]: unknown
}

/** Reports a fault, such as a bad message from the app. */
export interface ErrorMessage {
  type: 'error'
  description: string
}

/** All messages from Twilio, which may add types without notice. */
export type MessageFromTwilio =
  | SetupMessage
  | PromptMessage
  | DtmfMessage
  | InterruptMessage
  | InfoMessage
  | ConfigUpdatedMessage
  | ErrorMessage

/** The ways to cut something short. Default: as the TwiML says. */
export interface Manner {
  /** The caller's input that may interrupt it. */
  interruptible?: Interruptible
  /** True if the app's next words cut it off. */
  preemptible?: boolean
}

/** Says text, or a piece of it. */
export interface TextMessage extends Manner {
  type: 'text'
  token: string
  /** True if the sentence ends with it. */
  last: boolean
  /** The language of these words, such as `es-ES`. */
  lang?: string
}

/** Plays a sound file. */
export interface PlayMessage extends Manner {
  type: 'play'
  /** The absolute URL of the file. */
  source: string
  /** The number of repetitions; 0 stands for up to 1000. Default: 1. */
  loop?: number
}

/** Sends keys, after everything said before was heard. */
export interface SendDigitsMessage {
  type: 'sendDigits'
  /** A sequence of `0-9`, `#`, `*`; `w` waits half a second. */
  digits: string
}

/** Changes the language from here on. */
export interface LanguageMessage {
  type: 'language'
  ttsLanguage?: string | undefined
  transcriptionLanguage?: string | undefined
}

/** Changes settings from here on. */
export interface ConfigMessage extends Manner {
  type: 'config'
  dtmfDetection?: boolean
  reportInputDuringAgentSpeech?: Interruptible
  partialPrompts?: boolean
  [setting: string]: unknown
}

/** Names words to expect from here on. */
export interface HintsMessage {
  type: 'hints'
  /** The words, joined by commas. */
  hints: string
}

/** Ends the session: Twilio continues with the `action` of the `<Connect>`. */
export interface EndMessage {
  type: 'end'
  /** Text for the `action`, often JSON. */
  handoffData?: string | undefined
}

/** All messages that an app may send. */
export type MessageToTwilio =
  | TextMessage
  | PlayMessage
  | SendDigitsMessage
  | LanguageMessage
  | ConfigMessage
  | HintsMessage
  | EndMessage
