/**
 * @module
 * The word that was meant.
 */

/** The word of a list that is spelled most like another; nothing where none is near. */
export const nearest = (written: string, words: readonly string[]): string | undefined => {
  // User text is no misspelt word, and what is far longer than a word is near none.
  if (written.length > 64) return undefined
  let best: string | undefined
  let least = Math.max(1, Math.floor(written.length / 3)) + 1
  for (const word of words) {
    const edits = distance(written.toLowerCase(), word.toLowerCase())
    if (edits < least) [best, least] = [word, edits]
  }
  return best
}

/** The number of letters to insert, remove, change or swap with a neighbour (optimal string alignment). */
const distance = (from: string, to: string): number => {
  let [before, last]: [number[], number[]] = [
    [],
    Array.from({ length: to.length + 1 }, (_, i) => i),
  ]
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const change = from[i - 1] === to[j - 1] ? 0 : 1
      row[j] = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + change)
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1)
    }
    ;[before, last] = [last, row]
  }
  return last[to.length]!
}
