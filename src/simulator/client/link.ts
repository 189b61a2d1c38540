/**
 * @module
 * A WebSocket between Twilio and an app, over any transport.
 */

/**
 * The outcomes of a WebSocket's handshake.
 *
 * @example
 * ```ts
 * const handshake: SocketHandshake = 'refused'
 * ```
 */
export type SocketHandshake = 'open' | 'refused' | 'timeout' | 'unreachable' | 'tls' | 'handshake'

/** The reason that a socket cannot be opened. */
export type Obstacle = Exclude<SocketHandshake, 'open'>

/** Twilio's end of a connection. */
export interface Link {
  send(text: string): void
  /** Closes the connection; 1006 stands for a lost one. */
  close(code: number): void
}

/** An event from the app's side: a message, or the close with its code. */
export type Arrival = { readonly message: unknown } | { readonly code: number }

/** The reason that there is no connection. */
interface Refusal {
  readonly how: Obstacle
  readonly why: string
}

/** Connects with the app. */
export type Dial = (
  url: string,
  headers: Readonly<Record<string, string>>,
  arrive: (arrival: Arrival) => void,
) => Promise<Link | Refusal>

/**
 * The ways to reach sockets.
 *
 * @example
 * ```ts
 * const sockets: Sockets = 'memory'
 * ```
 */
export type Sockets = 'memory' | 'real' | 'none'
