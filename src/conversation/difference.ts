/**
 * @module
 * Compares two transcripts of one conversation, line by line.
 */

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
  const a = linesOf(before)
  const b = linesOf(after)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (
    end < a.length - start &&
    end < b.length - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  )
    end++
  return [
    ...a.slice(0, start).map(same),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ]
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'))

/**
 * Above this many cells, the comparison takes too long: then all lines of the first are gone, and all of the second
 * new.
 */
const MAX_CELLS = 4_000_000

const same = (line: string): DifferenceLine => ({ is: 'same', line })
const gone = (line: string): DifferenceLine => ({ is: 'gone', line })
const added = (line: string): DifferenceLine => ({ is: 'new', line })

/** Compares by the longest common subsequence. */
const middle = (a: string[], b: string[]): DifferenceLine[] => {
  if (a.length * b.length > MAX_CELLS) return [...a.map(gone), ...b.map(added)]
  const width = b.length + 1
  const longest = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j]
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!)
  const lines: DifferenceLine[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length)
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ is: 'same', line: a[i++]! })
      j++
    } else if (
      j === b.length ||
      (i < a.length && longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)
    )
      lines.push(gone(a[i++]!))
    else lines.push(added(b[j++]!))
  return lines
}
