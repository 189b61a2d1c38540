/**
 * @module
 * Media of messages and recordings of calls, fetched from Twilio with the account's credentials.
 */
import { redactUrl } from './signed-url.ts'

/**
 * The credentials for a media URL: the auth token, or an API key and its secret.
 *
 * @example
 * ```ts
 * const credentials: MediaCredentials = {
 *   accountSid: 'AC0123456789abcdef0123456789abcdef',
 *   authToken: 'your auth token',
 * }
 * ```
 */
export type MediaCredentials = {
  /** SID of the account whose media it is, `AC…`. */
  accountSid: string
} & (
  | { authToken: string; apiKey?: undefined; apiKeySecret?: undefined }
  | { apiKey: string; apiKeySecret: string; authToken?: undefined }
)

/**
 * Options of fetching media.
 *
 * @example
 * ```ts
 * const options: FetchMediaOptions = { retries: 2, signal: AbortSignal.timeout(10_000) }
 * ```
 */
export interface FetchMediaOptions {
  /**
   * The number of further tries if Twilio has not stored the file yet (404), is busy (429, 5xx) or unreachable: after 0.5,
   * 1, 2, 4 … seconds. Default 4, which takes 7.5 seconds and leaves half of the time that Twilio waits for an answer.
   */
  retries?: number | undefined
  /** Ends the waiting and the fetching. */
  signal?: AbortSignal | undefined
  /** The function that fetches, for tests and proxies. Default: the global `fetch`. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
  /** Waits for a number of milliseconds, for tests. Default: by `setTimeout`. */
  wait?: ((milliseconds: number) => Promise<void>) | undefined
}

/**
 * Twilio did not give the file.
 *
 * @example
 * ```ts
 * const isGone = (error: unknown): boolean => error instanceof MediaError && error.status === 404
 * ```
 */
export class MediaError extends Error {
  override readonly name = 'MediaError'
  /** The HTTP status that it answered with last; `undefined` where it was not reached. */
  readonly status: number | undefined

  constructor(message: string, status?: number, cause?: unknown) {
    super(message, { cause })
    this.status = status
  }
}

/**
 * Fetches a file that came with a message, or the recording of a call. Twilio wants the account's credentials for it, and
 * may not have it yet when it tells of it.
 *
 * The credentials go to `https://api.twilio.com` alone, or to the same API in another region, and only for paths of the
 * account itself. The redirect to where the file is kept is followed without them.
 *
 * @param url - `MediaUrl0` of a message, `webhook.media[0].url`; `RecordingUrl` of a call, with `.mp3` for an MP3.
 * @param credentials - The account, and its auth token or an API key.
 * @param options - How often it is asked again.
 * @returns The response, whose `body` is the file as a stream and whose `Content-Type` says what it is.
 * @throws {TypeError} When the URL is not one of the account's own at Twilio. Nothing is requested then.
 * @throws {MediaError} When Twilio does not give the file.
 *
 * @example
 * ```ts
 * import { fetchMedia, type MessagePayload } from 'twimlx/webhook'
 *
 * export const save = async ({ AccountSid, media }: MessagePayload) => {
 *   const credentials = { accountSid: AccountSid, authToken: process.env['TWILIO_AUTH_TOKEN'] ?? '' }
 *   for (const { url } of media) {
 *     const { body, headers } = await fetchMedia(url, credentials)
 *     await store(body, headers.get('Content-Type'))
 *   }
 * }
 *
 * declare function store(file: ReadableStream | null, type: string | null): Promise<void>
 * ```
 *
 * @see https://www.twilio.com/docs/messaging/api/media-resource
 */
export const fetchMedia = async (
  url: string,
  credentials: MediaCredentials,
  {
    retries = 4,
    signal,
    fetch = (to, init) => globalThis.fetch(to, init),
    wait = sleep,
  }: FetchMediaOptions = {},
): Promise<Response> => {
  const target = ownUrl(url, credentials)
  const authorization = basic(credentials)
  for (let tries = 0; ; tries++) {
    signal?.throwIfAborted()
    const result = await follow(target, authorization, (to, init) =>
      fetch(to, { ...init, ...(signal && { signal }) }),
    ).catch((error: unknown) => {
      signal?.throwIfAborted()
      if (error instanceof MediaError) throw error
      return new MediaError(
        `Twilio could not be reached for ${redactUrl(target)}.`,
        undefined,
        error,
      )
    })
    if (!(result instanceof MediaError) && result.ok) return result
    if (!(result instanceof MediaError)) await result.body?.cancel()
    const { status } = result
    if (tries >= retries || !mayChange(status))
      throw result instanceof MediaError
        ? result
        : new MediaError(reasonOf(status!, target), status)

    await wait(500 * 2 ** tries)
  }
}

/** The path of an account's media, recordings and their files. */
const path = /^\/2010-04-01\/Accounts\/(AC\w+)\/[\w.-]+(?:\/[\w.-]+)*$/
/** The API, and the same in another region or by way of an edge: `api.dublin.ie1.twilio.com`. */
const host = /^api(?:\.[a-z][a-z\d-]*){0,2}\.twilio\.com$/

const ownUrl = (given: string, { accountSid }: MediaCredentials): string => {
  const { protocol, host: at, pathname, search, username, password } = parse(given)
  const isTwilios = protocol === 'https:' && host.test(at) && !username && !password
  if (!isTwilios)
    throw new TypeError(
      `fetchMedia sends the account’s credentials to https://api.twilio.com and its regions alone, not to ${redactUrl(given)}: give the URL as the webhook has it, and fetch what is kept elsewhere with fetch().`,
    )

  if (path.exec(pathname)?.[1] !== accountSid)
    throw new TypeError(
      `fetchMedia fetches media and recordings of the account that it has credentials for, and ${redactUrl(given)} is none: give the accountSid that the webhook has, with its auth token.`,
    )

  return `https://${at}${pathname}${search}`
}

const parse = (url: string): URL => {
  try {
    return new URL(url)
  } catch {
    throw new TypeError(`fetchMedia takes an absolute URL, not ${JSON.stringify(redactUrl(url))}.`)
  }
}

const basic = ({ accountSid, apiKey, apiKeySecret, authToken }: MediaCredentials): string => {
  const [user, secret] = apiKey === undefined ? [accountSid, authToken] : [apiKey, apiKeySecret]
  if (!user || !secret)
    throw new TypeError('fetchMedia needs an authToken, or an apiKey with its apiKeySecret.')
  return `Basic ${btoa(`${user}:${secret}`)}`
}

const MAX_REDIRECTS = 5

/** Asks with the credentials once, and without them wherever Twilio sends on to. */
const follow = async (
  url: string,
  authorization: string,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): Promise<Response> => {
  let response = await fetch(url, { redirect: 'manual', headers: { Authorization: authorization } })
  let at = url
  for (let redirects = 0; response.status >= 300 && response.status < 400; redirects++) {
    const location = response.headers.get('location')
    await response.body?.cancel()
    const next = location === null ? undefined : new URL(location, at)
    if (next?.protocol !== 'https:' || redirects === MAX_REDIRECTS)
      throw new MediaError(
        `Twilio’s redirect from ${redactUrl(at)} cannot be followed: ${next ? 'it is not https, or there were too many' : 'it has no URL'}.`,
        response.status,
      )

    at = next.href
    response = await fetch(at, { redirect: 'manual' })
  }
  return response
}

const mayChange = (status: number | undefined): boolean =>
  status === undefined || status === 404 || status === 429 || status >= 500

const reasonOf = (status: number, url: string): string => {
  const why =
    status === 401 || status === 403
      ? 'the credentials are not those of its account, or the key may not read it'
      : status === 404
        ? 'it was deleted, or is not stored yet: try later'
        : 'try later'
  return `Twilio answered ${status} for ${redactUrl(url)}: ${why}.`
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
