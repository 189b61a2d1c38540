/**
 * @module
 * Any string as XML 1.0: markup characters become references, and what XML cannot carry becomes U+FFFD.
 * @see https://www.w3.org/TR/xml/#charsets
 */

// One expression finds every character that may need care, surrogates included: most strings have none, and telling
// pairs from lone ones here would cost all of them.
const special = /[&<>"\r\n\t\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/g

const unrepresentable = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu

type References = Record<string, string>

const inText: References = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }
// A parser turns a bare CR into LF, and within an attribute all three white spaces into blanks.
const inAttribute: References = { ...inText, '"': '&quot;', '\n': '&#10;', '\t': '&#9;' }

const escape = (text: string, references: References): string => {
  let escaped = ''
  let done = 0
  // Jumping from one to the next takes a third of the time of String.replace with a function, by the `media` document
  // of the benchmark.
  for (special.lastIndex = 0; special.test(text);) {
    const at = special.lastIndex - 1
    const character = text[at]!
    let reference = references[character]
    if (!reference) {
      const code = text.codePointAt(at)!
      if (code > 0xffff) special.lastIndex++
      if (code > 0xffff || /["\n\t]/.test(character)) continue
      reference = '\ufffd'
    }
    escaped += text.slice(done, at) + reference
    done = at + 1
  }
  return done ? escaped + text.slice(done) : text
}

/** Text between tags. */
export const escapeText = (text: string): string => escape(text, inText)

/** The value of an attribute in double quotes. */
export const escapeAttribute = (value: string): string => escape(value, inAttribute)

/** Text where no references are read, as in a comment: only what XML cannot carry is replaced. */
export const representable = (text: string): string => text.replace(unrepresentable, '\ufffd')

/**
 * Whether a name may stand in a tag as it is: letters, digits, `-`, `_` and `.`, with `xml:` before it at most. XML
 * allows more; TwiML needs no more.
 */
export const isName = (name: string): boolean => /^(xml:)?[A-Za-z_][\w.-]*$/.test(name)
