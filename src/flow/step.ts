/**
 * @module
 * What a conversation yields: a step is a description, and the engine does it.
 */
import type { Children, MessagingElements, VoiceElements } from '../vocabulary/children.ts'
import type { GatherProps } from '../vocabulary/voice/gather.ts'
import type { Answer } from './answer.ts'
import { assertStep } from './definition.ts'
import type { Channel } from './saved.ts'

/**
 * What is said or asked: text or elements for both channels, or one of each.
 *
 * Text is spoken in a call and written in a message. Elements are verbs of that channel: `<Say>`, `<Play>`, `<Message>`.
 */
export type Words = Children | { call: VoiceElements | string; message: MessagingElements | string }

/** What a prompt may depend on. */
export interface Turn {
  /** Whether they talk on the phone or write. */
  channel: Channel
  /** How often the question is asked, this time included: 1 at first. */
  attempt: number
  /** Why it is asked again: nothing came, what came is no answer, or a picture came. */
  why?: 'silence' | 'invalid' | 'media'
  /** What may be answered, with the key to press. */
  options: readonly { readonly key: string; readonly label: string }[]
}

/** Words, or a function that finds them for this turn. */
export type Prompt = Words | ((turn: Turn) => Words)

/** How a question is asked. */
export interface AskOptions<O> {
  /** Said before the question is asked again. Default: the flow's. */
  retry?: Prompt
  /** Said where they ask for help. Default: the flow's. */
  help?: Prompt
  /** How often it is asked at most. Default: 3. */
  tries?: number
  /** Attributes of the `<Gather>` that asks it in a call, such as `language` or `timeout`. */
  gather?: Omit<GatherProps, 'action' | 'actionOnEmptyResult' | 'children' | 'method'>
  /** What the step gives where all tries were in vain. Default: the flow's `otherwise` takes over, or it gives up. */
  otherwise?: O
}

/** What `once` is handed. */
export interface OnceContext {
  /** The same for this step of this conversation however often it is run: hand it to whatever you call. */
  idempotencyKey: string
  /** Aborted where Twilio has given up waiting. */
  signal: AbortSignal
}

/** What a step is, for the engine. */
export type Instruction =
  | { readonly do: 'say'; readonly prompt: Prompt }
  | {
      readonly do: 'ask'
      readonly key: string
      readonly prompt: Prompt
      readonly answer: Answer<unknown>
      readonly options: AskOptions<unknown>
    }
  | { readonly do: 'load'; readonly key: string; readonly run: () => unknown }
  | { readonly do: 'once'; readonly key: string; readonly run: (context: OnceContext) => unknown }
  | {
      readonly do: 'act'
      readonly key: string
      readonly verb: string
      readonly element: Children
      readonly read: (result: ActResult) => unknown
    }
  | { readonly do: 'enter'; readonly key: string }
  | { readonly do: 'exit' | 'who' | 'now' }
  | { readonly do: 'again'; readonly input: unknown }
  | { readonly do: 'leave'; readonly element: Children }

/** How a verb ended, as its `action` was told. */
export interface ActResult {
  /** The request's parameters. */
  readonly params: URLSearchParams
  readonly hungUp: boolean
}

/** Told of every step that is made and taken: by the development checks, and by nothing else. */
export interface Witness {
  made(step: Step<unknown>): void
}

let witness: Witness | undefined

/** Lets somebody see each step that is made. */
export const watchSteps = (who: Witness | undefined): void => {
  witness = who
}

/** One step of a conversation: `yield*` takes it, and gives its result. */
export class Step<out T> {
  /** What it is, for the engine. */
  readonly does: Instruction

  constructor(does: Instruction) {
    if (typeof process !== 'undefined' && process.env.NODE_ENV !== 'production') assertStep(does)
    this.does = does
    witness?.made(this)
  }

  *[Symbol.iterator](): Generator<Step<unknown>, T, unknown> {
    // The engine hands back what the step promises.
    return (yield this) as T
  }
}

/** A conversation: a generator that yields steps, and may return something. */
export type Conversation<O = void> = Generator<Step<unknown>, O, unknown>
