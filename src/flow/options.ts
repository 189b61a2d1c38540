/**
 * @module
 * The options of a flow.
 */
import type { StandardSchema } from '../webhook/schema.ts'
import type { Commands } from './commands.ts'
import type { Layout, Sentences } from './document.ts'
import type { Definition } from './replay.ts'
import type { Channel, How, Who } from './saved.ts'
import type { Conversation } from './step.ts'

/**
 * A conversation that has ended.
 *
 * @example
 * ```ts
 * const log = ({ flow, how, who }: Ended): void => console.log(flow, how, who.contact)
 * ```
 */
export interface Ended<O = unknown, I = unknown> {
  /** The name of the flow. */
  flow: string
  /** The way in which it ended. */
  how: How
  /** The return value of the conversation, if it was `done`. */
  output?: O | undefined
  /** The input of the conversation. */
  input: I
  /** The answers known at the end, by key. */
  answers: Readonly<Record<string, unknown>>
  /** The parties of the conversation. */
  who: Who
}

/**
 * Called with conversations that have ended: one function for all endings, or one for each kind, `not reached` standing
 * for all its reasons.
 *
 * @example
 * ```ts
 * const onEnd: OnEnd<unknown, unknown> = {
 *   done: ({ answers }) => console.log(answers),
 *   'hung up': ({ who }) => console.log('call back', who.contact),
 * }
 * ```
 */
export type OnEnd<O, I> =
  | ((ended: Ended<O, I>) => void | Promise<void>)
  | {
      readonly [how in Exclude<How, `not reached: ${string}`> | 'not reached']?: (
        ended: Ended<O, I>,
      ) => void | Promise<void>
    }

/**
 * The options of a flow.
 *
 * @example
 * ```ts
 * const options: FlowOptions = { channels: ['call'], retry: 'Please say that again.' }
 * ```
 */
export interface FlowOptions<O = unknown, I = unknown, H = never> extends Sentences {
  /** A schema of Valibot, Zod or the like for the input of a conversation. */
  input?: StandardSchema<unknown, I>
  /** The channels of the flow. Default: both. */
  channels?: readonly Channel[]
  /** A component around each document, within its `<Response>`: voice, language, brand. */
  layout?: Layout
  /** The words for `repeat`, `back`, `restart`, `help` and `person`; `false` turns one off. Default: English words. */
  commands?: Commands
  /**
   * Another conversation, which takes over after all tries, on request for a person, and after two errors in a row. It
   * excludes `giveUp`.
   */
  otherwise?: (why: 'tries' | 'asked' | 'errors') => Conversation<H>
  /** Called with every error. Default: `console.error`. */
  onError?: (error: unknown, conversation: { flow: string; who: Who }) => void
  /** Called with an answer to a question that is no longer asked, after a deploy. Default: `console.warn`. */
  onStale?: (answer: { flow: string; key: string; text: string; who: Who }) => void
  /** Called with conversations that have ended. `hung up` and `expired` need a store. */
  onEnd?: OnEnd<O | H, I>
}

/** The inside of a flow, for the engine, the documents, `explore` and the `twimlx` command. */
export interface FlowInside
  extends Definition, Omit<FlowOptions, 'channels' | 'commands' | 'otherwise'> {
  readonly channels: readonly Channel[]
}
