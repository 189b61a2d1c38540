/**
 * @module
 * A conversation in a file: typed lines behind `> `, each followed by the output of the command.
 */
import { difference } from '../conversation/difference.ts'

/** A typed line and the output after it. The first one has no line: its output comes before any input. */
export interface Exchange {
  readonly line: string | undefined
  readonly printed: readonly string[]
}

/** Reads a script. Empty lines and those behind `#` are comments. */
export const readScript = (text: string): Exchange[] => {
  const all: { line: string | undefined; printed: string[] }[] = [{ line: undefined, printed: [] }]
  for (const line of text.split(/\r?\n/))
    if (line.startsWith('> ')) all.push({ line: line.slice(2), printed: [] })
    else if (line.trim() !== '' && !line.startsWith('#')) all.at(-1)!.printed.push(line)
  return all
}

/** The lines in which two prints differ. Requests may go another way to the same end. */
export const differing = (expected: readonly string[], printed: readonly string[]): string[] => {
  const [before = '', after = ''] = [expected, printed].map((lines) =>
    lines.filter((line) => !isRequest(line)).join('\n'),
  )
  return difference(before, after).flatMap(({ is, line }) =>
    is === 'same' ? [] : `${is === 'gone' ? '-' : '+'} ${line}`,
  )
}

/** True for a line about a request, to or from the app. */
export const isRequest = (line: string): boolean =>
  /^ {2}(App: )?(GET|POST|PUT|DELETE|HEAD|\d{3} to) /.test(line)
