/**
 * @module
 * The definition of an agent.
 */
import type { StandardSchema } from '../webhook/schema.ts'
import type { RelayCall } from './call.ts'
import type { MessageFromTwilio } from './messages.ts'
import type { InputOf, OutputOf } from './schema.ts'

/** A socket's URL. */
export type SocketUrl = `wss://${string}`

/**
 * The definition of an agent.
 *
 * @example
 * ```ts
 * const definition: RelayDefinition<never, never> = {
 *   silence: 10,
 *   async talk(call) {
 *     for await (const turn of call) if (turn.type === 'silence') await turn.say('Still there?')
 *   },
 * }
 * ```
 */
export interface RelayDefinition<
  Parameters extends StandardSchema,
  Handoff extends StandardSchema,
  Url extends SocketUrl = never,
> {
  /** The socket's URL, exactly as Twilio reaches it, since it is signed. Default: that of each `<agent.Connect>`. */
  url?: Url
  /**
   * The parameters that the TwiML passes: a schema of an object of texts, since `<Parameter>` holds only text. If they
   * do not fit, the session ends at once. Default: any texts.
   */
  parameters?: Parameters
  /** The schema of the hand-off, which `talk` returns and `result()` gives. Default: anything that JSON can hold. */
  handoff?: Handoff
  /**
   * Talks with a caller: iterates the call's turns, and returns the hand-off, with which the session ends.
   */
  talk(
    call: RelayCall<[Parameters] extends [never] ? Record<string, string> : OutputOf<Parameters>>,
  ): Promise<([Handoff] extends [never] ? unknown : InputOf<Handoff>) | void>
  /** The words that the caller hears when `talk` throws, before the session ends. Default: an apology in English. */
  onError?: string | ((error: unknown) => string)
  /** Seconds of silence after which there is a turn of type `silence`. Default: no such turns. */
  silence?: number
  /** The session ends after that many minutes. Default: 60. */
  maxMinutes?: number
  /** Called with every message from Twilio, also those of a type that this library does not know. */
  onMessage?: (message: MessageFromTwilio) => void
  /** Called with a line about anything out of order. Default: `console.warn`. */
  log?: (line: string) => void
}

/** A definition without its types. */
export type AnyDefinition = Omit<RelayDefinition<StandardSchema, StandardSchema>, 'talk'> & {
  talk(call: RelayCall<never>): Promise<unknown>
}
