/**
 * @module
 * An outgoing request, and its response.
 */

/** An HTTP request as it goes out. */
export interface WireRequest {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Makes a signal that aborts once the answer is not awaited any more. Called only if needed, since it takes time. */
  readonly signal: () => AbortSignal
  /** Real time for making a connection, in milliseconds. */
  readonly connectTimeout: number
  /** True if TLS sends the server the name of the host. */
  readonly sni: boolean
}

/** The parts of a response that Twilio reads. */
export type Reply = Pick<Response, 'status' | 'headers' | 'body'>

/** Sends one request. */
export type Send = (request: WireRequest) => Promise<Reply>

/**
 * Sends one request to the app; `path` is the part of the URL that a proxy in front of it passes on, with the query.
 */
export type SendTo = (request: WireRequest, path: string) => Promise<Reply>
