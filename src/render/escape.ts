/**
 * @module
 * Any string as XML 1.0: markup characters become references, and what XML cannot carry becomes U+FFFD.
 * @see https://www.w3.org/TR/xml/#charsets
 */

// One expression finds every character that needs care, so that most strings are looked at once. Surrogates are found
// too, and judged in the slow path: most texts have none, and telling pairs from lone ones here costs all of them.
const inText = /[&<>\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/
const inAttribute = /[&<>"\r\n\t\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/

// With the u flag, a surrogate that has its other half is no match.
const careful = /[&<>\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu
const carefulAttribute = /[&<>"\r\n\t\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu

const references: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A parser would turn a bare CR into LF, and these three into spaces within an attribute.
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
}

const reference = (character: string): string => references[character] ?? '\ufffd'

/** Text between tags. */
export const escapeText = (text: string): string =>
  inText.test(text) ? text.replace(careful, reference) : text

/** The value of an attribute in double quotes. */
export const escapeAttribute = (value: string): string =>
  inAttribute.test(value) ? value.replace(carefulAttribute, reference) : value

/** Text where no references are read, as in a comment: only what XML cannot carry is replaced. */
export const representable = (text: string): string =>
  text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu, '\ufffd')

/**
 * Whether a name may stand in a tag as it is: letters, digits, `-`, `_` and `.`, with `xml:` before it at most. XML
 * allows more; TwiML needs no more.
 */
export const isName = (name: string): boolean => /^(xml:)?[A-Za-z_][\w.-]*$/.test(name)
