/**
 * @module
 * A request's headers, in whatever form a framework hands them over.
 */

/** Headers as the web (`Headers`) or Node (`req.headers`) has them. */
export type HeaderSource =
  Headers | Readonly<Record<string, string | readonly string[] | undefined>>

/** The headers as `Headers`, which knows their names in any letter case. */
export const toHeaders = (source: HeaderSource): Headers => {
  if (isHeaders(source)) return source
  const headers = new Headers()
  for (const [name, value] of Object.entries(source)) {
    if (value === undefined) continue
    try {
      headers.set(name, [value].flat().join(', '))
    } catch {
      // No header that HTTP knows: a pseudo-header of HTTP/2 such as `:path`, which Node lists beside the others, or a
      // value that was decoded as UTF-8.
    }
  }
  return headers
}

// Not by its class: that of another realm or library, such as undici's, is another one.
const isHeaders = (source: HeaderSource): source is Headers => typeof source.get === 'function'
