/**
 * @module
 * The state that the routes of a flow share: keeping and sealing conversations, and reporting errors and endings.
 */
import type { SignatureOptions } from '../hono/received.ts'
import type { Store } from '../webhook/store.ts'
import type { Event, Outcome } from './advance.ts'
import type { Keeping } from './keeping.ts'
import type { Ended, FlowInside } from './options.ts'
import type { How, Who } from './saved.ts'
import type { Secrets } from './seal.ts'

/**
 * Options of hosting a flow.
 *
 * @example
 * ```ts
 * const options: HostOptions = { url: 'https://example.com/order', ttl: 3600 }
 * ```
 */
export interface HostOptions extends SignatureOptions {
  /** The public URL of its routes, needed for calls and texts that you begin: `https://example.com/order`. */
  url?: string
  /**
   * The store of conversations: `memoryStore()` for one process, a shared one for several, or a function that finds it
   * in the bindings (`c.env`), as on Cloudflare Workers. Default: a cookie, which Twilio sends back.
   */
  store?: Store | ((env: never) => Store)
  /**
   * The secret that encrypts cookies and the URLs of your calls, at least 16 characters; of several, the first seals
   * and each opens. Default: derived from the auth token.
   */
  secret?: string | readonly string[]
  /** Seconds without a webhook after which a conversation expires. Default: 14,400, as long as Twilio keeps cookies. */
  ttl?: number
}

/** The state that a conversation you begin carries to its first webhook. */
export interface Begun {
  readonly input?: unknown
}

/** The interface of a host to its routes. */
export interface Hosting {
  readonly inside: FlowInside
  readonly options: HostOptions
  readonly secretsOf: (accountSid: string, headers: Headers, env: unknown) => Promise<Secrets>
  /** The identifier of a conversation. */
  readonly placeOf: (who: Who, sid: string) => string
  readonly storeFor: (who: Who, sid: string, env: unknown) => Keeping | undefined
  readonly begun: (token: string | undefined, secrets: Secrets) => Promise<Begun | undefined>
  readonly inputOf: (value: unknown) => Promise<unknown>
  readonly turn: (event: Event, keeping: Keeping) => Promise<Outcome | 'busy' | undefined>
  readonly ended: (how: How, rest: Omit<Ended, 'flow' | 'how'>) => Promise<void>
  /** Reports an error to the app. */
  readonly report: (error: unknown, who: Who) => void
}
