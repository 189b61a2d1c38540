/**
 * @module
 * The common part of commands: reads their arguments, and prints their usage.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import type { Command, Surroundings } from './command.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** The parsed arguments of a command with these options. */
type Arguments<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: O }>
>

/** The parts of a command. */
interface Parts<O extends Options, Settings> {
  /** The text of `--help`. Its first line begins with `Usage: twimlx` and the name of the command. */
  usage: string
  options: O
  /** Turns the arguments into settings, or returns a sentence that says what is wrong with them. */
  read(given: Arguments<O>, env: Surroundings['env']): Settings | string
  run(settings: Settings, surroundings: Surroundings): Promise<number>
}

/** Makes a command that explains its usage: it exits with 0 after `--help`, with 2 for wrong usage. */
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
  // `help` is added here, so the types of the other options do not have it.
  return (given.values as { help?: boolean }).help ? 'help' : read(given as Arguments<O>)
}

/** A sentence about an invalid URL; `example` is a valid one. */
export const urlFault = (url: string, example: string): string | undefined =>
  /^https?:\/\/[^/]/i.test(url) && URL.canParse(url)
    ? undefined
    : url === ''
      ? 'Which URL? It comes first.'
      : `${JSON.stringify(url)} is not an http or https URL: write the whole URL, such as ${example}.`

/** A port as a number, or a sentence about an invalid one. */
export const portOf = (port: string): number | string =>
  /^\d{1,5}$/.test(port) && Number(port) <= 65_535
    ? Number(port)
    : `--port is a number up to 65535, not ${port}.`
