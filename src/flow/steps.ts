/**
 * @module
 * The steps of a conversation.
 */
import type { Children, VoiceElement, VoiceElements } from '../vocabulary/children.ts'
import { Dial, type DialProps } from '../vocabulary/voice/dial.ts'
import { Record, type RecordProps } from '../vocabulary/voice/record.ts'
import { parseCall } from '../webhook/call.ts'
import type { CallResults } from '../webhook/verb-results.ts'
import type { Answer } from './answer.ts'
import type { Kept } from './kept.ts'
import type { Who } from './saved.ts'
import {
  type AskOptions,
  type Conversation,
  type Instruction,
  type OnceContext,
  type Prompt,
  type Step,
  step,
} from './step.ts'

/**
 * Says something: in a call before the next question, in a message before the next text. A key cuts it short.
 *
 * @param prompt - Text, elements, one for each channel, or a function of the turn.
 *
 * @example
 * ```ts
 * import { flow, say } from 'twimlx/flow'
 *
 * export const hours = flow('hours', function* () {
 *   yield* say('We are open from nine to five.')
 * })
 * ```
 */
export const say = (prompt: Prompt): Step<void> => step({ do: 'say', prompt })

/**
 * Asks a question, and waits for the answer for as long as it takes.
 *
 * @param key - The key of the answer. A second time in one run it becomes `size#2`.
 * @param prompt - The question.
 * @param answer - The kind of answer: `choice(…)`, `yesNo()`, `number(…)` and so on.
 * @param options - Other words for a retry, another number of tries, and the result after all tries have failed.
 * @throws {FlowError} If the key is no name.
 *
 * @example
 * ```ts
 * import { ask, choice, flow, say } from 'twimlx/flow'
 *
 * export const order = flow('order', function* () {
 *   const size = yield* ask('size', 'Small or large?', choice(['small', 'large']), { otherwise: 'small' })
 *   yield* say(`One ${size} pizza.`)
 * })
 * ```
 */
export const ask = <T, const O = never>(
  key: string,
  prompt: Prompt,
  answer: Answer<T>,
  options: AskOptions<O> = {},
): Step<T | O> => step({ do: 'ask', key, prompt, answer, options })

/**
 * Reads a value from elsewhere: runs once, keeps the value like an answer, and reads again if an answer before it is
 * taken back.
 *
 * @param key - The key of the value.
 * @param run - Reads the value. Its error is thrown at the `yield*`.
 *
 * @example
 * ```ts
 * import { flow, load, say } from 'twimlx/flow'
 *
 * declare const menuOf: (day: string) => Promise<{ soup: string }>
 *
 * export const menu = flow('menu', function* () {
 *   const { soup } = yield* load('menu', () => menuOf('today'))
 *   yield* say(`The soup is ${soup}.`)
 * })
 * ```
 */
export const load = <T>(key: string, run: () => T | Promise<T>): Step<Kept<T>> =>
  step({ do: 'load', key, run })

/**
 * Does something that must not be done twice: books, pays, sends. Its result is kept, and is final.
 *
 * @param key - The key of the result.
 * @param run - Does it. Pass `idempotencyKey` on: if the process dies meanwhile, it runs again with the same key. Its
 * error is thrown at the `yield*`; if it is not caught, the last question is asked again.
 *
 * @example
 * ```ts
 * import { flow, once, say } from 'twimlx/flow'
 *
 * declare const charge: (cents: number, idempotencyKey: string) => Promise<{ receipt: string }>
 *
 * export const pay = flow('pay', function* () {
 *   const { receipt } = yield* once('charge', (c) => charge(500, c.idempotencyKey))
 *   yield* say(`Paid. Your receipt is ${receipt}.`)
 * })
 * ```
 */
export const once = <T>(
  key: string,
  run: (context: OnceContext) => T | Promise<T>,
): Step<Kept<T>> => step({ do: 'once', key, run })

/**
 * The verbs that end in a request of their `action`.
 *
 * @example
 * ```ts
 * const verb: ActVerb = 'Enqueue'
 * ```
 */
export type ActVerb = Exclude<keyof CallResults, 'Message' | 'Queue'>

/** True if the call is over: speech after that is not heard, but `once` still runs. */
interface HungUp {
  hungUp: boolean
}

/**
 * The result of a verb. After a `<Record>` or a `<Gather>` it may be empty.
 *
 * @example
 * ```ts
 * const wasReached = ({ DialCallStatus }: Acted<'Dial'>): boolean => DialCallStatus === 'completed'
 * ```
 */
export type Acted<V extends ActVerb> = HungUp &
  (V extends 'Gather' | 'Record' ? Partial<CallResults[V]> : CallResults[V])

/**
 * Runs a verb of a call that hands over and comes back, and returns the parameters of its `action`. The `action` is set
 * here; do not write one. Any verb with an `action` can be a step: a socket, a payment, a queue.
 *
 * @param key - The key of its result.
 * @param verb - The name of the verb, which types the result.
 * @param element - The verb itself: `<Pay …/>`, `<Enqueue>…</Enqueue>`, `<Connect>…</Connect>`.
 *
 * @example
 * ```tsx
 * import { act, flow, say } from 'twimlx/flow'
 * import { Pay } from 'twimlx/voice'
 *
 * export const pay = flow('pay', function* () {
 *   const { Result, hungUp } = yield* act('card', 'Pay', <Pay chargeAmount="9.99" />)
 *   if (!hungUp) yield* say(Result === 'success' ? 'Thank you.' : 'That did not work.')
 * }, { channels: ['call'] })
 * ```
 */
export const act = <const V extends ActVerb>(
  key: string,
  verb: V,
  element: Children,
): Step<Acted<V>> =>
  verbStep(key, verb, element, (params, hungUp) => ({
    ...Object.fromEntries(
      Object.entries(parseCall(params, { after: verb })).filter(([name]) => !STANDING.test(name)),
    ),
    hungUp,
  }))

const verbStep = <T>(
  key: string,
  verb: string,
  element: Children,
  read: Extract<Instruction, { do: 'verb' }>['read'],
): Step<T> => step({ do: 'verb', key, verb, element, read })

// The first letters of the parameters that every request of a call has, after whichever verb; those in lower case are
// not Twilio's. No result of a verb begins with them.
const STANDING = /^([a-z]|A[cdnp]|Call|Dir|F[or]|Mac|Par|Sip|Sti|To)/

/**
 * The result of a `dial`.
 *
 * @example
 * ```ts
 * const minutes = ({ answered, seconds }: Dialled): number =>
 *   answered ? Math.ceil(seconds / 60) : 0
 * ```
 */
export interface Dialled extends HungUp {
  /** True if the call was answered and connected. */
  answered: boolean
  /** Twilio's word: `completed`, `busy`, `no-answer`, `failed`, `canceled`. */
  status: string
  /** The seconds for which the parties were connected. */
  seconds: number
}

/**
 * Connects the caller with another party, and continues when that party has hung up or does not answer.
 *
 * @param key - The key of the result.
 * @param to - A number, or the nouns of a `<Dial>`.
 * @param props - Attributes of `<Dial>`, such as `timeout` and `callerId`.
 *
 * @example
 * ```ts
 * import { dial, flow, say } from 'twimlx/flow'
 *
 * export const desk = flow('desk', function* () {
 *   const { answered } = yield* dial('desk', '+14155550100', { timeout: 20 })
 *   if (!answered) yield* say('Nobody is at the desk. Please call again.')
 * }, { channels: ['call'] })
 * ```
 */
export const dial = (
  key: string,
  to: string | VoiceElements,
  props: Omit<DialProps, 'action' | 'children' | 'method'> = {},
): Step<Dialled> =>
  verbStep(
    key,
    'Dial',
    // Nouns of any kind; <Dial> accepts some of them.
    Dial({ ...props, children: to as VoiceElement }),
    ({ DialCallStatus: status = '', DialBridged, DialCallDuration = 0 }, hungUp): Dialled => ({
      // A person who hangs up while being asked whether to take the call has not taken it.
      answered: /^(completed|answered)$/.test(status) && DialBridged !== 'false',
      status,
      seconds: Number(DialCallDuration),
      hungUp,
    }),
  )

/**
 * The result of a `record`.
 *
 * @example
 * ```ts
 * const audioOf = ({ url }: Recorded): string => `${url}.mp3`
 * ```
 */
export interface Recorded extends HungUp {
  /** The URL of the recording. */
  url: string
  /** Its SID, `RE…`. */
  sid: string
  /** The length of the recording. */
  seconds: number
}

/**
 * Records the caller after a beep.
 *
 * @param key - The key of the recording.
 * @param props - Attributes of `<Record>`, such as `maxLength` and `transcribeCallback`.
 * @returns The step: its result is the recording, or `null` if nothing was said.
 *
 * @example
 * ```ts
 * import { flow, record, say } from 'twimlx/flow'
 *
 * export const mailbox = flow('mailbox', function* () {
 *   yield* say('Please leave a message after the beep.')
 *   const message = yield* record('message', { maxLength: 60 })
 *   yield* say(message ? 'Thank you.' : 'We heard nothing.')
 * }, { channels: ['call'] })
 * ```
 */
export const record = (
  key: string,
  props: Omit<RecordProps, 'action' | 'children' | 'method'> = {},
): Step<Recorded | null> =>
  verbStep(
    key,
    'Record',
    Record(props),
    (
      { RecordingUrl: url, RecordingSid: sid = '', RecordingDuration = 0 },
      hungUp,
    ): Recorded | null => (url ? { url, sid, seconds: Number(RecordingDuration), hungUp } : null),
  )

/**
 * Runs a piece of conversation with keys of its own: to use the same piece twice, or once for each item of a list.
 *
 * @param key - The scope: within it, the key of `size` is `friday/size`.
 * @param body - The piece: a generator function.
 * @param args - Its arguments.
 *
 * @example
 * ```ts
 * import { ask, flow, number, part } from 'twimlx/flow'
 *
 * function* rate(name: string) {
 *   return yield* ask('stars', `How many stars for ${name}? One to five.`, number({ min: 1, max: 5 }))
 * }
 *
 * export const survey = flow('survey', function* () {
 *   for (const item of [{ id: 'film', name: 'the film' }, { id: 'popcorn', name: 'the popcorn' }])
 *     yield* part(item.id, rate, item.name)
 * })
 * ```
 */
export const part = function* <A extends readonly unknown[], O>(
  key: string,
  body: (...args: A) => Conversation<O>,
  ...args: A
): Conversation<O> {
  yield step({ do: 'enter', key })
  try {
    return yield* body(...args)
  } finally {
    // Runs even if the body throws, but not at a stop: the engine drops the generator.
    yield step({ do: 'exit' })
  }
}

/**
 * Returns the parties of the conversation.
 *
 * @example
 * ```ts
 * import { flow, say, who } from 'twimlx/flow'
 *
 * export const hello = flow('hello', function* () {
 *   const { channel, contact } = yield* who()
 *   yield* say(channel === 'call' ? `You call from ${contact}.` : `You write from ${contact}.`)
 * })
 * ```
 */
export const who = (): Step<Who> => step({ do: 'who' })

/**
 * Returns the time of the last answer. It is the same in every run, unlike `Date.now()`.
 *
 * @example
 * ```ts
 * import { flow, now, say } from 'twimlx/flow'
 *
 * export const greeting = flow('greeting', function* () {
 *   yield* say((yield* now()).getUTCHours() < 12 ? 'Good morning.' : 'Hello.')
 * })
 * ```
 */
export const now = (): Step<Date> => step({ do: 'now' })

/**
 * Begins the conversation again, with another input: all answers are dropped, but effects stay done.
 *
 * @param input - The new input of the flow.
 *
 * @example
 * ```ts
 * import { again, ask, flow, say, yesNo } from 'twimlx/flow'
 *
 * export const joke = flow('joke', function* () {
 *   yield* say('Knock, knock.')
 *   if (yield* ask('more', 'Another one?', yesNo())) yield* again()
 * })
 * ```
 */
export const again = (input?: unknown): Step<never> => step({ do: 'again', input })

/**
 * Ends the conversation with verbs of its own, such as a `<Redirect>` to the next app.
 *
 * @param element - The verbs.
 *
 * @example
 * ```tsx
 * import { flow, leave, say } from 'twimlx/flow'
 * import { Redirect } from 'twimlx/voice'
 *
 * export const menu = flow('menu', function* () {
 *   yield* say('One moment.')
 *   yield* leave(<Redirect>/agent</Redirect>)
 * }, { channels: ['call'] })
 * ```
 */
export const leave = (element: Children): Step<never> => step({ do: 'leave', element })
