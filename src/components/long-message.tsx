/** @jsxImportSource twimlx/messaging */
import type { MessagingElement, PlainText } from '../vocabulary/children.ts'
import { Message, type MessageProps } from '../vocabulary/messaging/message.ts'
import { graphemes } from '../vocabulary/messaging/segments.ts'
import { textOf } from './text.ts'

/** Props of {@link LongMessage}: those of every `<Message>`, and the text. */
export interface LongMessageProps extends Omit<MessageProps, 'children'> {
  /** The text, as long as it may be. */
  children: PlainText
  /** How many characters one message may have, from 1 to 1600. Default: 1600, which Twilio takes at most. */
  max?: number | undefined
}

/**
 * Sends a text of any length, in as many messages as it needs: Twilio drops one of more than 1,600 characters. It is
 * split at white space, and where a single word is too long, between characters as a reader sees them.
 *
 * @throws {RangeError} where `max` is no whole number from 1 to 1600
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
  max = 1600,
  ...message
}: LongMessageProps): MessagingElement[] => {
  if (!(Number.isInteger(max) && max >= 1 && max <= 1600))
    throw new RangeError('max of <LongMessage> must be a whole number from 1 to 1600.')
  return split(textOf(children), max).map((part) => <Message {...message}>{part}</Message>)
}

/** The parts of a text, none of them longer than `max`; one, and an empty one, where there is no text. */
const split = (text: string, max: number): string[] => {
  const parts: string[] = []
  let rest = text.trim()
  while (rest.length > max) {
    // A space just behind the part ends a word too.
    const fits = /^[^]*(?=\s)/.exec(rest.slice(0, max + 1))?.[0].trimEnd() || cut(rest, max)
    parts.push(fits)
    rest = rest.slice(fits.length).trimStart()
  }
  return rest || parts.length === 0 ? [...parts, rest] : parts
}

/** The start of a word that no part holds: whole characters, or code points where one of them is too long by itself. */
const cut = (word: string, max: number): string =>
  // What a reader sees as one character has seldom more than a few units.
  take(graphemes(word.slice(0, max + 64)), max) ||
  take(Array.from(word.slice(0, max + 1)), max) ||
  Array.from(word.slice(0, 2))[0]!

const take = (characters: readonly string[], max: number): string => {
  let start = ''
  for (const character of characters) {
    if (start.length + character.length > max) break
    start += character
  }
  return start
}
