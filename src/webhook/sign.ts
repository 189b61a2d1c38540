/**
 * @module
 * Makes Twilio's request signature: for tests, and for servers that play Twilio.
 */
import { decodeUtf8, hasBody, promisedHash, type SignedRequest } from './content.ts'
import { type SignatureAlgorithm, signHmac } from './hmac.ts'
import { signedParameters, toSearchParams } from './parameters.ts'
import { SETTINGS_HEADER, writeSettings } from './shared-keys.ts'
import { assertSecrets } from './signature.ts'
import { signedUrl } from './signed-url.ts'

/**
 * The request to sign, and the secrets.
 *
 * @example
 * ```ts
 * const request: RequestToSign = {
 *   authToken: 'your auth token',
 *   url: 'https://example.com/sms',
 *   params: { Body: 'hi' },
 * }
 * ```
 */
export interface RequestToSign extends SignedRequest {
  /** The auth token to sign with, if there are no `sharedKeys`. */
  authToken?: string | undefined
  /** Secrets of shared keys by key id; the first one signs. */
  sharedKeys?: Readonly<Record<string, string>> | undefined
  /** The algorithm of a shared key. Default: `HMAC_SHA256`. */
  algorithm?: SignatureAlgorithm | undefined
}

/**
 * Makes the value of `X-Twilio-Signature` for a request, as Twilio would: for tests, and for servers that play Twilio.
 * User name, password and fragment of the URL are not signed; the port is signed as written.
 *
 * @param request - The request, and the auth token or the shared key to sign it with.
 * @returns The header's value. {@link signatureHeaders} makes both headers that a shared key needs.
 * @throws {Error} If there is no secret to sign with.
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
 * @throws {Error} If there is no secret to sign with.
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

/** The parameters that are signed after the URL; `undefined` for a GET, and for a body whose hash is in the URL. */
const paramsToSign = (request: SignedRequest): URLSearchParams | undefined => {
  const { url, params, rawBody } = request
  if (!hasBody(request)) return undefined
  if (params !== undefined) return toSearchParams(params)
  if (rawBody !== undefined && promisedHash(String(url)) !== null) return undefined
  return toSearchParams(typeof rawBody === 'string' ? rawBody : decodeUtf8(rawBody))
}
