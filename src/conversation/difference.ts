/**
 * @module
 * Compares two transcripts of one conversation, line by line.
 */
import { diffArrays } from 'diff'

/** A line of either transcript, or of both. */
export interface DifferenceLine {
  readonly is: 'same' | 'gone' | 'new'
  readonly line: string
}

/** A transcript with SIDs that are the same in each run: each is named by the order of its first appearance. */
export const stable = (transcript: string): string => {
  const names = new Map<string, string>()
  return transcript.replace(/\b([A-Z]{2})[0-9a-f]{32}\b/g, (sid, prefix: string) => {
    const name = names.get(sid) ?? `${prefix}…${names.size + 1}`
    names.set(sid, name)
    return name
  })
}

/**
 * Compares two transcripts.
 *
 * @returns Their lines in order: those that only the first has are `gone`, those that only the second has are `new`.
 */
export const difference = (before: string, after: string): DifferenceLine[] => {
  const [a, b] = [linesOf(before), linesOf(after)]
  const changes = diffArrays(a, b, { maxEditLength: MAX_CHANGES }) ?? [
    { removed: true, added: false, value: a },
    { removed: false, added: true, value: b },
  ]
  return changes.flatMap(({ removed, added, value }) =>
    value.map((line): DifferenceLine => ({ is: removed ? 'gone' : added ? 'new' : 'same', line })),
  )
}

/** Above this many changed lines, the comparison takes too long: then all lines are gone, and all are new. */
const MAX_CHANGES = 2000

const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'))
