/**
 * @module
 * What all parts of one simulation share.
 */
import type { Geography } from './address.ts'
import type { Client } from './client/client.ts'
import type { Dial } from './client/link.ts'
import { Cookies } from './client/cookies.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { Settings } from './options.ts'
import type { Sids } from './sids.ts'

export interface Simulation {
  readonly clock: Clock
  readonly log: Log
  readonly sids: Sids
  readonly settings: Settings
  readonly client: Client
  /** How WebSockets reach the app; nothing where the test plays its side. */
  readonly dial: Dial | undefined
  /** The cookies of each pair of addresses. */
  readonly pairs: Map<string, Cookies>
  /** What tests say of where phones are, by address. */
  readonly places: Map<string, Geography>
}

/** The cookies that belong to a user's address and a Twilio address together. */
export const cookiesOfPair = (simulation: Simulation, user: string, twilio: string): Cookies => {
  const pair = `${user} ${twilio}`
  let cookies = simulation.pairs.get(pair)
  if (!cookies) simulation.pairs.set(pair, (cookies = new Cookies(simulation.clock)))
  return cookies
}
