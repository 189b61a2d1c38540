/**
 * @module
 * Any string as XML 1.0: markup characters become references, and what XML cannot carry becomes U+FFFD.
 * @see https://www.w3.org/TR/xml/#charsets
 */

// One expression finds every character that needs care, surrogates included: most strings have none, and telling pairs
// from lone ones here would cost all of them.
const inText = /[&<>\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/
const inAttribute = /[&<>"\r\n\t\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/

const unrepresentable = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu

/** References by character code. */
type References = readonly (string | undefined)[]

const references = (of: Record<string, string>): References => {
  const table: string[] = []
  for (const character in of) table[character.charCodeAt(0)] = of[character]!
  return table
}

// A parser would turn a bare CR into LF, and all three white spaces into blanks within an attribute.
const textReferences = references({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' })
const attributeReferences = references({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
})

/** Text between tags. */
export const escapeText = (text: string): string =>
  inText.test(text) ? replace(text, textReferences) : text

/** The value of an attribute in double quotes. */
export const escapeAttribute = (value: string): string =>
  inAttribute.test(value) ? replace(value, attributeReferences) : value

// Half the time of String.replace with a function, by the `media` document of the benchmark.
const replace = (text: string, table: References): string => {
  let escaped = ''
  let done = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    let reference = table[code]
    if (reference === undefined) {
      if (code < 0xd800 ? code > 31 || code === 9 || code === 10 : code > 0xdfff && code < 0xfffe)
        continue
      if (code < 0xdc00 && code >= 0xd800 && isLow(text.charCodeAt(i + 1))) {
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
