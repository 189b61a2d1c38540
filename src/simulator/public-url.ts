/**
 * @module
 * The URL under which Twilio knows the app. Its path is a prefix that a proxy strips, as in the webhooks' `publicUrl`.
 */
import { absoluteUrl } from './url.ts'

/**
 * A reference in an option or a REST call, with its base. A path is put after that of the public URL, while in TwiML it
 * begins at the host's root, as RFC 3986 says.
 */
export const fromPublicUrl = (
  reference: string,
  publicUrl: string,
): { reference: string; base: string } => ({
  reference: reference.replace(/^\s*(?=\/(?!\/))/, () => publicUrl),
  base: publicUrl + '/',
})

/**
 * Such a reference as one URL.
 * @throws {TypeError} If it is not a URL.
 */
export const onPublicUrl = (written: string, publicUrl: string): string => {
  const { reference, base } = fromPublicUrl(written, publicUrl)
  return absoluteUrl(reference, base)
}

/**
 * Makes a function that returns the part of a URL that a proxy passes on: path and query as written, without the
 * prefix; `undefined` if the URL is not the app's.
 */
export const proxied = (publicUrl: string): ((url: string) => string | undefined) => {
  const known = new URL(publicUrl)
  const prefix = known.pathname.replace(/\/$/, '')
  return (url) => {
    const { origin, pathname, search } = new URL(url)
    if (origin !== known.origin || !pathname.startsWith(prefix)) return undefined
    const rest = pathname.slice(prefix.length)
    if (rest !== '' && rest[0] !== '/') return undefined
    const written = /^\w+:\/\/[^/?#]*([^#]*)/.exec(url)?.[1]
    // A prefix that is spelled differently is stripped in the spelling of `URL`.
    return written?.startsWith(prefix) ? written.slice(prefix.length) : rest + search
  }
}
