/**
 * @module
 * Makes a web `Request` of a request of `node:http` or Express. The body must not have been parsed: no
 * `express.urlencoded()` before the routes that Twilio requests.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

/** The request, its body unread. */
export const toRequest = (incoming: IncomingMessage & { originalUrl?: string }): Request => {
  const { method = 'GET', headers, originalUrl, url = '/' } = incoming
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const init: RequestInit = {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((each): [string, string] => [name, each]),
    ),
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' }),
  }
  return new Request(`http://${headers.host ?? 'localhost'}${originalUrl ?? url}`, init)
}

/** Sends a web `Response`. */
export const send = async (response: Response, outgoing: ServerResponse): Promise<void> => {
  outgoing.statusCode = response.status
  outgoing.setHeaders(response.headers)
  outgoing.end(Buffer.from(await response.arrayBuffer()))
}
