/**
 * @module
 * Makes text of a request safe for a log line.
 */

const MAX_LENGTH = 200

/**
 * The text with control characters, line breaks and characters that change the direction of writing made visible (`\n`,
 * `\u001b`), and cut if it is long: it can neither begin a log line of its own nor colour a terminal.
 */
export const shown = (text: string): string =>
  visible(text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text)

/** The same without the cut. */
export const visible = (text: string): string =>
  text.replace(hidden, (character) =>
    character === '\n'
      ? '\\n'
      : character === '\r'
        ? '\\r'
        : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

// oxlint-disable-next-line no-control-regex -- these are what it is about
const hidden = /[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g
