/**
 * @module
 * Checks Twilio's request signature for any request, with a report that says why it fails.
 */
import {
  type Content,
  FORM,
  hasBody,
  looksLikeJson,
  promisedHash,
  type SignedRequest,
  decodeUtf8,
} from './content.ts'
import { type HeaderSource, toHeaders } from './headers.ts'
import { countParameters, isFlat, MAX_PARAMETERS, tooMany, toSearchParams } from './parameters.ts'
import type { SharedKeys } from './shared-keys.ts'
import {
  assertSecrets,
  type AuthToken,
  checkContent,
  type Failure,
  readSignatureHeaders,
  type SignatureReport,
  unhashed,
} from './signature.ts'
import { redactUrl, signedUrl } from './signed-url.ts'

/**
 * The request to validate, and the secrets.
 *
 * @example
 * ```ts
 * const request: RequestToValidate = {
 *   authToken: 'your auth token',
 *   signature: 'GUzwTrFkZTXSxhW1SmVjNxkxsCY=',
 *   url: 'https://example.com/sms',
 *   params: { Body: 'hi' },
 * }
 * ```
 */
export interface RequestToValidate extends SignedRequest {
  /** The auth token, several, or a function that finds them. May be left out if `sharedKeys` are given. */
  authToken?: AuthToken | undefined
  /**
   * The secrets of shared keys by key id, or a function that finds them: for requests signed with one, as their header
   * `X-Twilio-Webhooks-Signature-Settings` says. Without `authToken` all others are refused.
   */
  sharedKeys?: SharedKeys | undefined
  /** The `X-Twilio-Signature` header; taken from `headers` when left out. */
  signature?: string | null | undefined
  /**
   * The request's headers. `Content-Type` tells a form from JSON, `X-Twilio-Webhooks-Signature-Settings` names the
   * shared key; the others help to explain a failure, and are passed to the functions that find keys.
   */
  headers?: HeaderSource | undefined
  /** The most parameters of a form. Default: 2,000. */
  maxParameters?: number | undefined
}

/**
 * Checks a request's `X-Twilio-Signature`.
 *
 * Accepts what Twilio's own libraries accept: form parameters in any order, a repeated parameter, a JSON body with
 * `bodySHA256` in the URL, the URL with and without its port, both encodings of the query, and for `wss://` a trailing
 * slash or none. Also the spellings of the URL that a web `Request` does not keep: `'`, `{id}`, a root path without its
 * slash, the host in the letter case of the `Host` header.
 *
 * @param request - The request, its headers and the secrets.
 * @returns A report. A bad request never throws.
 * @throws {Error} If neither an auth token nor a shared key was given.
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

/** The signed content of a request, or the reason that it cannot be signed. */
const signedContent = (request: RequestToValidate, headers: Headers): Content | Failure => {
  const { maxParameters = MAX_PARAMETERS } = request
  // Frameworks have `null` for what is not there.
  const params = request.params ?? undefined
  const rawBody = request.rawBody ?? undefined
  if (rawBody !== undefined && typeof rawBody !== 'string' && !ArrayBuffer.isView(rawBody))
    return {
      code: 'body',
      reason: `rawBody is a value of type ${typeof rawBody}, as a parser of bodies gives it: hand over the text or the bytes as received, or a form’s parameters as params`,
    }
  const isEmpty = params === undefined ? !rawBody?.length : countParameters(params, 0) === 0
  if (!hasBody(request))
    return isEmpty
      ? {}
      : {
          code: 'body',
          reason: `a ${request.method} is signed by its URL alone, and this one has ${params === undefined ? 'a body' : 'params'}, which anybody can have written: read its parameters from the query of the URL, and leave ${params === undefined ? 'a body refused' : 'params out'}`,
        }

  const type = headers.get('content-type')?.split(';', 1)[0]!.trim().toLowerCase()
  const hash = promisedHash(String(request.url))
  const isForm = (type === FORM || type === undefined) && !looksLikeJson(params ?? rawBody)
  if (hash !== null && params === undefined && (!isForm || isEmpty || type === undefined)) {
    if (rawBody !== undefined) return { hash, rawBody }
    return {
      code: 'body',
      reason:
        'the URL promises a body by its bodySHA256, and none was handed over: give the bytes as received as rawBody',
    }
  }
  if (!isForm || (hash !== null && isEmpty))
    return hash === null
      ? unhashed(type?.endsWith('json') === false ? 'no form' : 'JSON')
      : {
          code: 'body',
          reason:
            'the body is not a form, so the URL has its signed hash: give the bytes as received as rawBody, not params',
        }

  const source = params ?? (typeof rawBody === 'string' ? rawBody : decodeUtf8(rawBody))
  if (!isFlat(source))
    return {
      code: 'body',
      reason:
        'a parameter is not text, as it is in every form of Twilio’s: parse the form without nesting, as express.urlencoded({ extended: false }) does',
    }

  if (countParameters(source, maxParameters) > maxParameters)
    return { code: 'too-many-parameters', reason: tooMany(maxParameters) }

  return { params: toSearchParams(source) }
}
