/**
 * @module
 * The socket of a running server in any language: over the network, in real time.
 */
import { WebSocket } from 'ws'
import type { Clock } from '../clock.ts'
import type { Dial, Obstacle } from './link.ts'

// Captured before a test's fake timers can replace them.
const { setTimeout } = globalThis

/** Milliseconds of silence after which the app counts as idle. */
const QUIET_MS = 150

const obstacles: Readonly<Record<string, Obstacle>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
}

/**
 * @param patience - Milliseconds to wait for an answer to the caller's words.
 * @param reach - Returns the address that serves a URL; `undefined` if it is not the app's.
 */
export const overSocket =
  (clock: Clock, patience: number, reach: (url: string) => string | undefined): Dial =>
  async (url, headers, arrive) => {
    const address = reach(url)
    if (address === undefined)
      return { how: 'unreachable', why: 'it is not under the publicUrl of the app' }
    const socket = new WebSocket(address, {
      headers: { 'x-forwarded-host': new URL(url).host, 'x-forwarded-proto': 'https', ...headers },
      handshakeTimeout: patience,
    })
    /** The real time until which the app is awaited, in milliseconds. */
    let until = 0
    const wait = (milliseconds: number) => {
      until = Math.max(until, performance.now() + milliseconds)
    }
    socket.on('message', (data) => {
      // More messages may follow an answer soon.
      until = performance.now() + QUIET_MS
      arrive({ message: String(data) })
    })
    socket.on('close', (code) => {
      until = 0
      clock.guests.delete(settle)
      arrive({ code })
    })
    const settle = async () => {
      while (performance.now() < until && !clock.pending)
        await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const refusal = await clock.request(
      () =>
        new Promise<{ how: Obstacle; why: string } | undefined>((resolve) => {
          socket.on('open', () => resolve(undefined))
          socket.on('unexpected-response', (_, { statusCode }) => {
            resolve({ how: 'handshake', why: `the server answered with status ${statusCode}` })
            socket.terminate()
          })
          socket.on('error', (error: NodeJS.ErrnoException) =>
            resolve({ how: obstacles[error.code ?? ''] ?? 'unreachable', why: error.message }),
          )
        }),
    )
    if (refusal) return refusal
    clock.guests.add(settle)
    return {
      send(text) {
        socket.send(text)
        wait(/^\{"type":"prompt".*"last":true/.test(text) ? patience : QUIET_MS)
      },
      close(code) {
        if (code === 1006) socket.terminate()
        else socket.close(code)
      },
    }
  }
