/** Twilio's request signature: checked with a report that says why it fails, and made for tests. */
import { diagnose, type SignatureFailure } from './diagnosis.ts'
import { type HeaderSource, toHeaders } from './headers.ts'
import { sha256, signHmac, verifyHmac } from './hmac.ts'
import { type ParameterSource, signedParameters, toSearchParams } from './parameters.ts'
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
 * @param accountSid `AccountSid` of the request; a WebSocket handshake and a JSON body have none
 * @param headers the request's headers, as far as they were given
 * @returns the token or tokens to try, or `undefined` for an account that is not yours
 */
export type AuthTokenLookup = (
  accountSid: string | undefined,
  headers: Headers,
) => MaybePromise<string | readonly string[] | undefined>

/** A request, as far as its signature covers it. */
export interface SignedRequest {
  /** The whole public URL with its query, as configured at Twilio; `wss://…` for a WebSocket handshake. */
  url: string | URL
  /** The HTTP method; `POST` by default. Nothing but the URL is signed for a `GET`. */
  method?: string | undefined
  /** The form's parameters. */
  params?: ParameterSource | undefined
  /** The body as received, in place of `params`: a form, or any other type where the URL has `bodySHA256`. */
  rawBody?: string | Uint8Array<ArrayBuffer> | undefined
}

/** What {@link signRequest} signs, and with what. */
export interface RequestToSign extends SignedRequest {
  /** The auth token to sign with. */
  authToken: string
}

/** What {@link validateSignature} looks at. */
export interface RequestToValidate extends SignedRequest {
  /** The auth token, several, or a function that finds them. */
  authToken: AuthToken
  /** The `X-Twilio-Signature` header; taken from `headers` when left out. */
  signature?: string | null | undefined
  /** The request's headers. They help to say why a signature fails, and are handed to an {@link AuthTokenLookup}. */
  headers?: HeaderSource | undefined
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
 * slash or none.
 *
 * @returns a report; it never throws for a bad request
 * @throws {Error} when no auth token was given at all
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
 */
export async function validateSignature(request: RequestToValidate): Promise<SignatureReport> {
  assertAuthToken(request.authToken)
  const url = String(request.url)
  const headers = toHeaders(request.headers ?? {})
  const header = request.signature ?? headers.get('x-twilio-signature')
  const signature = header ? decodeSignature(header) : undefined
  const params = signedParams(request)
  const hash = bodyHash(request)
  // Sorting what has no signature would be work for nothing.
  const text = params && signature ? signedParameters(params) : ''
  const { authToken } = request
  const tokens =
    typeof authToken === 'string'
      ? [authToken]
      : await findTokens(authToken, (params ?? queryOf(url)).get('AccountSid'), headers)

  const tried: string[] = []
  let urlHolds = false
  for (const form of signedUrls(url)) {
    tried.push(redactUrl(form))
    urlHolds = await holds(signature, tokens, form + text)
    if (urlHolds) break
  }
  // The hash is of the sender's own body and no secret, so the time this comparison takes tells nothing.
  if (urlHolds && (hash === undefined || hash === (await sha256(request.rawBody!)))) {
    return { valid: true, tried }
  }
  const failure = await diagnose({
    url,
    headers,
    header,
    signature,
    tokens,
    params,
    urlHolds,
    holdsFor: (form, parameters = text) => holds(signature, tokens, form + parameters),
  })
  // Two forms that differ in a value only look the same here.
  return { valid: false, ...failure, tried: [...new Set(tried)] }
}

/**
 * Makes the value of `X-Twilio-Signature` for a request, as Twilio would: for tests, and for whoever plays Twilio.
 * User name, password and fragment of the URL are not signed; the port is signed as written.
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
export async function signRequest(request: RequestToSign): Promise<string> {
  assertAuthToken(request.authToken)
  const params = signedParams(request)
  return signHmac(
    request.authToken,
    signedUrl(String(request.url)) + (params ? signedParameters(params) : ''),
  )
}

/** @throws {Error} when there is no auth token: a check against nothing would be an open door */
export function assertAuthToken<Token>(authToken: Token): asserts authToken is NonNullable<Token> {
  const given = Array.isArray(authToken)
    ? authToken.length > 0 && authToken.every(isToken)
    : typeof authToken === 'function' || isToken(authToken)
  if (!given) {
    throw new Error(
      'No Twilio auth token: webhooks cannot be checked. Set TWILIO_AUTH_TOKEN, or give `authToken`, to the primary auth token that the Twilio Console shows for your account.',
    )
  }
}

type MaybePromise<T> = T | Promise<T>

/** Whether the signature is that of `text` under any of the tokens. */
async function holds(
  signature: Uint8Array<ArrayBuffer> | undefined,
  tokens: readonly string[],
  text: string,
): Promise<boolean> {
  for (const token of signature ? tokens : []) {
    if (await verifyHmac(token, signature!, text)) return true
  }
  return false
}

const base64OfTwentyBytes = /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/

/** The twenty bytes of the header, or `undefined` where it is no Base64 of twenty bytes. */
function decodeSignature(header: string): Uint8Array<ArrayBuffer> | undefined {
  if (!base64OfTwentyBytes.test(header)) return undefined
  const text = atob(header)
  const bytes = new Uint8Array(20)
  for (let i = 0; i < 20; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

/** The parameters that are signed after the URL; none for a GET and for a body that the URL has the hash of. */
function signedParams(request: SignedRequest): URLSearchParams | undefined {
  if (!hasBody(request) || (request.params === undefined && bodyHash(request) !== undefined)) {
    return undefined
  }
  const { params, rawBody = '' } = request
  return toSearchParams(params ?? (typeof rawBody === 'string' ? rawBody : utf8.decode(rawBody)))
}

/** The hash that the URL promises of a body that is not a form. */
function bodyHash(request: SignedRequest): string | undefined {
  if (request.rawBody === undefined || request.params !== undefined || !hasBody(request)) {
    return undefined
  }
  return queryOf(String(request.url)).get('bodySHA256') ?? undefined
}

function hasBody({ method = 'POST' }: SignedRequest): boolean {
  return !/^(get|head)$/i.test(method)
}

function queryOf(url: string): URLSearchParams {
  const withoutFragment = url.split('#', 1)[0]!
  const start = withoutFragment.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : withoutFragment.slice(start + 1))
}

async function findTokens(
  authToken: Exclude<AuthToken, string>,
  accountSid: string | null,
  headers: Headers,
): Promise<readonly string[]> {
  const found =
    typeof authToken === 'function' ? await authToken(accountSid ?? undefined, headers) : authToken
  return (typeof found === 'string' ? [found] : (found ?? [])).filter(isToken)
}

const utf8 = new TextDecoder()

// Anything else would become a key that anybody can guess: '[object Object]', 'undefined', a blank.
function isToken(token: unknown): token is string {
  return typeof token === 'string' && token.trim() !== ''
}
