/**
 * @module
 * `twimlx chat` and `twimlx call`: a conversation with a running app in the terminal.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { styleText } from 'node:util'
import { hasColors } from '../check/faces/command.ts'
import { command, portOf, urlFault } from './arguments.ts'
import type { Surroundings } from './command.ts'
import {
  type Channel,
  TypedConversation,
  type TypedConversationOptions,
  WORDS,
} from './typed-conversation.ts'
import { differing, isRequest, readScript } from './script.ts'

const usageOf = (channel: Channel): string => `Usage: twimlx ${channel} URL [options]

${channel === 'chat' ? 'Texts' : 'Calls'} the app that runs at URL, as Twilio would, without an account and a network. Type, and see every
request, ${channel === 'chat' ? 'answer' : 'prompt'} and warning. Ctrl-D ends it${channel === 'call' ? ' by hanging up' : ''}. Virtual time passes only when you act.

  twimlx ${channel} http://localhost:3000/${channel === 'chat' ? 'sms' : 'voice'}

${wordsOf(channel)}

Options:
  --auth-token <token>   your app's auth token; default: TWILIO_AUTH_TOKEN of the environment, or 12345
  --account-sid <sid>    default: TWILIO_ACCOUNT_SID of the environment, or an account of zeros
  --public-url <URL>     the origin that your app takes for its own (its publicUrl)
  --from <number>        the number that ${channel === 'chat' ? 'texts' : 'calls'}; default: +14155550100
  --to <number>          your number; default: +15550100200
  --port <port>          where Twilio's REST API listens for your app; default: 4010
  --script <file>        repeat the lines after "> " in this file, and exit with 1 if an answer differs from the
                         lines below them. In a pipe this command prints such a file
  --save <file>          write the conversation as a test for Vitest
  --help                 print this

Exit status: 0 all went well, 1 Twilio would report an error or the script differs, 2 the command is called wrongly,
130 it was interrupted.`

const wordsOf = (channel: Channel): string =>
  Object.entries({ ...WORDS[channel], ...WORDS.both })
    .map(([what, does]) => `  ${what.padEnd(13)}${does}`)
    .join('\n')

interface Settings extends TypedConversationOptions {
  readonly port: number | undefined
  readonly script: string | undefined
  readonly save: string | undefined
}

const talk = (channel: Channel) =>
  command({
    usage: usageOf(channel),
    options: {
      'auth-token': { type: 'string' },
      'account-sid': { type: 'string' },
      'public-url': { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      port: { type: 'string' },
      script: { type: 'string' },
      save: { type: 'string' },
    },
    read({ values, positionals }, env) {
      const [url = '', ...more] = positionals
      if (more.length > 0) return `One URL is enough: what is ${more.join(' ')}?`
      const publicUrl = values['public-url']
      const fault =
        urlFault(url, `http://localhost:3000/${channel === 'chat' ? 'sms' : 'voice'}`) ??
        (publicUrl === undefined ? undefined : urlFault(publicUrl, 'https://example.com'))
      if (fault) return fault
      const port = values.port === undefined ? undefined : portOf(values.port)
      if (typeof port === 'string') return port
      return {
        channel,
        url,
        publicUrl,
        authToken: (values['auth-token'] ?? env['TWILIO_AUTH_TOKEN']) || undefined,
        accountSid: (values['account-sid'] ?? env['TWILIO_ACCOUNT_SID']) || undefined,
        from: values.from ?? '+14155550100',
        to: values.to ?? '+15550100200',
        port,
        script: values.script,
        save: values.save,
      }
    },
    run,
  })

const run = async (settings: Settings, surroundings: Surroundings): Promise<number> => {
  const { error, cwd = process.cwd() } = surroundings
  const path = (file: string | undefined) => (file === undefined ? undefined : resolve(cwd, file))
  const [script, save] = [path(settings.script), path(settings.save)]
  if (script !== undefined && !existsSync(script)) {
    error(`There is no file ${script}.`)
    return 2
  }
  const obstacle = save === undefined ? undefined : obstacleTo(save)
  if (obstacle !== undefined) {
    error(obstacle)
    return 2
  }
  let conversation
  let rest
  try {
    conversation = new TypedConversation(settings)
    rest = await serveRest(conversation, settings.port)
  } catch (cause) {
    error((cause as Error).message)
    return 2
  }
  try {
    const code = await (script === undefined
      ? converse(conversation, settings, rest.url, surroundings)
      : replay(conversation, script, surroundings))
    if (save !== undefined) writeFileSync(save, conversation.test())
    return code
  } finally {
    await rest.close()
  }
}

/** The reason that a file cannot be written, checked before the conversation instead of after it. */
const obstacleTo = (file: string): string | undefined =>
  existsSync(file)
    ? `${file} is there already: give another name, or delete it first.`
    : existsSync(dirname(file))
      ? undefined
      : `There is no folder ${dirname(file)}: make it first.`

const PORT = 4010

/** Serves the REST API on the given port, or else on the usual one, or on any. */
const serveRest = async ({ twilio }: TypedConversation, port: number | undefined) => {
  try {
    return await twilio.rest.listen({ port: port ?? PORT })
  } catch (cause) {
    if (port === undefined) return twilio.rest.listen()
    throw new Error(
      `Port ${port} cannot be used: ${(cause as Error).message}. Give another with --port.`,
      { cause },
    )
  }
}

/** Types the lines of a script, and compares the output with the script's. */
const replay = async (
  conversation: TypedConversation,
  script: string,
  surroundings: Surroundings,
): Promise<number> => {
  const print = printer(surroundings)
  let differs = false
  for (const { line, printed } of readScript(readFileSync(script, 'utf8'))) {
    if (line !== undefined) print([`> ${line}`])
    const news = [...(await attempt(conversation, line)), ...conversation.news()]
    print(news)
    const found = differing(printed, news)
    if (found.length === 0) continue
    differs = true
    surroundings.error(
      `${script} differs ${line === undefined ? 'at its beginning' : `after "> ${line}"`}:\n${found.join('\n')}`,
    )
  }
  await conversation.end()
  conversation.news()
  return differs ? 1 : 0
}

/** Executes a line, or begins the conversation. Returns the reason if that is impossible. */
const attempt = async (
  conversation: TypedConversation,
  line: string | undefined,
): Promise<string[]> => {
  try {
    await (line === undefined ? conversation.begin() : conversation.take(line))
    return []
  } catch (cause) {
    return [`! ${(cause as Error).message}`]
  }
}

/** The interval, in milliseconds, in which effects of the app's own actions are printed. */
const LOOK_MS = 200

const converse = async (
  conversation: TypedConversation,
  { channel, url }: Settings,
  rest: string,
  surroundings: Surroundings,
): Promise<number> => {
  const { input = process.stdin, isTerminal = process.stdin.isTTY && process.stdout.isTTY } =
    surroundings
  const print = printer(surroundings)
  const lines = createInterface({
    input,
    prompt: '> ',
    ...(isTerminal ? { output: process.stdout, terminal: true } : { terminal: false }),
  })
  // Opened before anything is awaited, so that early input is not lost.
  const typed = lines[Symbol.asyncIterator]()
  let interrupted = false
  const interruption = new Promise<undefined>((resolve) => {
    const interrupt = () => {
      interrupted = true
      lines.close()
      resolve(undefined)
    }
    lines.on('SIGINT', interrupt)
    process.once('SIGINT', interrupt)
    lines.once('close', () => process.off('SIGINT', interrupt))
  })
  if (isTerminal)
    print([
      `${channel === 'chat' ? 'Texting' : 'Calling'} ${url}. Twilio's REST API for it is at ${rest}. Type /help for help.`,
    ])
  let idle = false
  /** Of each line that is still to come, whether it was typed behind a prompt. */
  const prompted: boolean[] = []
  lines.on('line', () => void prompted.push(idle && prompted.length === 0))
  const show = (news: string[]) => {
    if (news.length === 0) return
    // Overwrites the prompt, which is written again below.
    if (isTerminal && idle) process.stdout.write('\r\u001b[K')
    print(news)
    if (isTerminal && idle) lines.prompt(true)
  }
  const looking = setInterval(() => {
    if (idle) show(conversation.news())
  }, LOOK_MS)
  let failed = false
  /** Executes a line until it is done or interrupted. */
  const perform = async (line: string | undefined) => {
    idle = false
    const why = await Promise.race([attempt(conversation, line), interruption])
    if (!why) return
    failed ||= why.length > 0
    show([...why, ...conversation.news()])
    idle = true
  }
  try {
    await perform(undefined)
    if (isTerminal) lines.prompt()
    if (!interrupted && !conversation.over)
      for await (const line of typed) {
        const isThere = prompted.shift()
        if (!isTerminal) print([`> ${line}`])
        else if (!isThere) process.stdout.write(`${line}\n`)
        if (line.trim() === '/help') print(wordsOf(channel).split('\n'))
        else if (line.trim() === '/quit') break
        else if (line.trim() !== '') await perform(line)
        if (interrupted || conversation.over) break
        if (isTerminal) lines.prompt()
      }
    idle = false
    if (isTerminal && !conversation.over) process.stdout.write('\n')
    if (interrupted) return 130
    await Promise.race([conversation.end(), interruption])
    show(conversation.news())
    return interrupted ? 130 : failed || conversation.failed ? 1 : 0
  } finally {
    clearInterval(looking)
    lines.close()
  }
}

/** Prints lines, coloured by their kind if the output has colours. */
const printer = (surroundings: Surroundings) => {
  const colors = hasColors(surroundings)
  return (lines: readonly string[]): void => {
    for (const line of lines)
      surroundings.out(colors ? styleText(styleOf(line), line, { validateStream: false }) : line)
  }
}

type Style = Parameters<typeof styleText>[0]

const styleOf = (line: string): Style =>
  line.startsWith('! error')
    ? 'red'
    : line.startsWith('! ')
      ? 'yellow'
      : isRequest(line) || line.startsWith('> ')
        ? 'gray'
        : /^\s*(\(.*\) )?\[/.test(line)
          ? 'cyan'
          : /^\s*(\(.*\) )?(\||Twilio|\S+ to \S+:)/.test(line)
            ? 'green'
            : 'reset'

/** Runs `twimlx chat`. */
export const chat = talk('chat')

/** Runs `twimlx call`. */
export const call = talk('call')
