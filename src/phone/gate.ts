/**
 * @module
 * Admits requests to the phone: those of its own page, on this machine, with the token of its address. The phone signs with an auth
 * token, so that any page of the web that could talk to it could forge webhooks.
 */
import { Buffer } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Why a request is refused. */
export interface Refusal {
  readonly status: number
  readonly message: string
}

/**
 * Looks at where a request comes from. A foreign `Host` is a name that somebody let point to this machine (DNS rebinding);
 * a foreign `Origin` is a page of somebody else's.
 *
 * @param headers - Of the request.
 * @param options - Whether the page is asked for, and not what it shows.
 */
export const foreign = (
  headers: IncomingHttpHeaders,
  { isPage }: { readonly isPage: boolean },
): Refusal | undefined => {
  const { host = '', origin } = headers
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host))
    return {
      status: 403,
      message: `The phone answers only at localhost and 127.0.0.1, not to ${JSON.stringify(host)}: open the address that it printed.`,
    }
  // The page itself holds nothing, and may be opened by a link of any other.
  const site = isPage ? undefined : headers['sec-fetch-site']
  if (
    (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none')
  )
    return { status: 403, message: 'The phone answers only to its own page.' }
  return undefined
}

/** Looks for the token that stands in the address of the page. */
export const unknown = (headers: IncomingHttpHeaders, token: string): Refusal | undefined => {
  const given = Buffer.from(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '')
  const wanted = Buffer.from(token)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
    ? undefined
    : {
        status: 401,
        message:
          'This address is none of this phone, or one of an earlier start: open the one that it printed last.',
      }
}
