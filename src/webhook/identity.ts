/**
 * @module
 * Names webhooks that have no token of Twilio's.
 */
import type { Received } from './payload.ts'

/** Names a webhook, the same for each of its tries. */
export interface Identity {
  name: string
  /** Seconds after which another webhook may have the same name. Default: names are never reused. */
  ttl?: number | undefined
}

// All tries of one webhook end within Twilio's fifteen seconds; an equal webhook after that is another one.
const TRIES_TTL = 20

/** Names a webhook by all its parameters, which a retry repeats. */
export const contentIdentity = ({ params }: Received): Identity => ({
  name: String(params),
  ttl: TRIES_TTL,
})
