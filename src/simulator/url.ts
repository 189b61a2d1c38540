/**
 * @module
 * Resolves the references of a document by RFC 3986.
 */
import { Buffer } from 'node:buffer'

/** An invalid reference, with Twilio's code. */
export interface BadUrl {
  readonly code: 11100
  readonly message: string
}

/**
 * Resolves a reference to a URL.
 *
 * @param base - The URL of its document; `undefined` for TwiML that was passed inline.
 */
export const resolveUrl = (reference: string, base: string | undefined): string | BadUrl => {
  const written = reference.trim()
  if (base === undefined && !/^[a-z][a-z\d+.-]*:/i.test(written))
    return bad(
      `"${written}" is relative, but a document that was passed inline has no address: write an absolute URL.`,
    )
  const url = parsed(written, base)
  if (!url) return bad(`"${written}" is not a URL.`)
  if (!/^https?:$/.test(url.protocol))
    return bad(`"${written}" is neither an http nor an https URL.`)
  if (hasBareUserInfo(written))
    return bad(
      `User name and password of "${url.host}" must be percent-encoded: write %40 for @ and %3A for a colon.`,
    )
  if (url.hostname.includes('_')) return bad(`The host of "${written}" has an underscore.`)
  return asWritten(url, written, base)
}

const parsed = (reference: string, base?: string): URL | undefined =>
  URL.canParse(reference, base) ? new URL(reference, base) : undefined

/**
 * Makes a reference absolute in its original spelling, which Twilio requests and signs. `URL` would escape a `'` or a
 * `{`, lower the case of the host, and drop a port that is its scheme's own. Only characters that a request cannot
 * carry, such as a blank, are escaped.
 * @see https://www.twilio.com/docs/usage/security#validating-requests
 */
export const absoluteUrl = (reference: string, base?: string): string =>
  asWritten(new URL(reference, base), reference, base)

const asWritten = ({ protocol, href }: URL, reference: string, base?: string): string => {
  // URLs of other schemes are never requested.
  if (!/^(https?|wss?):$/.test(protocol)) return href
  const written = partsOf(reference)
  if (base === undefined || written.authority !== undefined) {
    const path = withoutDots(written.path)
    return `${protocol}//${written.authority}${escape(path + written.query + written.fragment)}`
  }
  const { authority, path, query } = partsOf(base)
  const rest =
    written.path === ''
      ? path + (written.query || query)
      : withoutDots(merged(path, written.path)) + written.query
  return `${protocol}//${authority}${escape(rest + written.fragment)}`
}

/** The parts of a URL or a reference as written; `authority` is undefined if it has none. */
const partsOf = (reference: string) => {
  const [, authority, path = '', query = '', fragment = ''] =
    /^(?:[a-z][a-z\d+.-]*:)?(?:[/\\]{2}([^/\\?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(
      // Removes the line breaks that an attribute may have, as `URL` does.
      reference.trim().replace(/[\t\r\n]/g, ''),
    )!
  return { authority, path: path.replaceAll('\\', '/'), query, fragment }
}

/** @see https://www.rfc-editor.org/rfc/rfc3986#section-5.2.3 */
const merged = (base: string, path: string): string =>
  path.startsWith('/') ? path : `${base.slice(0, base.lastIndexOf('/') + 1) || '/'}${path}`

/** @see https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4 */
const withoutDots = (path: string): string => {
  if (!/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path)) return path
  const kept: string[] = []
  const segments = path.split('/')
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1
    if (/^(\.|%2e){2}$/i.test(segment)) {
      // The first segment is the empty one before the root's slash.
      if (kept.length > 1) kept.pop()
      if (isLast) kept.push('')
    } else if (!/^(\.|%2e)$/i.test(segment)) kept.push(segment)
    else if (isLast) kept.push('')
  }
  return kept.join('/')
}

// Escapes the text; lone surrogates, which no URL can carry, become U+FFFD.
const escape = (text: string): string =>
  text.replace(/[^\x21-\x7e]+/g, (unsafe) => encodeURIComponent(Buffer.from(unsafe).toString()))

/**
 * True if user name or password contain characters that are reserved or not allowed in a URL. Tested as written, since
 * `URL` silently escapes them.
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1
 */
const hasBareUserInfo = (written: string): boolean => {
  const authority = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)@/i.exec(written)?.[1]
  return (
    authority !== undefined &&
    !/^(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*(?::(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)?$/i.test(
      authority,
    )
  )
}

/** A URL without connection overrides, user name and password, as the log and the app see it. */
export const plainUrl = (url: string): string =>
  (URL.canParse(url) ? absoluteUrl(url) : url)
    .split('#', 1)[0]!
    .replace(/^([a-z]+:\/\/)[^/?#]*@/, '$1')

/** The `Host` header of a request to a plain URL: the host as written, without a port that is its scheme's own. */
export const hostHeader = (url: string): string =>
  /^\w+:\/\/([^/?#]*)/.exec(url)![1]!.replace(/:\d*$/, (port) => (new URL(url).port ? port : ''))

const bad = (message: string): BadUrl => ({ code: 11100, message })
