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
    // A space right after the part ends a word, too.
    const fits = /^[^]*(?=\s)/.exec(rest.slice(0, max + 1))?.[0].trimEnd() || cut(rest, max)
    parts.push(fits)
    rest = rest.slice(fits.length).trimStart()
  }
  return rest || parts.length === 0 ? [...parts, rest] : parts
}

/**
 * The start of a word that is longer than a part: whole characters as a reader sees them, or whole code points if a single
 * character is longer than a part.
 */
const cut = (word: string, max: number): string => {
  let end = 0
  // A character is seldom longer than a few code units.
  for (const { index, segment } of new Intl.Segmenter().segment(word.slice(0, max + 64)))
    if (index + segment.length <= max) end = index + segment.length
  return word.slice(0, end || (/[\ud800-\udbff]/.test(word[max - 1]!) ? max - 1 || 2 : max))
}
