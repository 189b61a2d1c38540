/**
 * @module
 * The words that are no answer, but ask for something: to hear it again, to go back, to talk to a person.
 */
import { type Heard, plain } from './answer.ts'
import { mistake } from './error.ts'

/** What somebody can ask for at any question. */
export type Command = 'repeat' | 'back' | 'restart' | 'help' | 'person'

/** The words of each command, keys of the phone among them; `false` turns it off. */
export type Commands = { readonly [command in Command]?: readonly string[] | false }

const ENGLISH: Required<Commands> = {
  repeat: ['repeat', '*'],
  back: ['back', 'go back'],
  restart: ['restart', 'start over'],
  help: ['?', 'options', 'what can i say'],
  person: ['agent', 'operator', '0'],
}

/** Words that stop all messages: Twilio or the carrier takes them first. */
const STOP = ['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout']
/** Words that Twilio answers by itself. */
const HELP = ['help', 'info']

/** Whether a text is one of the words that stop all messages. */
export const isStop = (text: string): boolean => STOP.includes(text.trim().toLowerCase())

/** Each command with its words. */
export type CommandTable = ReadonlyMap<Command, readonly string[]>

/**
 * The commands of a flow.
 *
 * @param given - What the flow says of them.
 * @param hasPerson - Whether there is somebody to ask for.
 * @throws {FlowError} For a word that never reaches the flow.
 */
export const commandsOf = (given: Commands = {}, hasPerson: boolean): CommandTable => {
  const table = new Map<Command, readonly string[]>()
  for (const name of Object.keys({ ...ENGLISH, ...given }) as Command[]) {
    if (!Object.hasOwn(ENGLISH, name))
      throw mistake('flow: no such command', name, Object.keys(ENGLISH).join(', '))
    const words = given[name] ?? ENGLISH[name]
    const taken = words && words.find((word) => [...STOP, ...HELP].includes(plain(word)))
    if (taken) throw mistake('flow: taken command word', name, taken)
    if (words && (name !== 'person' || hasPerson)) table.set(name, words)
  }
  return table
}

// What people put around a command when they speak.
const FILLING =
  /\b(please|the|an?|i|want|need|would|like|to|can|could|you|speak|talk|with|get|me|give|my|uh|um|hey)\b/g

/** The command that was said, written or pressed. */
export const commandIn = (
  { text, pressed, channel }: Heard,
  commands: CommandTable,
): Command | undefined => {
  const said = pressed ? text : plain(text)
  // Speech comes as a sentence; a text is the word alone.
  const bare = channel === 'call' ? said.replace(FILLING, ' ').replace(/\s+/g, ' ').trim() : said
  for (const [command, words] of commands)
    for (const word of words) {
      const name = plain(word)
      if (text === word || (!pressed && name !== '' && (name === said || name === bare)))
        return command
    }
  // The word that everybody tries: spoken, and on channels where Twilio does not answer it.
  return !pressed && HELP.includes(said) && commands.has('help') ? 'help' : undefined
}
