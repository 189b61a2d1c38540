/**
 * @module
 * The socket of an agent in this process. The app's own route answers the handshake; then messages pass between the two
 * without a server, under the virtual clock.
 */
import { setImmediate } from 'node:timers'
import type { Clock } from '../clock.ts'
import type { Dial } from './link.ts'

// Captured before a test's fake timers can replace it.
const { setTimeout } = globalThis

/**
 * The key by which an agent's route finds the line that a simulation offers with its request, and a simulation the
 * route.
 */
export const IN_MEMORY = Symbol.for('twimlx.relay')

/** The app's end. */
interface Peer {
  receive(data: unknown): void
  closed(code: number): void
  /** True while it is busy and not waiting for the line. */
  readonly working: boolean
}

/** The substitute for a socket that an agent receives. */
interface Line {
  send(text: string): void
  close(code?: number): void
  after(milliseconds: number, call: () => void): () => void
}

/** Turns of the event loop without progress after which a busy app counts as waiting. */
const TURNS = 20
const SLOW_TURNS = 20

/**
 * @param reach - Returns the handshake as a request and the app that answers it; `undefined` if a URL is not the app's.
 */
export const inMemory =
  (
    clock: Clock,
    reach: (
      url: string,
      headers: Record<string, string>,
    ) => { request: Request; answer: () => Promise<Response> } | undefined,
  ): Dial =>
  async (url, headers, arrive) => {
    const reached = reach(url, { ...headers, connection: 'Upgrade', upgrade: 'websocket' })
    if (!reached) return { how: 'unreachable', why: 'it is not under the publicUrl of the app' }
    let peer: Peer | undefined
    /** Counts the app's actions, as a sign of progress. */
    let acts = 0
    let hung = -1
    const line: Line = {
      send(text) {
        acts++
        arrive({ message: text })
      },
      close(code = 1000) {
        acts++
        arrive({ code })
      },
      after(milliseconds, call) {
        const timer = clock.after(milliseconds / 1000, call)
        return () => clock.cancel(timer)
      },
    }
    Object.defineProperty(reached.request, IN_MEMORY, {
      value: (begin: (line: Line) => Peer) => {
        peer = begin(line)
      },
    })
    const { status } = await clock.request(reached.answer)
    if (!peer)
      return {
        how: 'handshake',
        why:
          status >= 400
            ? `the app answered with status ${status}`
            : "no agent.socket() answered: drive a server with sockets: 'real', or play the app's side with sockets: 'none'",
      }
    const app = peer
    /** Lets the app work until it waits for the line, for virtual time, or for an event that does not come. */
    const settle = async () => {
      let seen = acts
      for (let turns = 0; turns < TURNS + SLOW_TURNS; turns++) {
        await new Promise((resolve) =>
          turns < TURNS ? setImmediate(resolve) : setTimeout(resolve, 1),
        )
        if (!app.working || clock.asleep || hung === acts) return
        if (acts !== seen) turns = 0
        seen = acts
      }
      hung = acts
    }
    clock.guests.add(settle)
    const leave = (code: number) => {
      app.closed(code)
      // Its work after the end is awaited once more.
      clock.after(0, () => clock.guests.delete(settle))
    }
    return { send: (text) => app.receive(text), close: leave }
  }
