/**
 * @module
 * The options of a host, and what its routes share with the calls and texts that you begin: secrets, storage, input.
 */
import type { SignatureOptions } from '../hono/received.ts'
import { describeIssues } from '../webhook/schema.ts'
import type { Store } from '../webhook/store.ts'
import { FlowError, mistake } from './error.ts'
import { type Keeping, storeKeeping } from './keeping.ts'
import type { FlowInside } from './options.ts'
import type { Who } from './saved.ts'
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

/** The state that a call that you begin carries to its first webhook. */
export interface Begun {
  readonly input: unknown
}

/** The secrets to seal with. */
export const secretsOf = async (
  { name }: { readonly name: string },
  { secret, authToken }: HostOptions,
  accountSid: string,
  headers: Headers,
  env: unknown,
): Promise<Secrets> => {
  const found =
    secret ??
    (typeof authToken === 'function'
      ? await authToken(accountSid, headers, env as never)
      : (authToken ??
        // Cloudflare's bindings, or Node's environment.
        (env as { TWILIO_AUTH_TOKEN?: string } | undefined)?.TWILIO_AUTH_TOKEN ??
        globalThis.process?.env?.['TWILIO_AUTH_TOKEN']))
  const all = [found].flat().filter(Boolean) as string[]
  if (!all[0]) throw mistake('no secret', name)
  return all
}

/** The identifier of a conversation. */
export const identify = (name: string, { channel, contact, line }: Who, sid: string): string =>
  `flow ${name} ${channel} ${channel === 'call' ? sid : `${contact} ${line}`}`

/** The storage of a conversation in the store, if there is one. */
export const storeFor = (
  { store, ttl = TTL }: HostOptions,
  id: string,
  env: unknown,
): Keeping | undefined => {
  const found = typeof store === 'function' ? store(env as never) : store
  // Kept twice as long, so that late webhooks find out that the conversation has expired.
  return found && storeKeeping(found, id, ttl * 2)
}

/** Seconds for which Twilio keeps cookies. */
export const TTL = 14_400

/** The input of a conversation, as the flow's schema gives it. */
export const inputOf = async ({ name, input }: FlowInside, value: unknown): Promise<unknown> => {
  if (!input) return value
  const result = await input['~standard'].validate(value)
  if (!result.issues) return result.value
  throw new FlowError(describeIssues(result.issues, `The input of flow("${name}", …) does`))
}
