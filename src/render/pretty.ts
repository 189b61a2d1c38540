const token = /<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?:"[^"]*"|'[^']*'|[^>"'])*>|[^<]+/gs

/**
 * Indents XML by two spaces a level. White space is added only between elements: where there is text, or speech (the
 * lower-case elements of SSML), everything stays as it was written.
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
  /** Everything up to a closing tag, and that: as it was written, and in lines where there is no text. */
  const rest = (indent: string): [written: string, lines: string] => {
    let [written, lines, isText] = ['', '', false]
    for (let part; (part = tokens.shift());) {
      if (part.startsWith('</'))
        return [written + part, (isText || !lines ? written : lines + indent.slice(0, -2)) + part]
      const isTag = /^<(?!!\[)/.test(part)
      isText ||= isTag ? /^<[a-z]/.test(part) : part.trim() !== ''
      const [all, inLines] = /^<[^!?].*(?<!\/)>$/s.test(part) ? rest(indent + '  ') : ['', '']
      written += part + all
      if (isTag) lines += indent + part + inLines
    }
    return [written, isText ? '' : lines]
  }
  const [written, lines] = rest('\n')
  return lines.slice(1) || written
}
