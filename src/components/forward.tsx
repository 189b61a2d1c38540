/** @jsxImportSource twimlx/voice */
import { choice } from '../flow/answers/choice.ts'
import { ask, dial, leave, type Recorded, say } from '../flow/steps.ts'
import type { Conversation, Prompt } from '../flow/step.ts'
import type { DialProps } from '../vocabulary/voice/dial.ts'
import { Hangup } from '../vocabulary/voice/hangup.ts'
import { Number as PhoneNumber } from '../vocabulary/voice/dial/number.ts'
import { voicemail, type VoicemailOptions } from './voicemail.ts'

/**
 * Options of forwarding: attributes of the `<Dial>`, and what surrounds it.
 *
 * @example
 * ```ts
 * const options: ForwardOptions = { whisper: 'A call from the shop.', timeout: 20 }
 * ```
 */
export interface ForwardOptions extends Omit<DialProps, 'action' | 'children' | 'method'> {
  /** Said to the caller first. Default: "One moment, please." */
  greeting?: Prompt
  /**
   * The URL of a flow that asks the person who answers whether to take the call: see {@link whisper}. Without it, an
   * answering machine counts as an answer.
   */
  whisper?: string
  /** The voicemail if the call is not taken; `false` for none. */
  voicemail?: VoicemailOptions | false
}

/**
 * The result of a forwarded call.
 *
 * @example
 * ```ts
 * const noteOf = ({ answered, message }: Forwarded): string =>
 *   answered ? 'answered' : message ? `message: ${message.url}` : 'missed'
 * ```
 */
export interface Forwarded {
  /** True if the call was taken. */
  answered: boolean
  /** The seconds for which the two were connected. */
  seconds: number
  /** The message, if the call was not taken and one was left. */
  message: Recorded | null
  /** True if the call is over. */
  hungUp: boolean
}

/**
 * Connects the caller with another number, as a piece of a flow, and takes a message if the call is not taken. For
 * calls.
 *
 * @param to - The phone number; several ring at once.
 * @param options - The greeting, the whisper, the voicemail, and attributes of the `<Dial>`. Default: twenty seconds of
 * ringing.
 * @returns Whether the call was taken, and the message that was left.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { forward, whisper } from 'twimlx/components'
 * import { flow, once } from 'twimlx/flow'
 *
 * declare const keep: (url: string) => Promise<void>
 *
 * const screen = flow('screen', () => whisper('A call for Chez Owl. To take it, press 1.'))
 * const line = flow('line', function* () {
 *   const { message } = yield* forward('+14155550199', { whisper: '/screen' })
 *   if (message) yield* once('keep', () => keep(message.url))
 * })
 *
 * export default new Hono().route('/line', line.routes()).route('/screen', screen.routes())
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/number#attributes-url
 */
export const forward = function* (
  to: string | readonly string[],
  {
    greeting = 'One moment, please.',
    whisper,
    voicemail: taken = {},
    ...attributes
  }: ForwardOptions = {},
): Conversation<Forwarded> {
  yield* say(greeting)
  const { answered, seconds, hungUp } = yield* dial(
    'forward',
    [to].flat().map((number) => <PhoneNumber url={whisper}>{number}</PhoneNumber>),
    { timeout: 20, ...attributes },
  )
  const isOver = answered || hungUp || taken === false
  const message = isOver ? null : yield* voicemail(taken)
  return { answered, seconds, message, hungUp: hungUp || message?.hungUp === true }
}

/**
 * Asks the person who answers whether to take the call, as a whole flow: 1 connects the two, anything else does not. An
 * answering machine presses nothing. Set the flow's URL as `whisper` of {@link forward}.
 *
 * @param prompt - The question. Default: "You have a call. To take it, press 1."
 *
 * @example
 * ```ts
 * import { whisper } from 'twimlx/components'
 * import { flow } from 'twimlx/flow'
 *
 * export const screen = flow('screen', () => whisper('A call for Chez Owl. To take it, press 1.'))
 * ```
 */
export const whisper = function* (
  prompt: Prompt = 'You have a call. To take it, press 1.',
): Conversation {
  const isTaken = yield* ask('take', prompt, choice(['yes']), {
    tries: 2,
    otherwise: 'no',
    gather: { input: ['dtmf'], numDigits: 1, timeout: 5 },
  })
  // The document's end connects the two.
  yield* leave(isTaken === 'yes' ? [] : <Hangup />)
}
