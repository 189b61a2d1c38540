/**
 * @module
 * The checks of what an app says and sends, in development and tests. Production does without them, since a value that
 * Twilio has added must not end a call.
 */
import { faultOfRelayMessage } from '../vocabulary/voice/connect/relay-messages.ts'

/** @throws {TypeError} For a message with a field that Twilio does not take, which the error names. */
const assertFields = (message: object): void => {
  const fault = faultOfRelayMessage({ ...message })
  if (fault) throw new TypeError(`${fault} This is sent: ${JSON.stringify(message)}`)
}

/** @throws {TypeError} For anything but text and streams. */
const assertWords = (words: unknown): void => {
  if (typeof words === 'string' || Symbol.asyncIterator in Object(words)) return
  throw new TypeError(
    'say() takes text, a stream of texts such as textStream, or a promise of either.',
  )
}

/** The checks; none in production, where bundlers replace NODE_ENV and drop them. */
export const developmentChecks = (): [fields?: typeof assertFields, words?: typeof assertWords] => {
  try {
    if (process.env.NODE_ENV === 'development' || process.env.NODE_ENV === 'test')
      return [assertFields, assertWords]
    // A worker may have no process, and Deno no permission to ask for its environment.
  } catch {}
  return []
}
