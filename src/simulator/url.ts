/**
 * @module
 * The references of a document, resolved as RFC 3986 says.
 */

/** A reference that leads nowhere, with Twilio's code for it. */
export interface BadUrl {
  readonly code: 11100
  readonly message: string
}

/**
 * The URL that a reference means.
 *
 * @param base - The URL of the document it stands in; nothing for TwiML that was passed inline.
 */
export const resolveUrl = (reference: string, base: string | undefined): string | BadUrl => {
  const written = reference.trim()
  if (base === undefined && !/^[a-z][a-z\d+.-]*:/i.test(written))
    return bad(
      `"${written}" is relative, but a document that was passed inline has no address: write an absolute URL.`,
    )
  if (!URL.canParse(written, base)) return bad(`"${written}" is no URL.`)
  const url = new URL(written, base)
  if (!/^https?:$/.test(url.protocol))
    return bad(`"${written}" is neither an http nor an https URL.`)
  if (hasBareUserInfo(written))
    return bad(
      `User name and password of "${url.host}" must be percent-encoded: write %40 for @ and %3A for a colon.`,
    )
  if (url.hostname.includes('_')) return bad(`The host of "${written}" has an underscore.`)
  return absoluteUrl(written, base)
}

/**
 * A reference made absolute. Its port stays wherever it is written: `URL` drops one that is its scheme's own, but Twilio
 * signs it.
 * @see https://www.twilio.com/docs/usage/security#validating-requests
 */
export const absoluteUrl = (reference: string, base?: string): string =>
  // Without a host of its own it has the base's, port and all.
  withPort(new URL(reference, base), authority.test(reference) ? reference : (base ?? ''))

/** The part of a URL that names its host; the port, with its colon, is the first group. */
const authority = /^\s*(?:[a-z][a-z\d+.-]*:)?\/\/[^/?#]*?(:\d+)?(?=[/?#]|\s*$)/i

const withPort = (url: URL, written: string): string => {
  const port = url.port ? '' : (authority.exec(written)?.[1] ?? '')
  return url.href.replace(/^\w+:\/\/[^/]*/, `$&${port}`)
}

/**
 * Whether user name and password have characters that are reserved or may not stand in a URL. They are looked for as
 * written: `URL` mends them without a word.
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

/** A URL without connection overrides, user name and password: how the log and the app see it. */
export const plainUrl = (url: string): string => {
  if (!URL.canParse(url)) return url.split('#', 1)[0]!
  const plain = new URL(url)
  plain.hash = plain.username = plain.password = ''
  return withPort(plain, url)
}

const bad = (message: string): BadUrl => ({ code: 11100, message })
