/**
 * @module
 * The socket of an agent in this process. The app's own route answers the handshake; then messages pass between the two
 * without a server, under the virtual clock.
 */
import { setImmediate } from 'node:timers'
import type { Clock, Timer } from '../clock.ts'
import type { Dial } from './link.ts'

// Captured before a test's fake timers can replace it.
const { setTimeout } = globalThis

/**
 * The key by which an agent's route finds the helper that a simulation offers with its request in place of Hono's, and a
 * simulation the route.
 */
export const IN_MEMORY = Symbol.for('twimlx/relay')

/** The app's end. */
interface Events {
  onMessage(event: { data: unknown }, line: Line): void
  onClose(): void
  /** True while it is busy and not waiting for the line. */
  isWorking(): boolean
}

/** The substitute for a socket that an agent receives. */
interface Line {
  send(text: string): void
  close(code?: number): void
  readonly clock: {
    setTimeout(act: () => void, milliseconds: number): Timer
    clearTimeout(timer: Timer | undefined): void
  }
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
    let app: Events | undefined
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
      clock: {
        setTimeout: (act, milliseconds) => clock.after(milliseconds / 1000, act),
        clearTimeout(timer) {
          if (timer) clock.cancel(timer)
        },
      },
    }
    Object.defineProperty(reached.request, IN_MEMORY, {
      value: (createEvents: () => Events) => () => {
        app = createEvents()
        return new Response(null, { status: 204 })
      },
    })
    const { status } = await clock.request(reached.answer)
    if (!app)
      return {
        how: 'handshake',
        why:
          status >= 400
            ? `the app answered with status ${status}`
            : "no agent.socket() answered: drive a server with sockets: 'real', or play the app's side with sockets: 'none'",
      }
    const events = app
    /** Lets the app work until it waits for the line, for virtual time, or for an event that does not come. */
    const settle = async () => {
      let seen = acts
      for (let turns = 0; turns < TURNS + SLOW_TURNS; turns++) {
        await new Promise((resolve) =>
          turns < TURNS ? setImmediate(resolve) : setTimeout(resolve, 1),
        )
        if (!events.isWorking() || clock.asleep || hung === acts) return
        if (acts !== seen) turns = 0
        seen = acts
      }
      hung = acts
    }
    clock.guests.add(settle)
    const leave = () => {
      events.onClose()
      // Its work after the end is awaited once more.
      clock.after(0, () => clock.guests.delete(settle))
    }
    return { send: (data) => events.onMessage({ data }, line), close: leave }
  }
