/**
 * @module
 * The messages of a ConversationRelay's socket, in both directions.
 * @see https://www.twilio.com/docs/voice/conversationrelay/websocket-messages
 */
/**
 * The input that interrupts; `true` and `false` are old words for `any` and `none`.
 *
 * @example
 * ```ts
 * const interruptible: Interruptible = 'speech'
 * ```
 */
export type Interruptible = 'none' | 'dtmf' | 'speech' | 'any' | boolean

/**
 * The first message, which identifies the call.
 *
 * @example
 * ```ts
 * const message: SetupMessage = {
 *   type: 'setup',
 *   sessionId: 'VX0123456789abcdef0123456789abcdef',
 *   accountSid: 'AC0123456789abcdef0123456789abcdef',
 *   callSid: 'CA0123456789abcdef0123456789abcdef',
 *   from: '+14155550100',
 *   to: '+14155550199',
 *   direction: 'inbound',
 *   customParameters: { order: '17' },
 * }
 * ```
 */
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

/**
 * The caller has spoken.
 *
 * @example
 * ```ts
 * const message: PromptMessage = {
 *   type: 'prompt',
 *   voicePrompt: 'Hello?',
 *   lang: 'en-US',
 *   last: true,
 * }
 * ```
 */
export interface PromptMessage {
  type: 'prompt'
  voicePrompt: string
  lang?: string
  /** `false` while the caller is still talking; the next prompt repeats this one. */
  last: boolean
  /** True if the agent was speaking and was not interrupted. */
  agentSpeaking?: boolean
}

/**
 * The caller has pressed a key.
 *
 * @example
 * ```ts
 * const message: DtmfMessage = { type: 'dtmf', digit: '1' }
 * ```
 */
export interface DtmfMessage {
  type: 'dtmf'
  digit: string
}

/**
 * The caller has cut the agent short.
 *
 * @example
 * ```ts
 * const message: InterruptMessage = {
 *   type: 'interrupt',
 *   utteranceUntilInterrupt: 'We are open from',
 *   durationUntilInterruptMs: 1200,
 * }
 * ```
 */
export interface InterruptMessage {
  type: 'interrupt'
  /** The part of the agent's speech that was heard; Twilio counts from the last clause that it has reported. */
  utteranceUntilInterrupt: string
  /** A number, or text in older sessions. */
  durationUntilInterruptMs: number | string
}

/**
 * Reports who speaks, and what was heard: with `events="speaker-events tokens-played"`.
 *
 * @example
 * ```ts
 * const message: InfoMessage = { type: 'info', name: 'clientSpeaking', value: 'on' }
 * ```
 */
export type InfoMessage =
  | { type: 'info'; name: 'agentSpeaking' | 'clientSpeaking'; value: 'on' | 'off' }
  | { type: 'info'; name: 'tokensPlayed'; value: string }

/**
 * Reports that a change by `config` is in force: with `events="config-updated"`.
 *
 * @example
 * ```ts
 * const message: ConfigUpdatedMessage = { type: 'configUpdated', dtmfDetection: true }
 * ```
 */
export interface ConfigUpdatedMessage {
  type: 'configUpdated'
  [setting: string]: unknown
}

/**
 * Reports a fault, such as a bad message from the app.
 *
 * @example
 * ```ts
 * const message: ErrorMessage = { type: 'error', description: 'Invalid message received.' }
 * ```
 */
export interface ErrorMessage {
  type: 'error'
  description: string
}

/**
 * All messages from Twilio, which may add types without notice.
 *
 * @example
 * ```ts
 * const isSpeech = (message: MessageFromTwilio): boolean => message.type === 'prompt'
 * ```
 */
export type MessageFromTwilio =
  | SetupMessage
  | PromptMessage
  | DtmfMessage
  | InterruptMessage
  | InfoMessage
  | ConfigUpdatedMessage
  | ErrorMessage

/**
 * The ways to cut something short. Default: as the TwiML says.
 *
 * @example
 * ```ts
 * const manner: Manner = { interruptible: 'none', preemptible: true }
 * ```
 */
export interface Manner {
  /** The caller's input that may interrupt it. */
  interruptible?: Interruptible
  /** True if the app's next words cut it off. */
  preemptible?: boolean
}

/**
 * Says text, or a piece of it.
 *
 * @example
 * ```ts
 * const message: TextMessage = { type: 'text', token: 'Hello.', last: true }
 * ```
 */
export interface TextMessage extends Manner {
  type: 'text'
  token: string
  /** True if the sentence ends with it. */
  last: boolean
  /** The language of these words, such as `es-ES`. */
  lang?: string
}

/**
 * Plays a sound file.
 *
 * @example
 * ```ts
 * const message: PlayMessage = { type: 'play', source: 'https://example.com/music.mp3', loop: 1 }
 * ```
 */
export interface PlayMessage extends Manner {
  type: 'play'
  /** The absolute URL of the file. */
  source: string
  /** The number of repetitions; 0 stands for up to 1000. Default: 1. */
  loop?: number
}

/**
 * Sends keys, after everything said before was heard.
 *
 * @example
 * ```ts
 * const message: SendDigitsMessage = { type: 'sendDigits', digits: '1ww2' }
 * ```
 */
export interface SendDigitsMessage {
  type: 'sendDigits'
  /** A sequence of `0-9`, `#`, `*`; `w` waits half a second. */
  digits: string
}

/**
 * Changes the language from here on.
 *
 * @example
 * ```ts
 * const message: LanguageMessage = { type: 'language', ttsLanguage: 'es-ES' }
 * ```
 */
export interface LanguageMessage {
  type: 'language'
  ttsLanguage?: string | undefined
  transcriptionLanguage?: string | undefined
}

/**
 * Changes settings from here on.
 *
 * @example
 * ```ts
 * const message: ConfigMessage = { type: 'config', dtmfDetection: true, partialPrompts: true }
 * ```
 */
export interface ConfigMessage extends Manner {
  type: 'config'
  dtmfDetection?: boolean
  reportInputDuringAgentSpeech?: Interruptible
  partialPrompts?: boolean
  [setting: string]: unknown
}

/**
 * Names words to expect from here on.
 *
 * @example
 * ```ts
 * const message: HintsMessage = { type: 'hints', hints: 'twimlx, TwiML' }
 * ```
 */
export interface HintsMessage {
  type: 'hints'
  /** The words, joined by commas. */
  hints: string
}

/**
 * Ends the session: Twilio continues with the `action` of the `<Connect>`.
 *
 * @example
 * ```ts
 * const message: EndMessage = { type: 'end', handoffData: '{"reason":"wants a person"}' }
 * ```
 */
export interface EndMessage {
  type: 'end'
  /** Text for the `action`, often JSON. */
  handoffData?: string | undefined
}

/**
 * All messages that an app may send.
 *
 * @example
 * ```ts
 * const message: MessageToTwilio = { type: 'text', token: 'Goodbye.', last: true }
 * ```
 */
export type MessageToTwilio =
  | TextMessage
  | PlayMessage
  | SendDigitsMessage
  | LanguageMessage
  | ConfigMessage
  | HintsMessage
  | EndMessage

/** By type: the field of a message that must be text. */
const required: Readonly<Record<MessageToTwilio['type'], string>> = {
  text: 'token',
  play: 'source',
  sendDigits: 'digits',
  hints: 'hints',
  language: 'type',
  config: 'type',
  end: 'type',
}

/**
 * Checks what makes a message one.
 * @throws {TypeError} If it is no message that an app may send.
 */
export const check = (message: MessageToTwilio): void => {
  if (typeof message[required[message.type] as never] !== 'string')
    throw new TypeError(`This is no message for Twilio: ${JSON.stringify(message)}`)
}
