/**
 * @module
 * The checks of what an app says and sends, in development and tests. Bundlers drop them with NODE_ENV: a value that Twilio
 * has added since must not end a call.
 */
import { faultOfRelayMessage } from '../vocabulary/voice/connect/relay-messages.ts'

/** @throws {TypeError} For a message with a field that Twilio does not take, which the error names. */
export const assertFields = (message: object): void => {
  const fault = faultOfRelayMessage({ ...message })
  if (fault) throw new TypeError(`${fault} This is sent: ${JSON.stringify(message)}`)
}

/** @throws {TypeError} For anything but text and streams. */
export const assertWords = (words: unknown): void => {
  if (typeof words === 'string' || Symbol.asyncIterator in Object(words)) return
  throw new TypeError(
    'say() takes text, a stream of texts such as textStream, or a promise of either.',
  )
}
