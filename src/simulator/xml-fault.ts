/**
 * @module
 * Names the fault of malformed XML at its place. A parser notices too late: a bare `&` swallows all up to the next
 * semicolon, and an unclosed tag is missed at the end.
 */

/** A fault, with its line and column from 1. */
export interface XmlFault {
  readonly message: string
  readonly line: number
  readonly column: number
}

/**
 * Finds the fault that a person would name.
 *
 * @param text - The document.
 * @param found - The parser's message, and the place at which it stopped.
 * @param end - The number of characters that it had read.
 */
export const nameFault = (text: string, found: XmlFault, end: number): XmlFault => {
  if (found.message === DOCTYPE)
    return { message: DOCTYPE, ...placeOf(text, text.search(/<!DOCTYPE/i)) }
  const fault = scan(text, end)
  if (fault) return { message: fault.message, ...placeOf(text, fault.at) }
  const [, message = found.message] = sentences.find(([form]) => form.test(found.message)) ?? []
  return { ...found, message }
}

/** XML allows a DOCTYPE, but TwiML does not. */
export const DOCTYPE = 'TwiML may have no DOCTYPE: leave it out.'

/** The parser's messages, in plain words. */
const sentences: readonly (readonly [form: RegExp, sentence: string])[] = [
  [
    /^text data outside of root/,
    'There is text outside of <Response>: put it into a verb, or leave it out.',
  ],
  [
    /^documents may contain only one root/,
    'There is a second root: all verbs stand in one <Response>.',
  ],
  [
    /^(attribute without value|unquoted attribute value)/,
    'An attribute is written as name="value", with the quotes.',
  ],
  [/^duplicate attribute/, 'An attribute is given twice: leave one out.'],
  [/^malformed comment/, 'A comment may not have -- in it.'],
  [/^the string "\]\]>"/, ']]> in text is written as ]]&gt;.'],
  [
    /^(malformed character entity|disallowed character\.)/,
    'A control character is nothing that XML can carry: leave it out.',
  ],
  [/^document must contain a root/, 'There is no element: send at least <Response/>.'],
  [/XML declaration must/, 'Nothing may stand before <?xml …?>, not even a blank line.'],
]

const skipped = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>/y
const reference = /&(?:#\d+|#x[\da-fA-F]+|[A-Za-z_][\w.-]*);/y
const own = /^&(#|(amp|lt|gt|quot|apos);)/

interface Found {
  readonly at: number
  readonly message: string
}

/**
 * Finds the first `&` or `<` that is not escaped, or the first unclosed tag.
 *
 * @param end - The offset up to which to look.
 */
const scan = (text: string, end: number): Found | undefined => {
  const open: { readonly name: string; readonly at: number }[] = []
  let tag = -1
  let quote = ''
  for (let at = 0; at < end; at++) {
    const character = text[at]!
    if (character === '&') {
      const found = matchAt(reference, text, at)
      if (!found) return { at, message: `An & must be written as &amp;: ${excerpt(text, at)}.` }
      if (!own.test(found))
        return { at, message: `XML has no ${found}: write the character itself, or its number.` }
    } else if (quote) {
      if (character === quote) quote = ''
      else if (character === '<')
        return {
          at,
          message: `A < in the value of an attribute must be written as &lt;, unless a quote is missing before it: ${excerpt(text, at)}.`,
        }
    } else if (tag >= 0) {
      if (character === '"' || character === "'") quote = character
      else if (character === '<') return { at: tag, message: bareLess(text, tag) }
      else if (character === '>') {
        const [, closes, name] = /^<(\/?)([^\s/>]*)/.exec(text.slice(tag, at))!
        if (!closes && text[at - 1] !== '/') open.push({ name: name!, at: tag })
        const other = closes ? open.pop() : undefined
        if (closes && other?.name !== name)
          return other
            ? { at: other.at, message: `<${other.name}> is not closed before </${name}>.` }
            : { at: tag, message: `</${name}> closes a tag that is not open.` }
        tag = -1
      }
    } else if (character === '<') {
      const whole = matchAt(skipped, text, at)
      if (whole) at += whole.length - 1
      else if (/^<\/?[A-Za-z_:]/.test(text.slice(at, at + 3))) tag = at
      else if (text[at + 1] !== '!') return { at, message: bareLess(text, at) }
    }
  }
  const last = open.at(-1)
  return last && end >= text.length && tag < 0
    ? { at: last.at, message: `<${last.name}> is not closed.` }
    : undefined
}

const bareLess = (text: string, at: number): string =>
  `A < that begins no tag is written as &lt;: ${excerpt(text, at)}.`

const matchAt = (form: RegExp, text: string, at: number): string | undefined => {
  form.lastIndex = at
  return form.exec(text)?.[0]
}

/** The text around a place, on its line. */
const excerpt = (text: string, at: number): string => {
  const [before] = /[^\r\n]{0,20}$/.exec(text.slice(0, at))!
  const [after] = /^[^\r\n]{0,20}/.exec(text.slice(at))!
  return JSON.stringify(before + after)
}

const placeOf = (text: string, at: number): { line: number; column: number } => {
  const lines = text.slice(0, at).split(/\r\n?|\n/)
  return { line: lines.length, column: lines.at(-1)!.length + 1 }
}
