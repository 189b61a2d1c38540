/**
 * @module
 * The state that all parts of one simulation share.
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
  /** Opens WebSockets to the app; `undefined` if the test plays the app's side. */
  readonly dial: Dial | undefined
  /** The cookies of each pair of addresses. */
  readonly pairs: Map<string, Cookies>
  /** The places of phones by address, as tests state them. */
  readonly places: Map<string, Geography>
}

/** The cookies of a pair: a user's address and a Twilio address. */
export const cookiesOfPair = (simulation: Simulation, user: string, twilio: string): Cookies => {
  const pair = `${user} ${twilio}`
  let cookies = simulation.pairs.get(pair)
  if (!cookies) simulation.pairs.set(pair, (cookies = new Cookies(simulation.clock)))
  return cookies
}
