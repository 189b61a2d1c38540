/**
 * @module
 * Commands: words that are no answer but a request to repeat, to go back, to talk to a person.
 */
import { type Heard, plain } from './answer.ts'

/**
 * The commands, possible at any question.
 *
 * @example
 * ```ts
 * const command: Command = 'back'
 * ```
 */
export type Command = 'repeat' | 'back' | 'restart' | 'help' | 'person'

/**
 * The words of each command, also keys of the phone; `false` turns it off.
 *
 * @example
 * ```ts
 * const commands: Commands = { help: ['help', '?'], person: ['agent', '0'], restart: false }
 * ```
 */
export type Commands = { readonly [command in Command]?: readonly string[] | false }

/** The commands in English. */
export const COMMANDS: Required<Commands> = {
  repeat: ['repeat', '*'],
  back: ['back', 'go back'],
  restart: ['restart', 'start over'],
  // The last two by phone, and on channels where Twilio does not answer them.
  help: ['?', 'options', 'what can i say', 'help', 'info'],
  person: ['agent', 'operator', '0'],
}

// The words that callers put around a command.
const FILLING =
  /\b(please|the|an?|i|want|need|would|like|to|can|could|you|speak|talk|with|get|me|give|my|uh|um|hey)\b/g

/** The command in speech, a text or keys. */
export const commandIn = (
  { text, pressed, channel }: Heard,
  commands: Commands,
): Command | undefined => {
  const said = pressed ? '' : plain(text)
  // Speech comes as a sentence, a text as the word alone.
  const bare = channel === 'call' ? plain(said.replace(FILLING, ' ')) : said
  for (const [command, words] of Object.entries(commands))
    for (const word of words || []) {
      const name = plain(word)
      if (text === word || (name && (name === said || name === bare))) return command as Command
    }
  return undefined
}
