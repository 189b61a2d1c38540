/**
 * @module
 * A WebSocket between Twilio and an app, however it is made.
 */

/** What can become of a WebSocket's handshake. */
export type SocketHandshake = 'open' | 'refused' | 'timeout' | 'unreachable' | 'tls' | 'handshake'

/** Why a socket cannot be opened. */
export type Obstacle = Exclude<SocketHandshake, 'open'>

/** Twilio's end of a connection. */
export interface Link {
  send(text: string): void
  /** Closes it; 1006: it is lost. */
  close(code: number): void
}

/** What the app does on its side: it sends a message, or it is gone, with the code of that. */
export type Arrival = { readonly message: unknown } | { readonly code: number }

/** Why there is no connection. */
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

/** How sockets are reached. */
export type Sockets = 'memory' | 'real' | 'none'
