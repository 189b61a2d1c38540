/**
 * @module
 * Checks Twilio's request signature against the content of a request, and finds the reason if it does not hold.
 */
import { type Content, queryOf } from './content.ts'
import { diagnose, type SignatureFailure } from './diagnosis.ts'
import { isSame, sha256, type SignatureAlgorithm, signHmac } from './hmac.ts'
import { signedParameters } from './parameters.ts'
import {
  assertSharedKeys,
  findSecret,
  isSecret,
  readSettings,
  SETTINGS_HEADER,
  type SharedKeys,
} from './shared-keys.ts'
import { redactUrl, signedUrl, signedUrls } from './signed-url.ts'

/**
 * The auth token that signs an account's webhooks: its primary one. Several stand in a list while tokens rotate, for
 * subaccounts, or for regions with tokens of their own; or a function finds those of an account.
 *
 * @example
 * ```ts
 * const authToken: AuthToken = ['the new token', 'the old one']
 * ```
 */
export type AuthToken = string | readonly string[] | AuthTokenLookup

/**
 * Finds the auth token of the account that a request claims to come from. The claim is checked only afterwards, by the
 * signature: use it to look up a token and for nothing else.
 *
 * @param accountSid - `AccountSid` of the request; a WebSocket handshake and a JSON body have none.
 * @param headers - The request's headers, as far as they were given. An account has a token of its own in each region,
 * which `X-Home-Region` names.
 * @returns The token or tokens to try, or `undefined` for an account that is not yours.
 *
 * @example
 * ```ts
 * const tokens = new Map([['AC0123456789abcdef0123456789abcdef', 'its token']])
 * const authToken: AuthTokenLookup = (accountSid) => tokens.get(accountSid ?? '')
 * ```
 */
export type AuthTokenLookup = (
  accountSid: string | undefined,
  headers: Headers,
) => MaybePromise<string | readonly string[] | undefined>

/**
 * The result of checking a signature: that it holds, or the likeliest reason that it does not. Contains no token and no
 * parameter's value.
 *
 * @example
 * ```ts
 * const statusFor = (report: SignatureReport): number => (report.valid ? 200 : 403)
 * ```
 */
export type SignatureReport = ValidSignature | InvalidSignature

/**
 * The request is Twilio's.
 *
 * @example
 * ```ts
 * const urls = ({ tried }: ValidSignature): string[] => tried
 * ```
 */
export interface ValidSignature {
  valid: true
  code?: undefined
  reason?: undefined
  /** The URLs that were tried, ending with the one that holds, with `…` for each value of the query. */
  tried: string[]
}

/**
 * The request is not Twilio's, or something between Twilio and the app has changed it.
 *
 * @example
 * ```ts
 * const line = ({ code, reason }: InvalidSignature): string => `${code}: ${reason}`
 * ```
 */
export interface InvalidSignature {
  valid: false
  /** The likeliest cause, for programs. */
  code: SignatureFailure
  /** The likeliest cause as a sentence that says what to change. */
  reason: string
  /** The URLs that were tried, with `…` for each value of the query. */
  tried: string[]
}

/** A request without its content, as far as its signature is checked. */
export interface RequestToCheck {
  url: string
  headers: Headers
  authToken?: AuthToken | undefined
  sharedKeys?: SharedKeys | undefined
}

/**
 * Checks content that can be signed: the part of the check that every webhook goes through.
 *
 * @returns `undefined` if the signature holds for the URL as received, which is nearly always the case and known at
 * once; otherwise a report.
 */
export const checkContent = (
  request: RequestToCheck,
  signed: SignatureHeaders,
  content: Content,
): MaybePromise<SignatureReport | undefined> => {
  const { authToken } = request
  const { params, hash } = content
  const text = params ? signedParameters(params) : ''
  let first: MaybePromise<boolean> | undefined
  if (typeof authToken === 'string' && signed.keyId === undefined) {
    first = holdsUnder([authToken], signed, signedUrl(request.url) + text)
    if (first === true && hash === undefined) return undefined
  }
  return searchForm(request, signed, content, text, first)
}

// Longer content is hashed only once: a forger could otherwise have it hashed several times.
const MAX_SIGNED_LENGTH = 65_536
/** The most characters that are hashed to find the signed form of the URL, or the reason that there is none. */
const MAX_HASHED_LENGTH = 4 * MAX_SIGNED_LENGTH

const searchForm = async (
  { url, headers, ...known }: RequestToCheck,
  signed: SignatureHeaders,
  { params, hash, rawBody }: Content,
  text: string,
  first: MaybePromise<boolean> | undefined,
): Promise<SignatureReport | undefined> => {
  const accountSid = (params ?? queryOf(url)).get('AccountSid') ?? undefined
  const secrets = await findSecrets(known, signed, accountSid, headers)
  if ('code' in secrets) return { valid: false, ...secrets, tried: [] }

  // The result for the URL as received may be known already; it is always tried. No text is hashed twice.
  const results = new Map([[signedUrl(url) + text, first]])
  let left = text.length > MAX_SIGNED_LENGTH ? 0 : MAX_HASHED_LENGTH
  const holdsFor = (form: string, parameters = text): MaybePromise<boolean> => {
    const whole = form + parameters
    let result = results.get(whole)
    if (result !== undefined) return result
    if (left <= 0 && !results.has(whole)) return false
    left -= whole.length * secrets.all.length
    result = holdsUnder(secrets.all, signed, whole)
    results.set(whole, result)
    return result
  }
  const tried: string[] = []
  let urlHolds = false
  for (const form of signedUrls(url, headers.get('host'))) {
    urlHolds = await holdsFor(form)
    tried.push(redactUrl(form))
    if (urlHolds || left <= 0) break
  }
  // The hash is that of the sender's own body and no secret, so the time of this comparison reveals nothing.
  if (urlHolds && (hash === undefined || hash === (await sha256(rawBody!))))
    return { valid: true, tried }

  const failure = await diagnose({
    url,
    headers,
    secrets: secrets.all,
    keyId: signed.keyId,
    params,
    urlHolds,
    holdsFor,
  })
  // Forms that differ in a value only look the same here.
  return { valid: false, ...failure, tried: [...new Set(tried)] }
}

/** True if the signature is that of `text` under one of the secrets; synchronous if HMACs are. */
const holdsUnder = (
  secrets: readonly string[],
  { algorithm, signature }: SignatureHeaders,
  text: string,
): MaybePromise<boolean> => {
  for (const [index, secret] of secrets.entries()) {
    const expected = signHmac(algorithm, secret, text)
    if (typeof expected !== 'string') {
      const rest = () =>
        holdsUnder(secrets.slice(index + 1), { algorithm, signature, keyId: undefined }, text)
      return expected.then((mac) => isSame(signature, mac) || rest())
    }
    if (isSame(signature, expected)) return true
  }
  return false
}

/** The secrets that requests may be signed with. */
export interface Secrets {
  authToken?: unknown
  sharedKeys?: SharedKeys | undefined
}

/** @throws {Error} If there is no secret to check against, which would let anybody in. */
export const assertSecrets = ({ authToken, sharedKeys }: Secrets): void => {
  if (sharedKeys !== undefined) assertSharedKeys(sharedKeys)
  if (authToken === undefined && sharedKeys !== undefined) return
  const given = Array.isArray(authToken)
    ? authToken.length > 0 && authToken.every(isSecret)
    : typeof authToken === 'function' || isSecret(authToken)
  if (!given)
    throw new Error(
      'No Twilio auth token: webhooks cannot be checked. Set TWILIO_AUTH_TOKEN, or give `authToken`, to the primary auth token that the Twilio Console shows for your account.',
    )
}

type MaybePromise<T> = T | Promise<T>

/** The reason that a signature cannot hold. */
export interface Failure {
  code: SignatureFailure
  reason: string
}

/** The reason to refuse a body that is no form, without its hash in the URL. */
export const unhashed = (what: 'JSON' | 'no form'): Failure => ({
  code: 'body',
  reason: `the body is ${what} but the URL has no bodySHA256: something dropped it from the query, or the request is not from Twilio`,
})

/** The signature in a request's headers. */
export interface SignatureHeaders {
  /** In Base64. */
  signature: string
  algorithm: SignatureAlgorithm
  /** The shared key that signed; `undefined` for the auth token. */
  keyId: string | undefined
}

const base64: Record<SignatureAlgorithm, RegExp> = {
  HMAC_SHA1: /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/,
  HMAC_SHA256: /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
}

/**
 * Reads the headers that sign a request, or returns the reason that there can be no signature, before anything else is
 * read.
 */
export const readSignatureHeaders = (
  signature: string | null | undefined,
  headers: Headers,
): SignatureHeaders | Failure => {
  if (!signature)
    return {
      code: 'missing-header',
      reason:
        'the request has no X-Twilio-Signature header: it does not come from Twilio, or a proxy dropped the header',
    }

  const header = headers.get(SETTINGS_HEADER)?.trim()
  const settings = header ? readSettings(header) : undefined
  if (typeof settings === 'string') return { code: 'malformed-settings', reason: settings }
  const { keyId, algorithm } = settings ?? { keyId: undefined, algorithm: 'HMAC_SHA1' as const }
  // An expression takes a list of one text for that text.
  if (typeof signature !== 'string' || !base64[algorithm].test(signature))
    return {
      code: 'malformed-header',
      reason: `the X-Twilio-Signature header is not the Base64 of ${algorithm === 'HMAC_SHA1' ? 'twenty' : 'thirty-two'} bytes: it was cut or made up`,
    }

  return { signature, algorithm, keyId }
}

const findSecrets = async (
  { authToken, sharedKeys }: Pick<RequestToCheck, 'authToken' | 'sharedKeys'>,
  { keyId }: SignatureHeaders,
  accountSid: string | undefined,
  headers: Headers,
): Promise<{ all: readonly string[] } | Failure> => {
  if (keyId !== undefined) {
    const found = await findSecret(sharedKeys, keyId, accountSid, headers)
    return 'secret' in found ? { all: [found.secret] } : { code: 'unknown-key', ...found }
  }
  if (typeof authToken === 'string') return { all: [authToken] }
  if (authToken === undefined)
    return {
      code: 'no-auth-token',
      reason:
        'the request is signed with an auth token and not with a shared key, and there are sharedKeys only: give authToken beside them, or let the webhook rule match this URL',
    }

  const found: unknown =
    typeof authToken === 'function' ? await authToken(accountSid, headers) : authToken
  const all = [found].flat().filter(isSecret)
  if (all.length > 0) return { all }
  return {
    code: 'no-auth-token',
    reason:
      found === undefined ||
      found === null ||
      found === '' ||
      (Array.isArray(found) && !found.length)
        ? 'the authToken function gave no token for the account of this request: add the account, or leave the request refused if it is not yours'
        : `the authToken function gave ${kindOf(found)}, which is not a token: return the token as text, several in a list, or undefined for an account that is not yours`,
  }
}

const kindOf = (value: unknown): string =>
  typeof value === 'string'
    ? 'a blank text'
    : Array.isArray(value)
      ? 'a list without any text'
      : `a value of type ${typeof value}`
