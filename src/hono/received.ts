/**
 * @module
 * One request of Twilio's in Hono: its body is read once and its signature checked once, for any number of middlewares.
 */
import type { Context } from 'hono'
import { env } from 'hono/adapter'
import {
  type CheckedRequest,
  checkRequest,
  type LimitOptions,
  MAX_SIZE,
  readAtMost,
} from '../webhook/check.ts'
import type { WebhookEvent } from '../webhook/event.ts'
import { countParameters, MAX_PARAMETERS, toSearchParams } from '../webhook/parameters.ts'
import type { PublicUrlOptions } from '../webhook/public-url.ts'
import type { SharedKeyLookup, SharedKeys } from '../webhook/shared-keys.ts'
import type { AuthToken, AuthTokenLookup, InvalidSignature } from '../webhook/signature.ts'

/**
 * Options of checking a request. Every middleware here takes them.
 *
 * @example
 * ```ts
 * const options: SignatureOptions = {
 *   authToken: ['the new token', 'the old one'],
 *   publicUrl: 'https://example.com',
 * }
 * ```
 */
export interface SignatureOptions extends PublicUrlOptions, LimitOptions {
  /**
   * The auth token, several, or a function that finds those of an account, which receives the bindings (`c.env`) too.
   * Default: `TWILIO_AUTH_TOKEN` of the environment or, on Cloudflare Workers, of the bindings; none if there are
   * `sharedKeys`.
   */
  authToken?: Exclude<AuthToken, AuthTokenLookup> | BoundAuthTokenLookup | undefined
  /**
   * The secrets of the account's shared keys by key id, or a function that finds them, which receives the bindings
   * (`c.env`) too. Without an `authToken` beside them, requests that are not signed with a shared key are refused.
   *
   * @see https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys
   */
  sharedKeys?: Exclude<SharedKeys, SharedKeyLookup> | BoundSharedKeyLookup | undefined
  /**
   * If `true`, the signature is checked. `false` lets anyone in: use it for development only, and never take it from a
   * variable that production may lack. Default `true`.
   */
  validate?: boolean | undefined
  /**
   * Called with the report of a refused request. Default: one `console.warn` line that says what to change. The sender
   * gets a 403 without details.
   */
  onInvalid?: ((report: InvalidSignature, c: Context) => void | Promise<void>) | undefined
  /**
   * Called with the outcome of each webhook, once it is answered: for metrics and traces. It has no texts, digits or
   * phone numbers. Its own failures are logged.
   */
  onWebhook?: ((event: WebhookEvent) => void | Promise<void>) | undefined
}

/**
 * An {@link AuthTokenLookup} with the request's bindings (`c.env`). Write their type: `(sid, headers, env: Bindings)`.
 *
 * @example
 * ```ts
 * const authToken: BoundAuthTokenLookup = (
 *   accountSid,
 *   headers,
 *   env: { TOKENS: Record<string, string> },
 * ) => env.TOKENS[accountSid ?? '']
 * ```
 */
export type BoundAuthTokenLookup = (
  ...[accountSid, headers, env]: [...Parameters<AuthTokenLookup>, env: never]
) => ReturnType<AuthTokenLookup>

/**
 * A {@link SharedKeyLookup} with the request's bindings (`c.env`).
 *
 * @example
 * ```ts
 * const sharedKeys: BoundSharedKeyLookup = (
 *   keyId,
 *   accountSid,
 *   headers,
 *   env: { KEYS: Record<string, string> },
 * ) => env.KEYS[keyId]
 * ```
 */
export type BoundSharedKeyLookup = (
  ...[keyId, accountSid, headers, env]: [...Parameters<SharedKeyLookup>, env: never]
) => ReturnType<SharedKeyLookup>

/** A request that passed, and the secrets that it was checked with. */
interface ReceivedRequest extends CheckedRequest {
  checkedWith?: Pick<SignatureOptions, 'authToken' | 'sharedKeys'>
}

// Stored on the context itself: V8 keeps the entries of a WeakMap through its quick collections, which cost 11 µs a
// request.
const received = Symbol('twimlx.received')

type Carrier = Context & { [received]?: ReceivedRequest }

/**
 * Reads and checks the request of `c`, unless an earlier middleware has.
 *
 * @throws {WebhookError} If it is not Twilio's, no form, or too large.
 * @throws {Error} If there is no secret to check it with, or a middleware has read the body in a way that changed it.
 */
export const receive = async (c: Carrier, options: SignatureOptions): Promise<CheckedRequest> => {
  const earlier = c[received]
  if (earlier && isCovered(options, earlier)) return earlier

  const { validate, onInvalid } = options
  const secrets = validate === false ? undefined : secretsOf(c, options)
  // Written out: spreading objects into one another took a twentieth of a webhook's time.
  const request: ReceivedRequest = await checkRequest(
    c.req.raw,
    (maxSize, isBounded) => readBody(c, maxSize, isBounded),
    {
      publicUrl: options.publicUrl,
      trustProxy: options.trustProxy,
      maxSize: options.maxSize,
      maxParameters: options.maxParameters,
      onInvalid: onInvalid && ((report) => onInvalid(report, c)),
      secrets: secrets && bound(secrets, c),
    },
  )
  // Equal parameters keep their object, by which later middlewares know that nothing has changed.
  if (earlier && String(earlier.params) === String(request.params)) request.params = earlier.params
  if (secrets) request.checkedWith = secrets
  return (c[received] = request)
}

/** True if an earlier check covers the requested one. */
const isCovered = (
  { validate, authToken, sharedKeys }: SignatureOptions,
  { checkedWith }: ReceivedRequest,
): boolean =>
  validate === false ||
  (checkedWith !== undefined &&
    (authToken === undefined || authToken === checkedWith.authToken) &&
    (sharedKeys === undefined || sharedKeys === checkedWith.sharedKeys))

const secretsOf = (
  c: Context,
  { authToken, sharedKeys }: SignatureOptions,
): Pick<SignatureOptions, 'authToken' | 'sharedKeys'> => {
  const token =
    authToken ?? (sharedKeys ? undefined : env<{ TWILIO_AUTH_TOKEN?: string }>(c).TWILIO_AUTH_TOKEN)
  return { authToken: token, sharedKeys }
}

/** The functions among the secrets, with the request's bindings passed to them. */
const bound = (
  { authToken, sharedKeys }: Pick<SignatureOptions, 'authToken' | 'sharedKeys'>,
  c: Context,
): { authToken: AuthToken | undefined; sharedKeys: SharedKeys | undefined } => ({
  authToken:
    typeof authToken === 'function'
      ? (accountSid, headers) => authToken(accountSid, headers, c.env as never)
      : authToken,
  sharedKeys:
    typeof sharedKeys === 'function'
      ? (keyId, accountSid, headers) => sharedKeys(keyId, accountSid, headers, c.env as never)
      : sharedKeys,
})

/** Hono's caches that still have the original bytes. */
const faithful = ['text', 'arrayBuffer', 'blob'] as const

/** The body, through Hono's cache so that later validators still see it; `undefined` where it is too large. */
const readBody = (c: Context, maxSize: number, isBounded: boolean): Promise<string | undefined> => {
  const { bodyCache, raw } = c.req
  if (faithful.some((kind) => bodyCache[kind])) return c.req.text()
  if (bodyCache.formData || bodyCache.json || raw.bodyUsed)
    throw new Error(
      'A middleware before this one has read the body with c.req.formData(), or past Hono with c.req.raw: the bytes that Twilio signed are gone. Put the webhook middleware first, or read the body there with c.req.text() or c.req.parseBody().',
    )

  return isBounded ? c.req.text() : readCounted(c, maxSize)
}

/** A body that does not tell its length is counted while it arrives. */
const readCounted = async (c: Context, maxSize: number): Promise<string | undefined> => {
  const { bodyCache, raw } = c.req
  const text = await readAtMost(raw.body, maxSize)
  // Hono's type says what the promise gives, not the promise that it keeps.
  if (text !== undefined) bodyCache.text = Promise.resolve(text) as unknown as string
  return text
}

/** The form of a request that may not have been checked, as far as it can still be read. */
export const formOf = async (c: Context): Promise<{ has(name: string): boolean }> => {
  const { bodyCache } = c.req
  if (bodyCache.formData) return bodyCache.formData
  const text = await textOf(c)
  // The route that failed may be one that lets anybody in.
  return toSearchParams(countParameters(text, MAX_PARAMETERS) > MAX_PARAMETERS ? '' : text)
}

const textOf = async (c: Context): Promise<string> => {
  try {
    return (await readBody(c, MAX_SIZE, false)) ?? ''
  } catch {
    return ''
  }
}
