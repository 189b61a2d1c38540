/**
 * @module
 * Long texts in as many messages as they need.
 */

/** The most characters that Twilio accepts in one message. @see https://www.twilio.com/docs/api/errors/21617 */
export const MAX_CHARACTERS = 1600

/**
 * The parts of a text, none of them longer than `max`; one, and an empty one, where there is no text. It is split at white
 * space, and where a single word is too long, between characters as a reader sees them.
 */
export const splitText = (text: string, max = MAX_CHARACTERS): string[] => {
  const parts: string[] = []
  let rest = text.trim()
  while (rest.length > max) {
    // A space just behind the part ends a word too.
    const fits = /^[^]*(?=\s)/.exec(rest.slice(0, max + 1))?.[0].trimEnd() || cut(rest, max)
    parts.push(fits)
    rest = rest.slice(fits.length).trimStart()
  }
  return rest || parts.length === 0 ? [...parts, rest] : parts
}

/**
 * The start of a word that no part holds: whole characters as a reader sees them, or where even one of them is too long,
 * whole code points.
 */
const cut = (word: string, max: number): string => {
  let end = 0
  // Such a character has seldom more than a few units.
  for (const { index, segment } of new Intl.Segmenter().segment(word.slice(0, max + 64)))
    if (index + segment.length <= max) end = index + segment.length
  return word.slice(0, end || (/[\ud800-\udbff]/.test(word[max - 1]!) ? max - 1 || 2 : max))
}
