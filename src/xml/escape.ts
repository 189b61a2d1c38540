/**
 * @module
 * Any string as XML 1.0: markup characters become references, and what XML cannot carry becomes U+FFFD.
 * @see https://www.w3.org/TR/xml/#charsets
 */

// One expression finds every character that may need care, surrogates included: most strings have none, and telling
// pairs from lone ones here would cost all of them.
const special = /[&<>"\r\n\t\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/

const unrepresentable = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu

const inText: Record<number, string> = { 13: '&#13;', 38: '&amp;', 60: '&lt;', 62: '&gt;' }
// A parser turns a bare CR into LF, and within an attribute all three white spaces into blanks.
const inAttribute: Record<number, string> = { ...inText, 9: '&#9;', 10: '&#10;', 34: '&quot;' }

/** Text between tags. */
export const escapeText = (text: string): string =>
  special.test(text) ? replace(text, inText) : text

/** The value of an attribute in double quotes. */
export const escapeAttribute = (value: string): string =>
  special.test(value) ? replace(value, inAttribute) : value

// Half the time of String.replace with a function, by the `media` document of the benchmark.
const replace = (text: string, references: Record<number, string>): string => {
  let escaped = ''
  let done = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    // Most are letters.
    if (code > 62 && code < 0xd800) continue
    let reference = references[code]
    if (reference === undefined) {
      if (code < 0xd800 ? code > 31 || code === 9 || code === 10 : code > 0xdfff && code < 0xfffe)
        continue
      if (code < 0xdc00 && isLow(text.charCodeAt(i + 1)) && code >= 0xd800) {
        i++
        continue
      }
      reference = '\ufffd'
    }
    escaped += text.slice(done, i) + reference
    done = i + 1
  }
  return escaped + text.slice(done)
}

const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

/** Text where no references are read, as in a comment: only what XML cannot carry is replaced. */
export const representable = (text: string): string => text.replace(unrepresentable, '\ufffd')

/**
 * Whether a name may stand in a tag as it is: letters, digits, `-`, `_` and `.`, with `xml:` before it at most. XML
 * allows more; TwiML needs no more.
 */
export const isName = (name: string): boolean => /^(xml:)?[A-Za-z_][\w.-]*$/.test(name)
