/**
 * @module
 * The WebSockets that Twilio opens to an app, without their audio: what is opened, said and closed.
 */
import type { Socket } from './beside.ts'
import { signRequest } from '../../../webhook/index.ts'
import type { SocketHandshake } from '../../options.ts'
import type { Leg } from './leg.ts'

/**
 * Why a WebSocket is closed: it is over, or its connection is lost.
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
 */
export const CLOSED = 1000
export const DROPPED = 1006

/** Twilio opens a WebSocket. Returns how to send on it and how to close it. */
export const openSocket = async (
  leg: Leg,
  url: string,
  mode: 'start' | 'connect',
  options: {
    name?: string | undefined
    parameters: Readonly<Record<string, string>>
    onClose?: () => Promise<void>
  },
): Promise<Socket> => {
  const { name, parameters } = options
  leg.write({
    type: 'wsOpen',
    url,
    mode,
    ...(name !== undefined && { name }),
    ...(Object.keys(parameters).length > 0 && { parameters }),
    signature: await signRequest({
      authToken: leg.simulation.settings.authToken,
      url,
      method: 'GET',
    }),
  })
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
      if (socket.open) leg.write({ type: 'wsMessage', url, by: 'twilio', message })
    },
    async close(code = CLOSED) {
      if (!socket.open) return
      socket.open = false
      leg.sockets.splice(leg.sockets.indexOf(socket), 1)
      leg.write({ type: 'wsClose', url, code })
      await options.onClose?.()
    },
  }
  leg.sockets.push(socket)
  return socket
}

/** Why a WebSocket cannot be opened, in words; nothing where it can. */
export const obstacle = (leg: Leg, url: string): { how: Obstacle; message: string } | undefined => {
  const how = leg.simulation.settings.socket(url)
  return how === 'open'
    ? undefined
    : { how, message: `The WebSocket ${url} could not be opened: ${reasons[how]}.` }
}

type Obstacle = Exclude<SocketHandshake, 'open'>

const reasons: Readonly<Record<Obstacle, string>> = {
  refused: 'the connection was refused',
  timeout: 'nobody answered in time',
  unreachable: 'the host cannot be reached',
  tls: 'TLS failed',
  handshake: 'the server did not answer with status 101',
}

/** A message of the app's, if it is a JSON object. */
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
