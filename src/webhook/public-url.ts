/**
 * @module
 * The URL that Twilio requested, which a proxy before the app may have changed.
 */

/**
 * The source of the public URL. By default it is the request's own URL.
 *
 * @example
 * ```ts
 * const options: PublicUrlOptions = { publicUrl: 'https://example.com' }
 * ```
 */
export interface PublicUrlOptions {
  /**
   * The origin under which Twilio knows the app, with the path prefix that a proxy strips, if any:
   * `https://example.com` or `https://example.com/api`. The request's path and query are put after it. A function
   * returns the whole URL of a request.
   */
  publicUrl?: (string | ((request: Request) => string)) | undefined
  /**
   * If `true`, `X-Forwarded-Proto`, `-Host` and `-Port`, or `Forwarded`, are believed. Only for an app that is
   * reachable solely through a proxy that sets them: if the host does not strip a client's own `X-Forwarded-Host`,
   * anybody chooses the host here, and a signature made for one of your hosts passes at another. `publicUrl` has no
   * such catch. Default `false`.
   */
  trustProxy?: boolean | undefined
}

/**
 * The URL that Twilio requested and signed; `ws://` or `wss://` for a WebSocket handshake.
 *
 * @throws {Error} If `publicUrl` is no absolute `http` or `https` URL.
 *
 * @example
 * ```ts
 * import { publicUrl } from 'twimlx/webhook'
 *
 * publicUrl(new Request('http://localhost:3000/sms?x=1'), { publicUrl: 'https://example.com' })
 * // 'https://example.com/sms?x=1'
 * ```
 */
export const publicUrl = (request: Request, options: PublicUrlOptions = {}): string => {
  const url = httpUrl(request, options)
  const isHandshake =
    request.method === 'GET' && request.headers.get('upgrade')?.toLowerCase() === 'websocket'
  return isHandshake ? url.replace(/^http/i, 'ws') : url
}

/** The URL according to a proxy's headers; `undefined` if they add nothing to the URL. */
export const forwardedUrl = (url: string, headers: Headers): string | undefined => {
  const forwarded = forwardedElement(headers)
  const first = (name: string) => headers.get(name)?.split(',', 1)[0]?.trim()
  const [, scheme, ownHost, rest] = /^([a-z]+):\/\/([^/?#]*)(.*)$/is.exec(url) ?? []
  if (scheme === undefined || ownHost === undefined) return undefined

  const sent = first('x-forwarded-proto') ?? forwarded('proto') ?? scheme
  // Proxies state `https` for a WebSocket handshake too.
  const proto = /^ws/i.test(scheme) ? sent.replace(/^http/i, 'ws') : sent
  const named = first('x-forwarded-host') ?? forwarded('host') ?? ownHost
  const port = first('x-forwarded-port')
  if (!/^(https?|wss?)$/i.test(proto) || !/^(\[[\da-f:.]+\]|[\w.-]+)(:\d+)?$/i.test(named))
    return undefined

  const isDefault = port === undefined || !/^\d+$/.test(port) || port === defaultPort(proto)
  const host = isDefault || /:\d+$/.test(named) ? named : `${named}:${port}`
  const result = `${proto.toLowerCase()}://${host}${rest}`
  return result === url ? undefined : result
}

const httpUrl = (request: Request, { publicUrl: base, trustProxy }: PublicUrlOptions): string => {
  if (typeof base === 'function') return base(request)
  if (base !== undefined) return withBase(request.url, base)
  return (trustProxy && forwardedUrl(request.url, request.headers)) || request.url
}

const withBase = (url: string, base: string): string => {
  assertPublicUrl(base)
  const start = url.indexOf('/', url.indexOf('://') + 3)
  return (
    (base.endsWith('/') ? base.replace(/\/+$/, '') : base) + (start === -1 ? '' : url.slice(start))
  )
}

/**
 * Asserts that a `publicUrl` given as text can stand before a path.
 *
 * @throws {Error} If it is no absolute `http` or `https` URL, or has a query or a fragment.
 */
export const assertPublicUrl = (base: PublicUrlOptions['publicUrl']): void => {
  if (typeof base === 'string' && (!/^https?:\/\/[^/?#]/i.test(base) || /[?#]/.test(base)))
    throw new Error(
      `publicUrl ${JSON.stringify(base)} cannot stand before a request's path: write the origin that Twilio requests and the path prefix that a proxy strips, if any, such as "https://example.com" or "https://example.com/api".`,
    )
}

/** The first element of `Forwarded` (RFC 7239), written by the proxy nearest to Twilio. */
const forwardedElement = (headers: Headers): ((name: string) => string | undefined) => {
  const element = headers.get('forwarded')?.split(',', 1)[0] ?? ''
  const parameters = new Map<string, string>()
  for (const [, name, quoted, bare] of element.matchAll(
    /(?<![\w-])([\w-]+)=(?:"([^"]*)"|([^;,\s]*))/g,
  ))
    parameters.set(name!.toLowerCase(), quoted ?? bare ?? '')

  return (name) => parameters.get(name)
}

const defaultPort = (proto: string): string => (/^(https|wss)$/i.test(proto) ? '443' : '80')
