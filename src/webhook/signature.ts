/**
 * @module
 * Twilio's request signature: checked with a report that says why it fails, and made for tests.
 */
import { diagnose, type SignatureFailure } from './diagnosis.ts'
import { type HeaderSource, toHeaders } from './headers.ts'
import { isSame, sha256, type SignatureAlgorithm, signHmac } from './hmac.ts'
import {
  countParameters,
  isFlat,
  MAX_PARAMETERS,
  type ParameterSource,
  signedParameters,
  toSearchParams,
} from './parameters.ts'
import {
  assertSharedKeys,
  findSecret,
  isSecret,
  readSettings,
  SETTINGS_HEADER,
  type SharedKeys,
  writeSettings,
} from './shared-keys.ts'
import { redactUrl, signedUrl, signedUrls } from './signed-url.ts'

/**
 * The auth token that signs an account's webhooks: its primary one. Several stand in a list while tokens rotate, for
 * subaccounts, or for regions with tokens of their own; or a function finds those of an account.
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
 */
export type AuthTokenLookup = (
  accountSid: string | undefined,
  headers: Headers,
) => MaybePromise<string | readonly string[] | undefined>

/** A request, as far as its signature covers it. */
export interface SignedRequest {
  /** The whole public URL with its query, as configured at Twilio; `wss://…` for a WebSocket handshake. */
  url: string | URL
  /** The HTTP method; `POST` by default. Nothing but the URL is signed for a `GET` or `HEAD`. */
  method?: string | undefined
  /** The form's parameters. Those of a GET are in its URL and are left out here. */
  params?: ParameterSource | undefined
  /** The body as received, in place of `params`: a form, or any other type where the URL has `bodySHA256`. */
  rawBody?: string | Uint8Array<ArrayBuffer> | undefined
}

/** What {@link signRequest} signs, and with what. */
export interface RequestToSign extends SignedRequest {
  /** The auth token to sign with, where there are no `sharedKeys`. */
  authToken?: string | undefined
  /** Secrets of shared keys by key id; the first signs. */
  sharedKeys?: Readonly<Record<string, string>> | undefined
  /** How a shared key signs. Default: `HMAC_SHA256`. */
  algorithm?: SignatureAlgorithm | undefined
}

/** What {@link validateSignature} looks at. */
export interface RequestToValidate extends SignedRequest {
  /** The auth token, several, or a function that finds them. May be left out where `sharedKeys` are given. */
  authToken?: AuthToken | undefined
  /**
   * The secrets of shared keys by key id, or a function that finds them: for requests that say by
   * `X-Twilio-Webhooks-Signature-Settings` that they are signed with one. Without `authToken` all others are refused.
   */
  sharedKeys?: SharedKeys | undefined
  /** The `X-Twilio-Signature` header; taken from `headers` when left out. */
  signature?: string | null | undefined
  /**
   * The request's headers. `Content-Type` tells a form from JSON, `X-Twilio-Webhooks-Signature-Settings` which shared
   * key signed; the others help to say why a signature fails, and are handed to the functions that find keys.
   */
  headers?: HeaderSource | undefined
  /** How many parameters a form may have. Default: 2,000. */
  maxParameters?: number | undefined
}

/** Whether a signature holds, and if not, why most likely. Holds no token and no parameter's value. */
export type SignatureReport = ValidSignature | InvalidSignature

/** The request is Twilio's. */
export interface ValidSignature {
  valid: true
  code?: undefined
  reason?: undefined
  /** The URLs that were tried, the one that holds last, with `…` for each value of the query. */
  tried: string[]
}

/** The request is not Twilio's, or something between Twilio and the app has changed it. */
export interface InvalidSignature {
  valid: false
  /** The likeliest cause, for programs. */
  code: SignatureFailure
  /** The likeliest cause as a sentence that says what to change. */
  reason: string
  /** The URLs that were tried, with `…` for each value of the query. */
  tried: string[]
}

/**
 * Checks a request's `X-Twilio-Signature`.
 *
 * Accepts what Twilio's own libraries accept: form parameters in any order, a repeated parameter, a JSON body with
 * `bodySHA256` in the URL, the URL with and without its port, both encodings of the query, and for `wss://` a trailing
 * slash or none. Also the spellings of the URL that a web `Request` does not keep: `'`, `{id}`, a root path without its
 * slash, the host in the letter case of the `Host` header.
 *
 * @param request - The request, its headers and what it may be signed with.
 * @returns A report. It never throws for a bad request.
 * @throws {Error} When neither an auth token nor a shared key was given at all.
 *
 * @example
 * ```ts
 * import { validateSignature } from 'twimlx/webhook'
 *
 * export async function isTwilios(request: Request): Promise<boolean> {
 *   const report = await validateSignature({
 *     authToken: process.env['TWILIO_AUTH_TOKEN'] ?? '',
 *     url: 'https://example.com/voice',
 *     method: request.method,
 *     headers: request.headers,
 *     rawBody: await request.text(),
 *   })
 *   if (!report.valid) console.warn(report.reason)
 *   return report.valid
 * }
 * ```
 *
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security
 * @see https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys
 */
export const validateSignature = async (request: RequestToValidate): Promise<SignatureReport> => {
  assertSecrets(request)
  const headers = toHeaders(request.headers ?? {})
  const signed = readSignatureHeaders(
    request.signature ?? headers.get('x-twilio-signature'),
    headers,
  )
  if ('code' in signed) return { valid: false, ...signed, tried: [] }
  const content = signedContent(request, headers)
  if ('code' in content) return { valid: false, ...content, tried: [] }
  const report = await checkContent(
    { ...request, url: String(request.url), headers },
    signed,
    content,
  )
  return report ?? { valid: true, tried: [redactUrl(signedUrl(String(request.url)))] }
}

/**
 * Checks what is known to be signable: the part of {@link validateSignature} that every webhook goes through.
 *
 * @returns `undefined` where the signature holds for the URL as received, which is nearly always and known at once;
 * otherwise a report.
 */
export const checkContent = (
  request: RequestToValidate & { url: string; headers: Headers },
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

const searchForm = async (
  request: RequestToValidate & { url: string; headers: Headers },
  signed: SignatureHeaders,
  { params, hash }: Content,
  text: string,
  first: MaybePromise<boolean> | undefined,
): Promise<SignatureReport | undefined> => {
  const { url, headers } = request
  const accountSid = (params ?? queryOf(url)).get('AccountSid') ?? undefined
  const secrets = await findSecrets(request, signed, accountSid, headers)
  if ('code' in secrets) return { valid: false, ...secrets, tried: [] }

  const holdsFor = (form: string, parameters = text) =>
    holdsUnder(secrets.all, signed, form + parameters)
  const tried: string[] = []
  const isLong = text.length > MAX_SIGNED_LENGTH
  let urlHolds = false
  for (const form of signedUrls(url, headers.get('host'))) {
    // The first may be known already: it is the URL as received.
    urlHolds = await (tried.length === 0 && first !== undefined ? first : holdsFor(form))
    tried.push(redactUrl(form))
    if (urlHolds || isLong) break
  }
  // The hash is of the sender's own body and no secret, so the time this comparison takes tells nothing.
  if (urlHolds && (hash === undefined || hash === (await sha256(request.rawBody!))))
    return { valid: true, tried }

  const failure = await diagnose({
    url,
    headers,
    secrets: secrets.all,
    keyId: signed.keyId,
    params,
    urlHolds,
    isLong,
    holdsFor,
  })
  // Two forms that differ in a value only look the same here.
  return { valid: false, ...failure, tried: [...new Set(tried)] }
}

/** Whether the signature is that of `text` under any of the secrets; known at once where HMACs are. */
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

/**
 * Makes the value of `X-Twilio-Signature` for a request, as Twilio would: for tests, and for whoever plays Twilio.
 * User name, password and fragment of the URL are not signed; the port is signed as written.
 *
 * @param request - The request, and the auth token or the shared key to sign it with.
 * @returns The header's value. {@link signatureHeaders} makes both headers that a shared key needs.
 * @throws {Error} When there is nothing to sign with.
 *
 * @example
 * ```ts
 * import { signRequest } from 'twimlx/webhook'
 *
 * const params = { AccountSid: 'AC1', CallSid: 'CA1', Digits: '1' }
 * const signature = await signRequest({ authToken: '12345', url: 'https://example.com/gather', params })
 * ```
 *
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export const signRequest = async (request: RequestToSign): Promise<string> => {
  assertSecrets(request)
  const [shared] = Object.entries(request.sharedKeys ?? {})
  const url = signedUrl(String(request.url))
  const params = paramsToSign(request)
  return signHmac(
    shared ? (request.algorithm ?? 'HMAC_SHA256') : 'HMAC_SHA1',
    shared ? shared[1] : request.authToken!,
    params ? url + signedParameters(params) : url,
  )
}

/**
 * Makes the headers that sign a request, as Twilio would: `X-Twilio-Signature` and, for a shared key,
 * `X-Twilio-Webhooks-Signature-Settings`.
 *
 * @param request - The request, and the auth token or the shared key to sign it with.
 * @returns The headers by name.
 * @throws {Error} When there is nothing to sign with.
 *
 * @example
 * ```ts
 * import { signatureHeaders } from 'twimlx/webhook'
 *
 * const headers = await signatureHeaders({
 *   sharedKeys: { webhooks_sharedkey_01: 'its secret' },
 *   url: 'https://example.com/sms',
 *   params: { AccountSid: 'AC1', MessageSid: 'SM1', Body: 'hi' },
 * })
 * ```
 */
export const signatureHeaders = async (request: RequestToSign): Promise<Record<string, string>> => {
  const signature = await signRequest(request)
  const [keyId] = Object.keys(request.sharedKeys ?? {})
  return {
    'X-Twilio-Signature': signature,
    ...(keyId !== undefined && {
      [SETTINGS_HEADER]: writeSettings({ keyId, algorithm: request.algorithm ?? 'HMAC_SHA256' }),
    }),
  }
}

/** What requests may be signed with. */
export interface Secrets {
  authToken?: unknown
  sharedKeys?: SharedKeys | undefined
}

/** @throws {Error} When there is nothing to check against, which would be an open door. */
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

/** Why a signature cannot hold. */
export interface Failure {
  code: SignatureFailure
  reason: string
}

/** What a request's headers say of its signature. */
export interface SignatureHeaders {
  /** In Base64. */
  signature: string
  algorithm: SignatureAlgorithm
  /** The shared key that signed; the auth token where there is none. */
  keyId: string | undefined
}

// Above this, whoever sends a body that is not signed would have it hashed several times over.
const MAX_SIGNED_LENGTH = 65_536

const base64: Record<SignatureAlgorithm, RegExp> = {
  HMAC_SHA1: /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/,
  HMAC_SHA256: /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
}

/** Reads the headers that sign a request; says why there can be no signature before anything else is looked at. */
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
  if (!base64[algorithm].test(signature))
    return {
      code: 'malformed-header',
      reason: `the X-Twilio-Signature header is not the Base64 of ${algorithm === 'HMAC_SHA1' ? 'twenty' : 'thirty-two'} bytes: it was cut or made up`,
    }

  return { signature, algorithm, keyId }
}

/** What of a request its signature covers beside the URL. */
export interface Content {
  /** The form's parameters; `undefined` where nothing but the URL is signed. */
  params?: URLSearchParams
  /** The hash that the URL promises of a body that is no form. */
  hash?: string
}

/** What is signed of a request; says why it cannot be signed as it is. */
const signedContent = (request: RequestToValidate, headers: Headers): Content | Failure => {
  const { params, rawBody, maxParameters = MAX_PARAMETERS } = request
  const isEmpty = params === undefined ? !rawBody?.length : countParameters(params, 0) === 0
  if (!hasBody(request))
    return isEmpty
      ? {}
      : {
          code: 'body',
          reason: `a ${request.method} is signed by its URL alone, and this one has ${params === undefined ? 'a body' : 'params'}, which anybody can have written: read its parameters from the query of the URL, and leave ${params === undefined ? 'a body refused' : 'params out'}`,
        }

  const type = headers.get('content-type')?.split(';', 1)[0]!.trim().toLowerCase()
  const hash = queryOf(String(request.url)).get('bodySHA256')
  const isForm = (type === FORM || type === undefined) && !looksLikeJson(params ?? rawBody)
  if (hash !== null && params === undefined && (!isForm || isEmpty || type === undefined)) {
    if (rawBody !== undefined) return { hash }
    return {
      code: 'body',
      reason:
        'the URL promises a body by its bodySHA256, and none was handed over: give the bytes as received as rawBody',
    }
  }
  if (!isForm || (hash !== null && isEmpty))
    return {
      code: 'body',
      reason:
        hash === null
          ? `the body is ${type?.endsWith('json') === false ? 'no form' : 'JSON'} but the URL has no bodySHA256: something dropped it from the query, or the request is not from Twilio`
          : 'the body is no form, so what is signed is its hash in the URL: give the bytes as received as rawBody, not params',
    }

  const source = params ?? (typeof rawBody === 'string' ? rawBody : utf8.decode(rawBody))
  if (!isFlat(source))
    return {
      code: 'body',
      reason:
        'a parameter is no text, which no form of Twilio’s has: parse the form without nesting, as express.urlencoded({ extended: false }) does',
    }

  if (countParameters(source, maxParameters) > maxParameters)
    return { code: 'too-many-parameters', reason: tooMany(maxParameters) }

  return { params: toSearchParams(source) }
}

/** The sentence that refuses a form with too many parameters. */
export const tooMany = (maxParameters: number): string =>
  `the request has more than ${maxParameters} parameters, the limit set here (maxParameters); Twilio sends a few dozen`

/** The type of a form's body. */
export const FORM = 'application/x-www-form-urlencoded'

/**
 * Whether a body begins as JSON does, which Twilio percent-encodes in a form. As a form it may have the same signed text
 * as one of Twilio's, and an app might parse it as JSON all the same.
 */
export const looksLikeJson = (body: RequestToSign['rawBody'] | ParameterSource): boolean =>
  typeof body === 'string'
    ? /^\s*[{["]/.test(body)
    : // Not by its class, which another realm has of its own.
      ArrayBuffer.isView(body) && looksLikeJson(utf8.decode(body.subarray(0, 64)))

/** The parameters that are signed after the URL; none for a GET and for a body that the URL has the hash of. */
const paramsToSign = (request: SignedRequest): URLSearchParams | undefined => {
  const { url, params, rawBody } = request
  if (!hasBody(request)) return undefined
  if (params !== undefined) return toSearchParams(params)
  if (rawBody !== undefined && queryOf(String(url)).has('bodySHA256')) return undefined
  return toSearchParams(typeof rawBody === 'string' ? rawBody : utf8.decode(rawBody))
}

const hasBody = ({ method = 'POST' }: SignedRequest): boolean => !/^(get|head)$/i.test(method)

const queryOf = (url: string): URLSearchParams => {
  const start = url.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1).split('#', 1)[0])
}

const findSecrets = async (
  { authToken, sharedKeys }: RequestToValidate,
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
        : `the authToken function gave ${kindOf(found)}, which is no token: return the token as text, several in a list, or undefined for an account that is not yours`,
  }
}

const kindOf = (value: unknown): string =>
  typeof value === 'string'
    ? 'a blank text'
    : Array.isArray(value)
      ? 'a list without any text'
      : `a value of type ${typeof value}`

const utf8 = new TextDecoder()
