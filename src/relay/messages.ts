/**
 * @module
 * The messages of a ConversationRelay's socket, both ways.
 * @see https://www.twilio.com/docs/voice/conversationrelay/websocket-messages
 */

/** Which input interrupts: `true` and `false` are old words for `any` and `none`. */
export type Interruptible = 'none' | 'dtmf' | 'speech' | 'any' | boolean

/** The first message: whose call it is. */
export interface SetupMessage {
  type: 'setup'
  /** SID of the session, `VX…`. */
  sessionId: string
  accountSid: string
  callSid: string
  /** SID of the call that this one was dialled by, or an empty text. */
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
  /** What the `<Parameter>`s of the TwiML say. */
  customParameters?: Record<string, string>
  applicationSid?: string
}

/** The caller said something. */
export interface PromptMessage {
  type: 'prompt'
  voicePrompt: string
  lang?: string
  /** `false`: the caller is still talking, and the next prompt repeats this one. */
  last: boolean
  /** The agent was speaking, and was not interrupted. */
  agentSpeaking?: boolean
}

/** The caller pressed a key. */
export interface DtmfMessage {
  type: 'dtmf'
  digit: string
}

/** The caller cut the agent short. */
export interface InterruptMessage {
  type: 'interrupt'
  /** What was heard of what the agent was saying; Twilio counts from the last clause that it told of. */
  utteranceUntilInterrupt: string
  /** A number, or text in older sessions. */
  durationUntilInterruptMs: number | string
}

/** Who speaks, and what has been heard: with `events="speaker-events tokens-played"`. */
export type InfoMessage =
  | { type: 'info'; name: 'agentSpeaking' | 'clientSpeaking'; value: 'on' | 'off' }
  | { type: 'info'; name: 'tokensPlayed'; value: string }

/** A change by `config` is in force: with `events="config-updated"`. */
export interface ConfigUpdatedMessage {
  type: 'configUpdated'
  [setting: string]: unknown
}

/** Something is wrong, such as a message of the app's. */
export interface ErrorMessage {
  type: 'error'
  description: string
}

/** What Twilio sends. It may add types without notice. */
export type MessageFromTwilio =
  | SetupMessage
  | PromptMessage
  | DtmfMessage
  | InterruptMessage
  | InfoMessage
  | ConfigUpdatedMessage
  | ErrorMessage

/** How something that is heard may be cut short. Default: as the TwiML says. */
export interface Manner {
  /** By which input of the caller. */
  interruptible?: Interruptible
  /** By what the app says next. */
  preemptible?: boolean
}

/** Speech, or a piece of it. */
export interface TextMessage extends Manner {
  type: 'text'
  token: string
  /** Whether the sentence ends with it. */
  last: boolean
  /** Language of these words, such as `es-ES`. */
  lang?: string
}

/** A sound file. */
export interface PlayMessage extends Manner {
  type: 'play'
  /** Absolute URL. */
  source: string
  /** How often; 0: up to 1000 times. Default: 1. */
  loop?: number
}

/** Keys, which are sent when what was said before has been heard. */
export interface SendDigitsMessage {
  type: 'sendDigits'
  /** Out of `0-9`, `#`, `*`; `w` waits half a second. */
  digits: string
}

/** Another language, from here on. */
export interface LanguageMessage {
  type: 'language'
  ttsLanguage?: string | undefined
  transcriptionLanguage?: string | undefined
}

/** Other settings, from here on. */
export interface ConfigMessage extends Manner {
  type: 'config'
  dtmfDetection?: boolean
  reportInputDuringAgentSpeech?: Interruptible
  partialPrompts?: boolean
  [setting: string]: unknown
}

/** Words to expect, from here on. */
export interface HintsMessage {
  type: 'hints'
  /** Joined by commas. */
  hints: string
}

/** The end of the session: Twilio goes on with the `action` of the `<Connect>`. */
export interface EndMessage {
  type: 'end'
  /** Text for that: JSON, often. */
  handoffData?: string | undefined
}

/** What an app may send. */
export type MessageToTwilio =
  | TextMessage
  | PlayMessage
  | SendDigitsMessage
  | LanguageMessage
  | ConfigMessage
  | HintsMessage
  | EndMessage
