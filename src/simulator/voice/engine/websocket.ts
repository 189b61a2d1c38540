/**
 * @module
 * The WebSockets that Twilio opens to an app, without their audio: opening, messages and close.
 */
import type { Socket } from './beside.ts'
import { signatureHeaders } from '../../../webhook/index.ts'
import type { Link, Obstacle } from '../../client/link.ts'
import { signingOf } from '../../options.ts'
import type { Leg } from './leg.ts'

/**
 * Codes of a closed WebSocket: normal end, and lost connection.
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
 */
export const CLOSED = 1000
export const DROPPED = 1006

/** Opens a WebSocket to the app. Returns the obstacle if that fails. */
export const openSocket = async (
  leg: Leg,
  url: string,
  mode: 'start' | 'connect',
  options: {
    name?: string | undefined
    parameters: Readonly<Record<string, string>>
    onClose?: () => Promise<void>
  },
): Promise<Socket | Closed> => {
  const { name, parameters } = options
  const { settings, dial } = leg.simulation
  const handshake = settings.handshake(url)
  if (handshake !== 'open') return closed(url, handshake, reasons[handshake])
  const signing = await signatureHeaders({ ...signingOf(settings), url, method: 'GET' })
  const headers = Object.fromEntries(new Headers({ 'User-Agent': 'Jetty/11.0.24', ...signing }))
  let link: Link | undefined
  const socket: Socket = {
    url,
    mode,
    name,
    open: true,
    inbox: [],
    receive(arrival) {
      if (!socket.open) return
      socket.inbox.push(arrival)
      leg.deliver({ type: 'change' })
    },
    send(message) {
      if (!socket.open) return
      leg.write({ type: 'wsMessage', url, by: 'twilio', message })
      link?.send(JSON.stringify(message))
    },
    async close(code = CLOSED) {
      if (!socket.open) return
      socket.open = false
      leg.sockets.splice(leg.sockets.indexOf(socket), 1)
      leg.write({ type: 'wsClose', url, code })
      link?.close(code)
      await options.onClose?.()
    },
  }
  const reached = await dial?.(url, headers, (arrival) => {
    // No verb reads the socket of a background task, so its close is handled here.
    if ('code' in arrival && mode === 'start')
      leg.simulation.clock.start(() => socket.close(arrival.code))
    else socket.receive(arrival)
  })
  if (reached && 'why' in reached) return closed(url, reached.how, reached.why)
  link = reached
  leg.write({
    type: 'wsOpen',
    url,
    mode,
    ...(name !== undefined && { name }),
    ...(Object.keys(parameters).length > 0 && { parameters }),
    signature: headers['x-twilio-signature']!,
  })
  leg.sockets.push(socket)
  return socket
}

/** A WebSocket that could not be opened. */
export interface Closed {
  readonly how: Obstacle
  /** The obstacle in words. */
  readonly message: string
}

const closed = (url: string, how: Obstacle, why: string): Closed => ({
  how,
  message: `The WebSocket ${url} could not be opened: ${why}.`,
})

const reasons: Readonly<Record<Obstacle, string>> = {
  refused: 'the connection was refused',
  timeout: 'nobody answered in time',
  unreachable: 'the host cannot be reached',
  tls: 'TLS failed',
  handshake: 'the server did not answer with status 101',
}

/** The app's message as an object; `undefined` if it is no JSON object. */
export const readJson = (message: unknown): Record<string, unknown> | undefined => {
  let value = message
  if (typeof message === 'string')
    try {
      value = JSON.parse(message)
    } catch {
      return undefined
    }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}
