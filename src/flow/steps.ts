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
import { type AskOptions, type Conversation, type OnceContext, type Prompt, Step } from './step.ts'

/**
 * Says something: in a call before the next question, in a message before the next text. A key cuts it short.
 *
 * @param prompt - Text, elements, one of each channel's, or a function of the turn.
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
export const say = (prompt: Prompt): Step<void> => new Step({ do: 'say', prompt })

/**
 * Asks a question and waits for the answer, for as long as that takes.
 *
 * @param key - What the answer is kept under. A second time in one run it becomes `size#2`.
 * @param prompt - The question.
 * @param answer - How the answer is read: `choice(…)`, `yesNo()`, `number(…)` and their like.
 * @param options - Other words for a retry, other tries, and what to go on with where all of them were in vain.
 * @throws {FlowError} Where the key is no name.
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
): Step<T | O> => new Step({ do: 'ask', key, prompt, answer, options })

/**
 * Reads something from elsewhere: run once, kept like an answer, and read again where an answer before it is taken back.
 *
 * @param key - What it is kept under.
 * @param run - Reads it. An error is thrown at the `yield*`.
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
  new Step({ do: 'load', key, run })

/**
 * Does something that must not be done twice: books, pays, sends. What it gives is kept, and is final.
 *
 * @param key - What it is kept under.
 * @param run - Does it. Hand `idempotencyKey` on: where the process dies in the middle, it is run again with the same key.
 *   An error is thrown at the `yield*`; where it is not caught, the last answer is asked for again.
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
): Step<Kept<T>> => new Step({ do: 'once', key, run })

/** The verbs that end in a request of their `action`. */
export type ActVerb = Exclude<keyof CallResults, 'Message' | 'Queue'>

/** Whether the call is over: what is said then reaches nobody, but `once` still does. */
interface HungUp {
  hungUp: boolean
}

/** What is known of a verb's end: of a `<Record>` or a `<Gather>` nothing may have come. */
export type Acted<V extends ActVerb> = HungUp &
  (V extends 'Gather' | 'Record' ? Partial<CallResults[V]> : CallResults[V])

/**
 * Runs a verb of a call that hands over and comes back, and gives what its `action` was told. The `action` is set here;
 * do not write one. A pause in a socket, a payment, a queue: whatever has an `action` can be a step.
 *
 * @param key - What its end is kept under.
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
  new Step({
    do: 'act',
    key,
    verb,
    element,
    read: ({ params, hungUp }) => ({
      ...Object.fromEntries(
        Object.entries(parseCall(params, { after: verb })).filter(([name]) => !STANDING.test(name)),
      ),
      hungUp,
    }),
  })

// What every request of a call has, whichever verb it follows; Twilio's parameters begin with a capital letter.
const STANDING =
  /^([a-z]|A(ccount|ddOns|nswered|pi|ppl)|Call|Direction|Forwarded|From|Machine|Parent|Sip|Stir|To)/

/** How a `dial` ended. */
export interface Dialled extends HungUp {
  /** Whether somebody took the call, and was connected. */
  answered: boolean
  /** Twilio's word: `completed`, `busy`, `no-answer`, `failed`, `canceled`. */
  status: string
  /** How long the two were connected. */
  seconds: number
}

/**
 * Connects the caller with somebody else, and goes on when they have hung up or nobody answers.
 *
 * @param key - What the end is kept under.
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
  new Step({
    do: 'act',
    key,
    verb: 'Dial',
    // Nouns of any kind, of which <Dial> takes some.
    element: Dial({ ...props, children: to as VoiceElement }),
    read: ({ params, hungUp }): Dialled => {
      const status = params.get('DialCallStatus') ?? ''
      return {
        // Who hangs up while they are asked whether they take it has not.
        answered: /^(completed|answered)$/.test(status) && params.get('DialBridged') !== 'false',
        status,
        seconds: Number(params.get('DialCallDuration')),
        hungUp,
      }
    },
  })

/** What a `record` gives. */
export interface Recorded extends HungUp {
  /** Where the recording can be fetched. */
  url: string
  /** Its SID, `RE…`. */
  sid: string
  /** How long it is. */
  seconds: number
}

/**
 * Records the caller after a beep.
 *
 * @param key - What the recording is kept under.
 * @param props - Attributes of `<Record>`, such as `maxLength` and `transcribeCallback`.
 * @returns The step: it gives the recording, or `null` where nobody spoke.
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
  new Step({
    do: 'act',
    key,
    verb: 'Record',
    element: Record(props),
    read: ({ params, hungUp }): Recorded | null => {
      const url = params.get('RecordingUrl')
      if (!url) return null
      return {
        url,
        sid: params.get('RecordingSid') ?? '',
        seconds: Number(params.get('RecordingDuration')),
        hungUp,
      }
    },
  })

/**
 * A piece of conversation with keys of its own: the same piece twice, or one for each item of a list.
 *
 * @param key - The scope: within it, `size` is kept as `friday/size`.
 * @param body - The piece: a generator function.
 * @param args - What it is called with.
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
  yield new Step({ do: 'enter', key })
  try {
    return yield* body(...args)
  } finally {
    // Of a body that throws too. At a stop nothing of this runs: the engine lets the generator go.
    yield new Step({ do: 'exit' })
  }
}

/**
 * Who the conversation is with.
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
export const who = (): Step<Who> => new Step({ do: 'who' })

/**
 * The time: that of the last answer, so that every run sees the same. `Date.now()` would not.
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
export const now = (): Step<Date> => new Step({ do: 'now' })

/**
 * Begins the conversation again, with another input: all answers are dropped, and what was done stays done.
 *
 * @param input - What the flow is begun with.
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
export const again = (input?: unknown): Step<never> => new Step({ do: 'again', input })

/**
 * Ends the conversation with verbs of its own, such as a `<Redirect>` to what takes over.
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
export const leave = (element: Children): Step<never> => new Step({ do: 'leave', element })
