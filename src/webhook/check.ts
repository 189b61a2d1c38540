/**
 * @module
 * Checks one request of Twilio's: reads it within its limits, and checks its signature before anything else.
 */
import { FORM, looksLikeJson, promisedHash } from './content.ts'
import { countParameters, MAX_PARAMETERS, tooMany, toSearchParams } from './parameters.ts'
import { WebhookError } from './payload.ts'
import { publicUrl, type PublicUrlOptions } from './public-url.ts'
import type { SharedKeys } from './shared-keys.ts'
import {
  assertSecrets,
  type AuthToken,
  checkContent,
  type InvalidSignature,
  readSignatureHeaders,
  type SignatureHeaders,
  unhashed,
} from './signature.ts'
import { redactUrl } from './signed-url.ts'

/** The limits of a request. */
export interface LimitOptions {
  /** The largest size of a body, in bytes. Default 1 MB (1,048,576), which Twilio's own callbacks reach. */
  maxSize?: number | undefined
  /** The most parameters of a form or a query. Default 2,000; Twilio sends a few dozen. */
  maxParameters?: number | undefined
}

/** The default limit of a body, in bytes. */
export const MAX_SIZE = 1_048_576

/** Options of checking a request. */
export interface CheckOptions extends PublicUrlOptions, LimitOptions {
  /** Absent if nothing is checked. */
  secrets: { authToken?: AuthToken | undefined; sharedKeys?: SharedKeys | undefined } | undefined
  onInvalid?: ((report: InvalidSignature) => void | Promise<void>) | undefined
}

/** A request that passed. */
export interface CheckedRequest {
  /** The form's parameters, or those of a GET's query. */
  params: URLSearchParams
  /** The body, if it was JSON. */
  json?: unknown
}

/**
 * Reads a body of at most `maxSize` bytes; `undefined` where it is larger.
 *
 * @param maxSize - How many bytes are read at most.
 * @param isBounded - Whether the server that received the request sees to it that there are no more.
 * @throws {Error} At once, where a body cannot be read as it came. What it gives rejects where the sender breaks it off.
 */
export type ReadBody = (maxSize: number, isBounded: boolean) => Promise<string | undefined>

/**
 * Reads and checks a request.
 *
 * @param request - The request. Only `readBody` reads its body, and only if its headers allow for a signature.
 * @param readBody - Reads the body.
 * @param options - The secrets and the limits.
 * @throws {WebhookError} If it is not Twilio's, no form, or too large.
 * @throws {Error} If there is no secret to check it with.
 */
export const checkRequest = async (
  request: Request,
  readBody: ReadBody,
  options: CheckOptions,
): Promise<CheckedRequest> => {
  const { secrets, maxSize = MAX_SIZE, maxParameters = MAX_PARAMETERS } = options
  const { method, headers } = request
  // Clients send no fragment. The signature does not cover it, but it would be read as parameters.
  if (request.url.includes('#'))
    throw new WebhookError('The URL has a fragment (#…), which requests of Twilio never have.')

  let signed: SignatureHeaders | undefined
  if (secrets) {
    assertSecrets(secrets)
    const found = readSignatureHeaders(headers.get('x-twilio-signature'), headers)
    if ('code' in found) return refuse({ valid: false, ...found, tried: [] }, request, options)
    signed = found
  }

  // The parameters of a GET are read from the URL that is checked: those of another URL could be forged.
  const url = publicUrl(request, options)
  let body: Body | undefined
  if (isGet(method)) assertNoBody(request)
  else {
    const type = contentType(headers)
    const isTooLarge = isToldTooLarge(headers, maxSize)
    const reading = isTooLarge ? undefined : readBody(maxSize, isTooLarge === false)
    let text: string | undefined
    try {
      text = await reading
    } catch {
      // A body that its sender breaks off is no error of the app: anybody can cause it, at no cost.
      throw new WebhookError('The body was cut off before its end.')
    }
    body = bodyOf(type, text, maxSize)
  }
  const form = body ? (body.isJson ? '' : body.text) : queryOf(url)
  if (countParameters(form, maxParameters) > maxParameters) {
    log(request, tooMany(maxParameters))
    throw new WebhookError(`The request has more than ${maxParameters} parameters.`, 413)
  }
  const params = toSearchParams(form)
  // A parameter with empty name and value adds nothing to the signed text, so it could be forged.
  if (body && params.has(''))
    throw new WebhookError('The form is malformed: a parameter has no name.')

  if (signed) {
    const { authToken, sharedKeys } = secrets!
    // Everything read above is signed. A body that is no form is compared with the hash in the URL, an empty one too: a
    // JSON webhook without its body is not Twilio's.
    const isHashed = body && (body.isJson || body.text === '')
    const hash = isHashed ? promisedHash(url) : null
    if (body?.isJson && hash === null)
      return refuse({ valid: false, ...unhashed('JSON'), tried: [] }, request, options)
    const content = hash === null ? body && { params } : { hash, rawBody: body!.text }
    const checking = checkContent({ authToken, sharedKeys, url, headers }, signed, content ?? {})
    const report = checking && (await checking)
    if (report?.valid === false) return refuse(report, request, options)
  }
  return body?.isJson ? { params, json: parseJson(body.text) } : { params }
}

/** Reads a body of a known or unknown length, and no more of it than `maxSize` bytes. */
export const readAtMost = async (
  body: ReadableStream<Uint8Array> | null,
  maxSize: number,
): Promise<string | undefined> => {
  if (!body) return ''
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.length
    if (size > maxSize) {
      reader.cancel().catch(() => {})
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** True for a body whose declared length exceeds the limit; `undefined` without a declared length. */
const isToldTooLarge = (headers: Headers, maxSize: number): boolean | undefined => {
  const length = headers.get('content-length')
  return length === null || headers.has('transfer-encoding') ? undefined : Number(length) > maxSize
}

const isGet = (method: string): boolean => method === 'GET' || method === 'HEAD'

const refuse = async (
  report: InvalidSignature,
  request: Request,
  { onInvalid }: CheckOptions,
): Promise<never> => {
  if (onInvalid) await onInvalid(report)
  else log(request, report.reason)
  throw new WebhookError('Forbidden', 403, report.code)
}

const log = ({ method, url }: Request, reason: string): void =>
  console.warn(`twimlx: refused ${method} ${redactUrl(url)}: ${reason}`)

interface Body {
  text: string
  isJson: boolean
}

/** The type of a body that Twilio may have sent; `undefined` where it is not told. */
const contentType = (headers: Headers): 'form' | 'json' | undefined => {
  const given = headers.get('content-type')
  if (given === FORM) return 'form'
  if (given === null) return undefined
  const type = given.split(';', 1)[0]!.trim().toLowerCase()
  if (type === FORM) return 'form'
  if (/^application\/([\w.+-]*\+)?json$/.test(type)) return 'json'
  throw new WebhookError(
    `The body is ${/^[\w.+/-]{1,80}$/.test(type) ? type : 'of another type'}: Twilio sends ${FORM}.`,
  )
}

const bodyOf = (
  type: 'form' | 'json' | undefined,
  text: string | undefined,
  maxSize: number,
): Body => {
  if (text === undefined || text.length > maxSize)
    throw new WebhookError(`The body is larger than ${maxSize} bytes, the limit set here.`, 413)

  if (type === undefined && text !== '')
    throw new WebhookError(`The body has no Content-Type: Twilio sends ${FORM}.`)

  if (type === 'form' && /%(?![\da-f]{2})/i.test(text))
    throw new WebhookError(
      'The form is malformed: a % must be followed by two hexadecimal digits, and one of its own is written %25.',
    )

  if (type === 'form' && looksLikeJson(text))
    throw new WebhookError('The Content-Type is a form, but the body begins as JSON.')

  return { text, isJson: type === 'json' }
}

// It would not be signed, and a framework may hand it on all the same. Over HTTP/2 no header needs to tell of it.
const assertNoBody = ({ headers, body }: Request): void => {
  if (body || headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) !== 0)
    throw new WebhookError('A GET has no body: its parameters are in the query of its URL.')
}

const queryOf = (url: string): string => {
  const start = url.indexOf('?')
  return start === -1 ? '' : url.slice(start + 1).split('#', 1)[0]!
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new WebhookError('The Content-Type is JSON, but the body is not.')
  }
}
