/**
 * @module
 * The steps that a conversation yields: descriptions that the engine executes.
 */
import type { Children, MessagingElements, VoiceElements } from '../vocabulary/children.ts'
import type { GatherProps } from '../vocabulary/voice/gather.ts'
import type { Answer } from './answer.ts'
import { assertStep } from './definition.ts'
import type { Channel } from './saved.ts'

/**
 * The words of a prompt: text or elements for both channels, or separate ones for each.
 *
 * Text is spoken in a call and written in a message. Elements are verbs of that channel: `<Say>`, `<Play>`, `<Message>`.
 *
 * @example
 * ```ts
 * const words: Words = { call: 'Your order is ready.', message: 'Ready! 🎉' }
 * ```
 */
export type Words = Children | { call: VoiceElements | string; message: MessagingElements | string }

/**
 * The turn that a prompt may depend on.
 *
 * @example
 * ```ts
 * const prompt = ({ channel, options }: Turn): string =>
 *   channel === 'call'
 *     ? 'Which size?'
 *     : `Which size? ${options.map(({ label }) => label).join(', ')}`
 * ```
 */
export interface Turn {
  /** The channel: a phone call, or messages. */
  channel: Channel
  /** The number of times that the question has been asked, this time included. */
  attempt: number
  /** The reason that it is asked again: silence, an invalid answer, or a picture. */
  why?: 'silence' | 'invalid' | 'media'
  /** The possible answers, with the key to press for each. */
  options: readonly { readonly key: string; readonly label: string }[]
}

/**
 * Words, or a function that returns them for this turn.
 *
 * @example
 * ```ts
 * const prompt: Prompt = ({ attempt }) => (attempt > 1 ? 'How many, please?' : 'How many tickets?')
 * ```
 */
export type Prompt = Words | ((turn: Turn) => Words)

/**
 * Options of a question.
 *
 * @example
 * ```ts
 * const options: AskOptions<string> = {
 *   tries: 2,
 *   otherwise: 'nothing',
 *   gather: { speechTimeout: 2 },
 * }
 * ```
 */
export interface AskOptions<O> {
  /** Said before the question is asked again. Default: the flow's. */
  retry?: Prompt
  /** Said on request for help. Default: the flow's. */
  help?: Prompt
  /** The most times that it is asked. Default: 3. */
  tries?: number
  /** Attributes of the question's `<Gather>` in a call, such as `language` or `timeout`. */
  gather?: Omit<GatherProps, 'action' | 'actionOnEmptyResult' | 'children' | 'method'>
  /**
   * The step's result after all tries have failed. Default: the flow's `otherwise` takes over, or the flow gives up.
   */
  otherwise?: O
}

/**
 * The context of `once`.
 *
 * @example
 * ```ts
 * const charge = ({ idempotencyKey, signal }: OnceContext) =>
 *   fetch('https://example.com/charges', {
 *     method: 'POST',
 *     headers: { 'Idempotency-Key': idempotencyKey },
 *     signal,
 *   })
 * ```
 */
export interface OnceContext {
  /** The same in each run of this step in this conversation: pass it to the services that you call. */
  idempotencyKey: string
  /** Aborts when Twilio has given up waiting. */
  signal: AbortSignal
}

/** The description of a step, for the engine. */
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
      readonly do: 'verb'
      readonly key: string
      readonly verb: string
      readonly element: Children
      /** Reads the parameters of its `action`. */
      readonly read: (params: Readonly<Record<string, string>>, hungUp: boolean) => unknown
    }
  | { readonly do: 'enter'; readonly key: string }
  | { readonly do: 'exit' | 'who' | 'now' }
  | { readonly do: 'again'; readonly input: unknown }
  | { readonly do: 'leave'; readonly element: Children }

/** Observes the steps that are made and taken, for the development checks. */
export interface Witness {
  made(step: Step<unknown>): void
}

let witness: Witness | undefined

/** Sets the observer of steps. */
export const watchSteps = (who: Witness | undefined): void => {
  witness = who
}

/**
 * One step of a conversation: `yield*` takes it and returns its result.
 *
 * @example
 * ```ts
 * const amount: Step<number> = ask('amount', 'How many?', number())
 * ```
 */
export interface Step<out T> {
  /** The description for the engine. */
  readonly does: Instruction
  [Symbol.iterator](): Generator<Step<unknown>, T, unknown>
}

/** Makes a step. */
export const step = <T>(does: Instruction): Step<T> => {
  const made: Step<T> = {
    does,
    *[Symbol.iterator]() {
      // The engine resumes with the type that the step promises.
      return (yield this) as T
    },
  }
  if (typeof process === 'object' && process.env.NODE_ENV !== 'production') {
    assertStep(does)
    witness?.made(made)
  }
  return made
}

/**
 * A conversation: a generator that yields steps, and may return a value.
 *
 * @example
 * ```ts
 * const greeting = function* (): Conversation<string> {
 *   return yield* ask('name', 'What is your name?', text())
 * }
 * ```
 */
export type Conversation<O = void> = Generator<Step<unknown>, O, unknown>
