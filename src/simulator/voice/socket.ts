/**
 * @module
 * The WebSockets that Twilio opens to an app, without their audio: what is opened, said and closed.
 */
import { signRequest } from '../../webhook/index.ts'
import type { SocketHandshake } from '../options.ts'
import type { Leg } from './leg.ts'

/** One WebSocket. */
export interface Socket {
  readonly url: string
  readonly mode: 'start' | 'connect'
  readonly name: string | undefined
  open: boolean
  /** Tells the app that it is over, and whoever else wants to know. */
  close(): Promise<void>
}

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
): Promise<Socket & { send(message: unknown): void }> => {
  const { name, parameters } = options
  leg.write({
    type: 'wsOpen',
    url,
    mode,
    ...(name !== undefined && { name }),
    ...(Object.keys(parameters).length > 0 && { parameters }),
    signature: await signRequest({
      authToken: leg.world.settings.authToken,
      url,
      method: 'GET',
    }),
  })
  const socket = {
    url,
    mode,
    name,
    open: true,
    send(message: unknown) {
      if (socket.open) leg.write({ type: 'wsMessage', url, by: 'twilio', message })
    },
    async close() {
      if (!socket.open) return
      socket.open = false
      leg.sockets.splice(leg.sockets.indexOf(socket), 1)
      leg.write({ type: 'wsClose', url })
      await options.onClose?.()
    },
  }
  leg.sockets.push(socket)
  return socket
}

/** Why a WebSocket cannot be opened, in words; nothing where it can. */
export const obstacle = (leg: Leg, url: string): { how: Obstacle; message: string } | undefined => {
  const how = leg.world.settings.socket(url)
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
