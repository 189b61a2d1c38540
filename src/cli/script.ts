/**
 * @module
 * A conversation in a file: what is typed behind `> `, and below it what comes of it, as the commands print it.
 */
import { difference } from '../conversation/difference.ts'

/** A line that is typed, and what is printed then. The first one has no line: what comes before anything is typed. */
export interface Exchange {
  readonly line: string | undefined
  readonly printed: readonly string[]
}

/** Reads a script. Empty lines and those behind `#` are remarks. */
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

/** Whether a line tells of a request, either way. */
export const isRequest = (line: string): boolean =>
  /^ {2}(App: )?(GET|POST|PUT|DELETE|HEAD|\d{3} to) /.test(line)
