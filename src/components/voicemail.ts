import { record, type Recorded, say } from '../flow/steps.ts'
import type { Conversation, Prompt } from '../flow/step.ts'
import type { RecordProps } from '../vocabulary/voice/record.ts'

/**
 * Options of a voicemail: attributes of its `<Record>`, and the words around it.
 *
 * @example
 * ```ts
 * const options: VoicemailOptions = { greeting: 'Please leave a message.', maxLength: 120 }
 * ```
 */
export interface VoicemailOptions extends Omit<RecordProps, 'action' | 'children' | 'method'> {
  /** Said before the beep. Default: "Please leave a message after the beep." */
  greeting?: Prompt
  /** Said after a message. Default: "Thank you. Goodbye." */
  thanks?: Prompt
  /** Said if nothing was recorded. Default: "We heard nothing. Goodbye." */
  nothing?: Prompt
}

/**
 * Takes a message, as a piece of a flow: a greeting, a beep, the recording. For calls.
 *
 * @param options - The words, and attributes of the `<Record>`. Default: two minutes at most, until `#` or five seconds
 * of silence.
 * @returns The recording, or `null` if nothing was said. A caller who hangs up after speaking has left a message
 * (`hungUp`): handle it in `once`, which still runs.
 *
 * @example
 * ```ts
 * import { voicemail } from 'twimlx/components'
 * import { flow, once } from 'twimlx/flow'
 *
 * declare const keep: (url: string) => Promise<void>
 *
 * export const line = flow('line', function* () {
 *   const message = yield* voicemail({ greeting: 'Chez Owl is closed. Please leave a message.' })
 *   if (message) yield* once('keep', () => keep(message.url))
 * }, { channels: ['call'] })
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/record
 */
export const voicemail = function* ({
  greeting = 'Please leave a message after the beep.',
  thanks = 'Thank you. Goodbye.',
  nothing = 'We heard nothing. Goodbye.',
  ...attributes
}: VoicemailOptions = {}): Conversation<Recorded | null> {
  yield* say(greeting)
  const message = yield* record('voicemail', {
    maxLength: 120,
    finishOnKey: '#',
    ...attributes,
  })
  yield* say(message ? thanks : nothing)
  return message
}
