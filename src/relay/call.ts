/**
 * @module
 * A call as `talk` sees it: its turns, and what becomes of the words said in them.
 */
import type { Manner, MessageToTwilio, SetupMessage } from './messages.ts'

/**
 * The fate of something said.
 *
 * @example
 * ```ts
 * const wasHeard = ({ heard, interrupted }: Spoken): string => (interrupted ? `${heard} …` : heard)
 * ```
 */
export interface Spoken {
  /** The part that the caller heard. If it is empty, leave it out of a history. */
  heard: string
  /** True if it was cut short: by the caller, by the next prompt, or by the end of the call. */
  interrupted: boolean
  /** The milliseconds that the caller had listened. */
  afterMs?: number | undefined
  /** `false` if Twilio did not tell what was heard: then `heard` is all that was sent. */
  certain: boolean
}

/**
 * Options of saying something.
 *
 * @example
 * ```ts
 * const options: SayOptions = { interruptible: 'none', lang: 'en-US' }
 * ```
 */
export interface SayOptions extends Manner {
  /** The language of these words, such as `es-ES`. */
  lang?: string
}

/**
 * Words to say: text, or text that is still being written.
 *
 * @example
 * ```ts
 * const words: Words = (async function* () {
 *   yield 'One '
 *   yield 'moment.'
 * })()
 * ```
 */
export type Words = string | AsyncIterable<string>

/** A turn of the app, after one of the caller. */
interface TurnBase {
  /**
   * Aborts when the turn is over; its reason is an `AbortError` whose message is `interrupted`, `superseded`, `closed`
   * or `ended`. Pass it to the code that writes the answer, such as a model.
   */
  readonly signal: AbortSignal
  /**
   * Says something, after everything that this turn has said before. A turn that is over says nothing more.
   *
   * @param words - Text, a stream of text, or a promise of either.
   * @returns The part that was heard, once the words were heard or cut short.
   * @throws {unknown} The stream's own error, unless the turn is over by then.
   */
  say(words: Words | Promise<Words>, options?: SayOptions): Promise<Spoken>
  /**
   * Plays a sound file from an absolute URL, after everything said before. Twilio does not tell when it has been heard,
   * so the end of the session cuts it off.
   * @throws {TypeError} If the URL is no text.
   */
  play(source: string, options?: Manner & { loop?: number }): void
  /**
   * Sends keys, after everything said before.
   * @throws {TypeError} If the keys are no text.
   */
  sendDigits(digits: string): void
}

/**
 * An event from the caller that begins a turn.
 *
 * @example
 * ```ts
 * const isForPerson = (turn: Turn): boolean => turn.type === 'digit' && turn.digit === '0'
 * ```
 */
export type Turn =
  /** The session begins. */
  | (TurnBase & { readonly type: 'start' })
  | (TurnBase & {
      readonly type: 'prompt'
      readonly text: string
      readonly lang: string | undefined
      /** True if the agent was speaking. */
      readonly whileSpeaking: boolean
    })
  | (TurnBase & { readonly type: 'digit'; readonly digit: string })
  /** The caller was silent for the seconds of `silence`. */
  | (TurnBase & { readonly type: 'silence' })

/**
 * A call on the line: iterate it for its turns. The iteration ends with the socket.
 *
 * @example
 * ```ts
 * const talk = async (call: RelayCall<Record<string, string>>): Promise<void> => {
 *   for await (const turn of call)
 *     if (turn.type === 'prompt') await turn.say(`You said: ${turn.text}`)
 * }
 * ```
 */
export interface RelayCall<Parameters> extends AsyncIterable<Turn> {
  readonly setup: SetupMessage
  /** The parameters that the TwiML passed. */
  readonly parameters: Parameters
  /** Changes the language. */
  language(to: { tts?: string; transcription?: string }): void
  /**
   * Sends a message of your own.
   * @throws {TypeError} If it is no message that an app may send.
   */
  send(message: MessageToTwilio): void
  /** True while the agent speaks. */
  readonly speaking: boolean
  /** True while the caller speaks. */
  readonly callerSpeaking: boolean
}
