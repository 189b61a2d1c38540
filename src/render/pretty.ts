// No alternative reads past the next `<`, so that broken XML takes no longer than XML does.
const token =
  /<!--.*?(?:-->|$)|<!\[CDATA\[.*?(?:\]\]>|$)|<(?:"[^"<]*"|'[^'<]*'|[^<>"'])*>|[^<]+|</gs

/**
 * Indents XML by two spaces a level. White space is added only between elements: content with text or speech (the
 * lower-case elements of SSML) is not changed.
 *
 * @param xml - Well-formed XML.
 * @returns The same document in lines.
 *
 * @example
 * ```ts
 * import { pretty } from 'twimlx'
 *
 * pretty('<Response><Say>Hi</Say></Response>')
 * // <Response>
 * //   <Say>Hi</Say>
 * // </Response>
 * ```
 */
export const pretty = (xml: string): string => {
  const tokens = xml.match(token) ?? []
  let next = 0
  /** Reads everything up to a closing tag: as written and, if there is no text, in lines. */
  const content = (indent: string): [written: string, lines: string] => {
    let [written, lines, isText] = ['', '', false]
    for (; next < tokens.length && !tokens[next]!.startsWith('</'); next++) {
      const part = tokens[next]!
      const isTag = /^<(?!!\[)./s.test(part)
      isText ||= isTag ? /^<[a-z]/.test(part) : part.trim() !== ''
      if (/^<[^!?](.*[^/])?>$/s.test(part)) {
        next++
        const [inside, insideLines] = content(indent + '  ')
        const close = tokens[next] ?? ''
        written += part + inside + close
        lines += indent + part + (insideLines ? insideLines + indent : inside) + close
      } else {
        written += part
        if (isTag) lines += indent + part
      }
    }
    return [written, isText ? '' : lines]
  }
  try {
    const [written, lines] = content('\n')
    // A surplus closing tag would end the document early: it is returned unchanged instead.
    return next < tokens.length ? xml : lines.slice(1) || written
  } catch {
    // Nested thousands of levels deep: unreadable, in lines or not.
    return xml
  }
}
