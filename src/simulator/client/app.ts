/**
 * @module
 * Sends requests to an app in this process, or over the network.
 */
import { assertPublicUrl } from '../../webhook/public-url.ts'
import { proxied } from '../public-url.ts'
import { absoluteUrl } from '../url.ts'
import { overNetwork } from './network.ts'
import { isPrivate } from './private.ts'
import type { Send, SendTo, WireRequest } from './wire.ts'

/** An app in this process that answers requests; the other arguments are those of a Cloudflare worker. */
export type FetchFunction = (
  request: Request,
  env?: object,
  context?: unknown,
) => Response | Promise<Response>

/**
 * An app under test: a Hono app or another object with `fetch`, a fetch function, or the base URL of a running server.
 *
 * An app in this process can play a server that Twilio cannot reach, by throwing an error with one of Node's codes:
 * `ECONNREFUSED`, `ETIMEDOUT`, `ENOTFOUND`, `EPROTO`, `CERT_HAS_EXPIRED`, `ECONNRESET` …
 *
 * @example
 * ```ts
 * const app: App = (request) => new Response(`You asked for ${new URL(request.url).pathname}`)
 * ```
 */
export type App =
  | string
  | URL
  | ((request: Request) => Response | Promise<Response>)
  | {
      // A method, so that apps with bindings of their own type pass.
      fetch(request: Request, env?: object, context?: unknown): Response | Promise<Response>
    }

/** Thrown for a host that the simulation does not answer for. */
export class NotSimulated extends Error {}

/** True for an app that is reached over the network. */
export const isAddress = (app: App): app is string | URL =>
  typeof app === 'string' || app instanceof URL

const NEEDED =
  'simulate() needs an app, a fetch function or a base URL such as http://localhost:3000'

/** The URL under which Twilio knows the app, without a trailing slash. */
export const publicUrlOf = (app: App, publicUrl: string | undefined): string => {
  const url = publicUrl ?? (isAddress(app) ? app : 'https://app.test')
  if (!URL.canParse(String(url))) throw new TypeError(`${NEEDED}, not "${String(url)}".`)
  if (!isAddress(app) && typeof app !== 'function' && typeof app?.fetch !== 'function')
    throw new TypeError(
      `${NEEDED}, and this has no fetch(): ${app === undefined ? 'it is undefined' : 'is it a module? Then give its default export'}`,
    )
  const known = absoluteUrl(String(url))
  assertPublicUrl(known)
  return known.replace(/\/+$/, '')
}

/** Makes the function that sends requests to the app. */
export const connect = (
  app: App,
  publicUrl: string,
  otherOrigins: OtherOrigins | undefined,
  env: object | undefined,
): Send => {
  const restOf = proxied(publicUrl)
  const toApp = isAddress(app)
    ? overNetwork(new URL(app), publicUrl)
    : inProcess(app, publicUrl, env)
  const send: Send = async (request) => {
    const rest = restOf(request.url)
    if (rest !== undefined) return toApp(request, rest)
    if (otherOrigins) return elsewhere(request, otherOrigins)
    throw new NotSimulated(notTheApp(request.url, publicUrl))
  }
  // If the app's own public URL is private, private addresses are reachable.
  if (isPrivate(new URL(publicUrl).hostname)) return send
  return async (request) => {
    const { hostname } = new URL(request.url)
    if (isPrivate(hostname))
      throw Object.assign(Error(`${hostname} is a private address.`), { code: 'EHOSTUNREACH' })
    return send(request)
  }
}

/** Answers for hosts other than the app's. */
type OtherOrigins = (request: Request) => Response | Promise<Response>

const inProcess = (
  app: Exclude<App, string | URL>,
  publicUrl: string,
  env: object | undefined,
): SendTo => {
  const { origin } = new URL(publicUrl)
  const answer: FetchFunction =
    typeof app === 'function' ? app : (...request) => app.fetch(...request)
  // No abort signal: an app in this process need not be told.
  return async ({ method, headers, body }, rest) => {
    try {
      const init = body === undefined ? { method, headers } : { method, headers, body }
      return await answer(new Request(origin + rest, init), env ?? {}, executionContext)
    } catch (error) {
      throw isOfSystem(error) ? new Error('The app failed.', { cause: error }) : error
    }
  }
}

const elsewhere = async (
  { url, method, headers, body, signal }: WireRequest,
  otherOrigins: OtherOrigins,
): Promise<Response> => {
  try {
    const init = { method, headers, signal: signal() }
    return await otherOrigins(new Request(url, body === undefined ? init : { ...init, body }))
  } catch (error) {
    // fetch() throws a TypeError whose cause is the network's error.
    throw error instanceof TypeError && isOfSystem(error.cause) ? error.cause : error
  }
}

const notTheApp = (url: string, publicUrl: string): string => {
  const { origin, pathname } = new URL(url)
  const known = new URL(publicUrl)
  return origin === known.origin
    ? `${origin}${pathname} is not the app, which is simulated under ${publicUrl}: in TwiML a URL that begins with / starts at the host's root, so write ${known.pathname}${pathname}, or a relative URL without the /.`
    : `${origin} is not the app, which is simulated as ${publicUrl}: set publicUrl to the app's own address, or otherOrigins to a function that answers for others.`
}

/** True for an error of the system: the app met it itself, for example with a database that is down. */
const isOfSystem = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'syscall' in error

/** The execution context that Cloudflare passes to a worker beside the request. */
export const executionContext = {
  waitUntil(work: Promise<unknown>) {
    // Work after the answer is the app's own affair, and so are its failures.
    work.catch(() => {})
  },
  passThroughOnException() {},
}
