/**
 * @module
 * The signed content of a request.
 */
import { type ParameterSource } from './parameters.ts'

/**
 * A request, as far as its signature covers it.
 *
 * @example
 * ```ts
 * const request: SignedRequest = {
 *   url: 'https://example.com/sms',
 *   params: { From: '+14155550100', Body: 'hi' },
 * }
 * ```
 */
export interface SignedRequest {
  /** The whole public URL with its query, as configured at Twilio; `wss://…` for a WebSocket handshake. */
  url: string | URL
  /** The HTTP method; `POST` by default. Only the URL is signed for a `GET` or `HEAD`. */
  method?: string | undefined
  /** The form's parameters. Those of a GET are in its URL and are left out here. */
  params?: ParameterSource | undefined
  /** The body as received, in place of `params`: a form, or any other type if the URL has `bodySHA256`. */
  rawBody?: string | Uint8Array<ArrayBuffer> | undefined
}

/** The signed content of a request beside its URL. */
export interface Content {
  /** The form's parameters; `undefined` if only the URL is signed. */
  params?: URLSearchParams
  /** The hash of a body that is no form, from the URL. */
  hash?: string
  /** The hashed body. */
  rawBody?: SignedRequest['rawBody']
}

/** The type of a form's body. */
export const FORM = 'application/x-www-form-urlencoded'

/**
 * True for a body that begins like JSON, which Twilio percent-encodes in a form. Read as a form, it may have the same
 * signed text as one of Twilio's, while an app parses it as JSON.
 */
export const looksLikeJson = (body: SignedRequest['rawBody'] | ParameterSource): boolean =>
  typeof body === 'string'
    ? /^\s*[{["]/.test(body)
    : // Not by its class, which another realm has of its own.
      ArrayBuffer.isView(body) && looksLikeJson(decodeUtf8(body.subarray(0, 64)))

/** True if a body is signed beside the URL. */
export const hasBody = ({ method = 'POST' }: SignedRequest): boolean =>
  !/^(get|head)$/i.test(method)

/** The parameters of a URL's query. */
export const queryOf = (url: string): URLSearchParams => {
  const start = url.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1).split('#', 1)[0])
}

/** The hash in a URL of a body that is no form. */
export const promisedHash = (url: string): string | null => queryOf(url).get('bodySHA256')

const utf8 = new TextDecoder()

export const decodeUtf8 = (bytes: Uint8Array | undefined): string => utf8.decode(bytes)
