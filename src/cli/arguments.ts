/**
 * @module
 * What commands have in common: how they read their arguments, and what they say where those are wrong.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import type { Command, Surroundings } from './command.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** The arguments of a command, as its options say. */
type Arguments<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: O }>
>

/** A command in parts. */
interface Parts<O extends Options, Settings> {
  /** What `--help` prints. Its first line begins with `Usage: twimlx` and the name of the command. */
  usage: string
  options: O
  /** Makes settings of the arguments, or a sentence that says what is wrong with them. */
  read(given: Arguments<O>, env: Surroundings['env']): Settings | string
  run(settings: Settings, surroundings: Surroundings): Promise<number>
}

/** A command that tells how it is called: 0 after `--help`, 2 where it is called wrongly. */
export const command =
  <const O extends Options, Settings extends object>({
    usage,
    options,
    read,
    run,
  }: Parts<O, Settings>): Command =>
  async (args, surroundings) => {
    const settings = settingsOf(args, options, (given) => read(given, surroundings.env))
    if (settings === 'help') {
      surroundings.out(usage)
      return 0
    }
    if (typeof settings !== 'string') return run(settings, surroundings)
    const [first = ''] = usage.split('\n')
    const name = /twimlx \w+/.exec(first)?.[0]
    surroundings.error(`${settings}\n${first}. More: ${name} --help`)
    return 2
  }

const settingsOf = <O extends Options, Settings>(
  args: string[],
  options: O,
  read: (given: Arguments<O>) => Settings | string,
): Settings | string => {
  let given
  try {
    given = parseArgs({
      args,
      allowPositionals: true,
      options: { ...options, help: { type: 'boolean', short: 'h' } },
    })
  } catch (cause) {
    return (cause as Error).message
  }
  // The option is added here, of which the types of the others know nothing.
  return (given.values as { help?: boolean }).help ? 'help' : read(given as Arguments<O>)
}

/** What is wrong with a URL, in a sentence. `example` is one that is right. */
export const urlFault = (url: string, example: string): string | undefined =>
  /^https?:\/\/[^/]/i.test(url) && URL.canParse(url)
    ? undefined
    : url === ''
      ? 'Which URL? It comes first.'
      : `${JSON.stringify(url)} is no http or https URL: write it whole, such as ${example}.`

/** A port as a number, or a sentence that says what is wrong with it. */
export const portOf = (port: string): number | string =>
  /^\d{1,5}$/.test(port) && Number(port) <= 65_535
    ? Number(port)
    : `--port is a number up to 65535, not ${port}.`
