/**
 * @module
 * Where requests go: to an app in this process, or over the network.
 */

/** An app in this process that answers requests; the further arguments are those of a Cloudflare worker. */
export type FetchFunction = (
  request: Request,
  env?: object,
  context?: unknown,
) => Response | Promise<Response>

/** An app under test: a Hono app or whatever has `fetch`, a fetch function, or the base URL of a running server. */
export type App =
  | string
  | URL
  | ((request: Request) => Response | Promise<Response>)
  | {
      // A method, so that apps with bindings of their own type pass.
      fetch(request: Request, env?: object, context?: unknown): Response | Promise<Response>
    }

/** An HTTP request as it goes out. */
export interface WireRequest {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly signal: AbortSignal
}

/** Sends one request. */
export type Send = (request: WireRequest) => Promise<Response>

/** Nobody answers for that host here. */
export class NotSimulated extends Error {}

/** The origin under which Twilio knows the app. */
export const publicOrigin = (app: App, publicUrl: string | undefined): string => {
  const url =
    publicUrl ?? (typeof app === 'string' || app instanceof URL ? app : 'https://app.test')
  if (!URL.canParse(String(url)))
    throw new TypeError(
      `simulate() needs an app, a fetch function or a base URL such as http://localhost:3000, not "${String(url)}".`,
    )
  // Without a slash at its end, so that a base URL may have a path of its own.
  return new URL(url).href.replace(/\/$/, '')
}

/** Finds out how requests reach the app. */
export const connect = (
  app: App,
  publicUrl: string,
  otherOrigins: ((request: Request) => Response | Promise<Response>) | undefined,
  env: object | undefined,
): Send => {
  const { origin } = new URL(publicUrl)
  if (typeof app === 'string' || app instanceof URL) return overNetwork(new URL(app), publicUrl)
  const answer: FetchFunction =
    typeof app === 'function' ? app : (...request) => app.fetch(...request)
  // Without the signal, which is a tenth of a message's time: whoever is in this process need not be told.
  return async ({ url, signal: _signal, ...request }) => {
    const mine = new URL(url).origin === origin
    if (!mine && !otherOrigins)
      throw new NotSimulated(
        `${new URL(url).origin} is not the app, which is simulated as ${origin}: set publicUrl to the app's own address, or otherOrigins to a function that answers for others.`,
      )
    const incoming = new Request(url, request)
    return mine ? answer(incoming, env ?? {}, executionContext) : otherOrigins!(incoming)
  }
}

const executionContext = {
  waitUntil(work: Promise<unknown>) {
    // What an app does after it has answered is its own affair, its failures too.
    work.catch(() => {})
  },
  passThroughOnException() {},
}

const overNetwork = (base: URL, publicUrl: string): Send => {
  const target = base.href.replace(/\/$/, '')
  const known = new URL(publicUrl)
  return ({ url, headers, ...request }) => {
    const rest = url.startsWith(publicUrl) ? url.slice(publicUrl.length) : undefined
    const mine = rest === '' || (rest !== undefined && /^[/?]/.test(rest))
    const sent: Record<string, string> = { ...headers }
    // fetch() writes these itself, from the URL and the body.
    delete sent['host']
    delete sent['content-length']
    if (mine && target !== publicUrl) {
      // The app is behind a tunnel then, which says so in these.
      sent['x-forwarded-host'] = known.host
      sent['x-forwarded-proto'] = known.protocol.slice(0, -1)
    }
    const address = mine ? target + rest : url
    return fetch(address, { ...request, headers: sent, redirect: 'manual' })
  }
}
