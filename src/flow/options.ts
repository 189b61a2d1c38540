/**
 * @module
 * What a flow can be told.
 */
import type { StandardSchema } from '../webhook/schema.ts'
import type { Commands } from './commands.ts'
import type { Layout, Look, Sentences } from './document.ts'
import type { Definition } from './replay.ts'
import type { Channel, How, Who } from './saved.ts'
import type { Conversation } from './step.ts'

/** A conversation that has ended. */
export interface Ended<O = unknown, I = unknown> {
  /** The name of the flow. */
  flow: string
  /** How it ended. */
  how: How
  /** What the conversation returned, where it was `done`. */
  output?: O | undefined
  /** What it was begun with. */
  input: I
  /** The answers that were known, by key. */
  answers: Readonly<Record<string, unknown>>
  /** Who it was with. */
  who: Who
}

/** Told of conversations that have ended: of all, or of some kinds, `not reached` standing for each reason of that. */
export type OnEnd<O, I> =
  | ((ended: Ended<O, I>) => void | Promise<void>)
  | {
      readonly [how in Exclude<How, `not reached: ${string}`> | 'not reached']?: (
        ended: Ended<O, I>,
      ) => void | Promise<void>
    }

/** What is true of a whole flow. */
export interface FlowOptions<O = unknown, I = unknown, H = never> extends Sentences {
  /** What a conversation is begun with, checked by Valibot, Zod or the like. */
  input?: StandardSchema<unknown, I>
  /** The channels that it is for. Default: both. */
  channels?: readonly Channel[]
  /** A component around each document, within its `<Response>`: voice, language, brand. */
  layout?: Layout
  /** The words for `repeat`, `back`, `restart`, `help` and `person`; `false` turns one off. Default: English ones. */
  commands?: Commands
  /**
   * Another conversation, which takes over after the tries, where a person is asked for, and after two errors in a row.
   * Not together with `giveUp`.
   */
  otherwise?: (why: 'tries' | 'asked' | 'errors') => Conversation<H>
  /** Told of every error. Default: `console.error`. */
  onError?: (error: unknown, conversation: { flow: string; who: Who }) => void
  /** Told of an answer whose question is not asked any more, after a deploy. Default: `console.warn`. */
  onStale?: (answer: { flow: string; key: string; text: string; who: Who }) => void
  /** Told of conversations that have ended. `hung up` and `expired` need a store. */
  onEnd?: OnEnd<O | H, I>
}

/** What is inside of a flow, for `explore` and the `twimlx` command. */
export interface FlowInside {
  readonly definition: Definition
  readonly look: Look
  readonly options: FlowOptions
}
