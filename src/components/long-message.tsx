/** @jsxImportSource twimlx/messaging */
import type { MessagingElement, PlainText } from '../vocabulary/children.ts'
import { Message, type MessageProps } from '../vocabulary/messaging/message.ts'
import { MAX_CHARACTERS, splitText } from '../vocabulary/messaging/split.ts'
import { textOf } from './text.ts'

/**
 * Props of {@link LongMessage}: those of every `<Message>`, and the text.
 *
 * @example
 * ```tsx
 * import { LongMessage, type LongMessageProps } from 'twimlx/components'
 *
 * const Letter = ({ children }: Pick<LongMessageProps, 'children'>) => (
 *   <LongMessage max={800}>{children}</LongMessage>
 * )
 * ```
 */
export interface LongMessageProps extends Omit<MessageProps, 'children'> {
  /** The text, of any length. */
  children: PlainText
  /** The most characters that one message may have, from 1 to 1600. Default: 1600, Twilio's limit. */
  max?: number | undefined
}

/**
 * Sends a text of any length in as many messages as it needs: Twilio drops a message of more than 1,600 characters. The
 * text is split at white space and, in a word that is too long, between characters as a reader sees them.
 *
 * @throws {RangeError} If `max` is no whole number from 1 to 1600.
 *
 * @example
 * ```tsx
 * import { LongMessage } from 'twimlx/components'
 * import { Response } from 'twimlx/messaging'
 *
 * export const Answer = ({ text }: { text: string }) => (
 *   <Response>
 *     <LongMessage>{text}</LongMessage>
 *   </Response>
 * )
 * ```
 * @see https://www.twilio.com/docs/api/errors/14103
 */
export const LongMessage = ({
  children,
  max = MAX_CHARACTERS,
  ...message
}: LongMessageProps): MessagingElement[] => {
  if (!(Number.isInteger(max) && max >= 1 && max <= MAX_CHARACTERS))
    throw new RangeError('max of <LongMessage> must be a whole number from 1 to 1600.')
  return splitText(textOf(children), max).map((part) => <Message {...message}>{part}</Message>)
}
