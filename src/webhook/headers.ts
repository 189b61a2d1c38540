/**
 * @module
 * A request's headers, in any form that frameworks use.
 */

/**
 * Headers in the form of the web (`Headers`) or Node (`req.headers`).
 *
 * @example
 * ```ts
 * const headers: HeaderSource = { 'x-twilio-signature': 'GUzwTrFkZTXSxhW1SmVjNxkxsCY=' }
 * ```
 */
export type HeaderSource =
  Headers | Readonly<Record<string, string | readonly string[] | undefined>>

/** The headers as `Headers`, which ignores the letter case of names. */
export const toHeaders = (source: HeaderSource): Headers => {
  if (isHeaders(source)) return source
  const headers = new Headers()
  for (const [name, value] of Object.entries(source)) {
    if (value === undefined) continue
    try {
      headers.set(name, [value].flat().join(', '))
    } catch {
      // Not a valid HTTP header: a pseudo-header of HTTP/2 such as `:path`, which Node lists beside the others, or a
      // value that was decoded as UTF-8.
    }
  }
  return headers
}

// Not by its class, since other realms and libraries, such as undici, have their own.
const isHeaders = (source: HeaderSource): source is Headers => typeof source.get === 'function'
