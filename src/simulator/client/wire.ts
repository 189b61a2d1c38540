/**
 * @module
 * A request as it goes out, and what comes back.
 */

/** An HTTP request as it goes out. */
export interface WireRequest {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Says when nobody waits for the answer any more. Called only where that makes a difference: it takes its time. */
  readonly signal: () => AbortSignal
  /** Real time in which a connection must stand, in milliseconds. */
  readonly connectTimeout: number
  /** Whether TLS tells the server the name of the host. */
  readonly sni: boolean
}

/** As much of a response as Twilio looks at. */
export type Reply = Pick<Response, 'status' | 'headers' | 'body'>

/** Sends one request. */
export type Send = (request: WireRequest) => Promise<Reply>

/** Sends one request to the app; `path` is what a proxy in front of it hands on of the URL, with the query. */
export type SendTo = (request: WireRequest, path: string) => Promise<Reply>
