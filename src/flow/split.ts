/**
 * @module
 * Long texts as several messages.
 */

// https://www.twilio.com/docs/api/errors/21617
const MOST = 1600

/** A text in parts that a message can have: split between words where that is possible, and never inside a grapheme. */
export const splitText = (text: string): string[] => {
  if (text.length <= MOST) return [text]
  const parts: string[] = []
  let rest = text
  while (rest.length > MOST) {
    const space = rest.slice(0, MOST + 1).search(/\s\S*$/)
    const at = space > 0 ? space : boundary(rest)
    parts.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  return [...parts, rest].filter(Boolean)
}

/** The last end of a grapheme that still has room. */
const boundary = (text: string): number => {
  let end = 0
  for (const { index, segment } of new Intl.Segmenter().segment(text.slice(0, MOST + 100))) {
    if (index + segment.length > MOST) break
    end = index + segment.length
  }
  return end || MOST
}
