/**
 * @module
 * What tells one webhook from the next where it has no token of Twilio's.
 */
import type { Received } from './payload.ts'

/** Names a webhook, the same for each of its tries. */
export interface Identity {
  name: string
  /** Seconds after which another webhook may have the same name. Default: none ever has. */
  ttl?: number | undefined
}

// All tries of one webhook end within Twilio's fifteen seconds; an equal one after that is another.
const TRIES_TTL = 20

/** Names a webhook by all its parameters: a retry sends the same. */
export const contentIdentity = ({ params }: Received): Identity => ({
  name: String(params),
  ttl: TRIES_TTL,
})
