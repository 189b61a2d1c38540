/**
 * @module
 * Long texts in as many messages as they need.
 */

/** The most characters that Twilio accepts in one message. @see https://www.twilio.com/docs/api/errors/21617 */
export const MAX_CHARACTERS = 1600

/**
 * Splits a text into parts of at most `max` characters, at white space; a word that is longer than that is split between
 * characters as a reader sees them. An empty text is one empty part.
 */
export const splitText = (text: string, max = MAX_CHARACTERS): string[] => {
  const parts: string[] = []
  let rest = text.trim()
  while (rest.length > max) {
    // The last white space, which may stand right after the part.
    const end = rest.slice(0, max + 1).search(/\s\S*$/)
    const fits = rest.slice(0, end > 0 ? end : lastBoundary(rest, max)).trimEnd()
    parts.push(fits)
    rest = rest.slice(fits.length).trimStart()
  }
  return rest || parts.length === 0 ? [...parts, rest] : parts
}

/**
 * The last place in a word that is longer than a part where a reader sees no character cut; if a single character is
 * longer than a part, where no code point is cut.
 */
const lastBoundary = (word: string, max: number): number =>
  // A character is seldom longer than a few code units.
  new Intl.Segmenter().segment(word.slice(0, max + 64)).containing(max)!.index ||
  (/[\ud800-\udbff]/.test(word[max - 1]!) ? max - 1 || 2 : max)
