/**
 * @module
 * The way of WebSockets to the app: in memory, over the network, or none, so that the test plays the app's side.
 */
import { type App, type FetchFunction, executionContext, isAddress } from './app.ts'
import type { Dial, Sockets } from './link.ts'
import { overSocket } from './real-socket.ts'
import type { Clock } from '../clock.ts'
import { proxied } from '../public-url.ts'
import { inMemory, IN_MEMORY } from './memory-socket.ts'

/**
 * Chooses the way of sockets to an app.
 * @throws {TypeError} If the app cannot be reached in the requested way.
 */
export const dialing = (
  app: App,
  wanted: Sockets | undefined,
  {
    clock,
    publicUrl,
    patience,
    env,
  }: {
    clock: Clock
    publicUrl: string
    patience: number
    env: object | undefined
  },
): Dial | undefined => {
  const sockets = wanted ?? (servesAgents(app) ? 'memory' : 'none')
  if (sockets === 'none') return undefined
  // A document may name nothing but wss, also where the app is served over http, as on a developer's machine.
  const restOf = proxied(publicUrl.replace(/^https?/, 'wss'))
  if (sockets === 'real') {
    if (!isAddress(app))
      throw new TypeError(
        "sockets: 'real' needs the base URL of a running server: with the app itself use sockets: 'memory'.",
      )
    const base = String(app).replace(/^http/, 'ws').replace(/\/+$/, '')
    return overSocket(clock, patience, (url) => {
      const rest = restOf(url)
      return rest === undefined ? undefined : base + rest
    })
  }
  if (isAddress(app))
    throw new TypeError(
      "sockets: 'memory' needs the app itself: with the base URL of a running server use sockets: 'real'.",
    )
  const answer: FetchFunction =
    typeof app === 'function' ? app : (...request) => app.fetch(...request)
  const { origin } = new URL(publicUrl)
  return inMemory(clock, (url, headers) => {
    const rest = restOf(url)
    if (rest === undefined) return undefined
    const request = new Request(origin + rest, { headers })
    return { request, answer: async () => answer(request, env ?? {}, executionContext) }
  })
}

/** True for a Hono app with a route of `agent.socket()`. */
const servesAgents = (app: App): boolean => {
  const { routes } = Object(app) as { routes?: unknown }
  return (
    Array.isArray(routes) &&
    routes.some((route) => IN_MEMORY in Object((route as { handler?: object } | null)?.handler))
  )
}
