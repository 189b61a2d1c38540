/**
 * @module
 * The command `twimlx check`.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Checker } from '../rules/checker.ts'
import { filesIn, NoSuchPathError } from '../read/files.ts'
import type { Finding } from '../rules/finding.ts'
import { type FormatName, formats } from './format/index.ts'
import { shownPath } from './format/path.ts'
import { MissingPeerError } from '../read/peers.ts'
import type { Skipped } from '../infer/project.ts'
import { watch } from './watch.ts'

/** The parts of the process that the command uses. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly out: (text: string) => void
  readonly error: (text: string) => void
  /** Default: the working directory of the process. */
  readonly cwd?: string | undefined
  /** True if `out` writes to a terminal that shows colours. Default: whether the process does. */
  readonly isTerminal?: boolean | undefined
  /** Ends `--watch`. */
  readonly signal?: AbortSignal | undefined
}

const USAGE = `Usage: twimlx check [paths…] [options]

Finds TwiML elements that stand where they are not allowed and verbs that are never reached, across components and
files, and steps of flows without their yield*. Without paths, the .tsx and .jsx files and those with flows below the
working directory are checked, apart from what Git ignores.

Options:
  --format <name>      pretty, tsc, github or json (default: pretty)
  --watch              check again whenever a file changes
  --no-message-action  do not count verbs after <Message action="…"> as unreachable
  --help               show this

Exit status: 0 nothing is wrong, 1 something is, 2 the check could not run.`

/**
 * Runs `twimlx check`.
 *
 * @param args - The arguments after `check`.
 * @param surroundings - The process it runs in.
 * @returns The exit status: 0 if nothing is wrong, 1 for findings, 2 if the check could not run.
 */
export const check = async (
  args: readonly string[],
  surroundings: Surroundings,
): Promise<number> => {
  try {
    return await run(args, surroundings)
  } catch (error) {
    if (!isExpected(error)) throw error
    surroundings.error(`twimlx check: ${error.message}`)
    return 2
  }
}

const isExpected = (error: unknown): error is Error =>
  error instanceof MissingPeerError ||
  error instanceof NoSuchPathError ||
  error instanceof UsageError ||
  (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))

class UsageError extends Error {}

const run = async (args: readonly string[], surroundings: Surroundings): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    allowNegative: true,
    options: {
      format: { type: 'string', default: 'pretty' },
      watch: { type: 'boolean', default: false },
      'message-action': { type: 'boolean', default: true },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const { out, error, cwd = process.cwd() } = surroundings
  if (values.help) {
    out(USAGE)
    return 0
  }
  const format = formatNamed(values.format)
  const paths = positionals.length > 0 ? positionals : ['.']
  const checker = new Checker({ messageAction: values['message-action'] })
  const print = (findings: readonly Finding[]): void => {
    const text = formats[format](findings, {
      cwd,
      colors: hasColors(surroundings),
      textOf: (file) => checker.textOf(file),
    })
    if (text !== '') out(text)
  }
  const tell = (file: string, why: Skipped): void => {
    const reason = REASONS[why]
    if (reason) error(`${shownPath(file, cwd)}: not checked, ${reason}`)
  }
  if (values.watch)
    return watch({ paths, cwd, checker, print, tell, say: out, signal: surroundings.signal })

  const findings: Finding[] = []
  const files = filesIn(paths, cwd)
  for await (const [file, found] of checker.checkAll(files))
    if (typeof found === 'string') tell(file, found)
    else findings.push(...found)
  for (const [file, why] of checker.project.tsconfigs.broken)
    error(`${shownPath(resolve(file), cwd)}: not read, so its settings are not known: ${why}`)
  print(findings)
  if (files.length === 0) {
    error(`There is no .tsx or .jsx file and no flow in ${paths.join(', ')}: nothing was checked.`)
    // A path that the user named was expected to hold some.
    return positionals.length > 0 ? 2 : 0
  }
  return findings.some(({ level }) => level === 'error') ? 1 : 0
}

const formatNamed = (name: string): FormatName => {
  if (Object.hasOwn(formats, name)) return name as FormatName
  throw new UsageError(
    `There is no format "${name}": choose one of ${Object.keys(formats).join(', ')}.`,
  )
}

/** The reason to print for a file that is left out; none for a syntax error, which the compiler reports anyway. */
const REASONS: Record<Skipped, string | undefined> = {
  'syntax error': undefined,
  missing: 'it cannot be read',
  'not a source file': 'it is no source file',
  'too large': 'it is larger than 2 MB: is it a bundle? Add it to .gitignore',
  'too deep': 'its expressions are nested too deeply: is it a bundle? Add it to .gitignore',
}

/** True if the output may have colours. */
export const hasColors = ({ env, isTerminal = process.stdout.isTTY }: Surroundings): boolean =>
  env['FORCE_COLOR']
    ? env['FORCE_COLOR'] !== '0'
    : isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
