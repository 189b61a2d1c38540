/**
 * @module
 * Requests over the network. By `node:http` instead of `fetch()`, which adds headers that Twilio does not send, and
 * offers neither a time limit for connecting nor control of SNI.
 */
import { type ClientRequest, type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { Readable } from 'node:stream'
import type { Reply, SendTo, WireRequest } from './wire.ts'

// Captured before a test's fake timers can replace them.
const { setTimeout, clearTimeout } = globalThis

/** Sends requests to the address on which the app listens. */
export const overNetwork = (base: URL, publicUrl: string): SendTo => {
  const target = base.origin + base.pathname.replace(/\/$/, '')
  const known = new URL(publicUrl)
  return ({ headers, ...request }, path) => {
    const sent: Record<string, string> = { ...headers }
    if (target !== known.origin + known.pathname.replace(/\/$/, '')) {
      sent['host'] = base.host
      // The app counts as behind a tunnel, which adds these headers.
      sent['x-forwarded-host'] = headers['host'] ?? known.host
      sent['x-forwarded-proto'] = known.protocol.slice(0, -1)
    }
    return transfer({ ...request, url: target + path, headers: sent })
  }
}

/** Makes one request, with its path as written. */
export const transfer = ({
  url,
  method,
  headers,
  body,
  signal,
  connectTimeout,
  sni,
}: WireRequest): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const begin = url.startsWith('https:') ? overHttps : overHttp
    const request = begin({
      // Given the URL, Node would escape characters that Twilio does not.
      path: pathOf(url),
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port,
      method,
      headers,
      signal: signal(),
      // Each request has its own connection, so none is left open when a test ends.
      agent: false,
      ...(!sni && { servername: '' }),
    })
    request.on('error', reject)
    request.on('response', (message) => {
      try {
        resolve(reply(message))
      } catch (error) {
        message.destroy()
        reject(error as Error)
      }
    })
    limitConnecting(request, connectTimeout)
    request.end(body)
  })

const pathOf = (url: string): string => {
  const path = /^\w+:\/\/[^/?#]*([^#]*)/.exec(url)![1]!
  return path.startsWith('/') ? path : `/${path}`
}

const reply = (message: IncomingMessage): Reply => {
  const headers = new Headers()
  const { rawHeaders } = message
  for (let index = 0; index < rawHeaders.length; index += 2)
    headers.append(rawHeaders[index]!, rawHeaders[index + 1]!)
  // The types of the DOM and of Node differ in details that are not used here.
  const body = Readable.toWeb(message) as unknown as ReadableStream<Uint8Array>
  return { status: message.statusCode!, headers, body }
}

const limitConnecting = (request: ClientRequest, limit: number): void => {
  request.once('socket', (socket) => {
    if (!socket.connecting) return
    const timer = setTimeout(
      () =>
        request.destroy(
          Object.assign(Error(`No connection within ${limit} ms.`), { code: 'ETIMEDOUT' }),
        ),
      limit,
    )
    const done = () => clearTimeout(timer)
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', done)
    request.once('close', done)
  })
}
