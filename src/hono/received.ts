/** One request of Twilio's: its body read once, its signature checked once, however many middlewares look at it. */
import type { Context } from 'hono'
import { env } from 'hono/adapter'
import { bodyLimit } from 'hono/body-limit'
import type { WebhookEvent } from '../webhook/event.ts'
import { WebhookError } from '../webhook/payload.ts'
import { publicUrl, type PublicUrlOptions } from '../webhook/public-url.ts'
import {
  assertAuthToken,
  type AuthToken,
  type AuthTokenLookup,
  type InvalidSignature,
  validateSignature,
} from '../webhook/signature.ts'
import { redactUrl } from '../webhook/signed-url.ts'

/** How a request is checked. The same options serve every middleware here. */
export interface SignatureOptions extends PublicUrlOptions {
  /**
   * The auth token, several, or a function that finds those of an account; it is handed the bindings (`c.env`) too.
   * Default: `TWILIO_AUTH_TOKEN` of the environment or, on Cloudflare Workers, of the bindings.
   */
  authToken?: Exclude<AuthToken, AuthTokenLookup> | BoundAuthTokenLookup | undefined
  /**
   * Whether the signature is checked. `false` lets anyone in: for development only, never from a variable that
   * production may lack. Default `true`.
   */
  validate?: boolean | undefined
  /** Size in bytes that a body may have. Default 1 MB (1,048,576), which Twilio's own callbacks reach. */
  maxSize?: number | undefined
  /**
   * Called with the report of a request that is refused. Default: one `console.warn` line that says what to change.
   * The sender is answered 403 and told nothing.
   */
  onInvalid?: ((report: InvalidSignature, c: Context) => void | Promise<void>) | undefined
  /**
   * Called with what became of each webhook, once it is answered: for metrics and traces. It has no texts, digits or phone
   * numbers. Where it fails, that is logged.
   */
  onWebhook?: ((event: WebhookEvent) => void | Promise<void>) | undefined
}

/** An {@link AuthTokenLookup} with the request's bindings (`c.env`). Write their type: `(sid, headers, env: Bindings)`. */
export type BoundAuthTokenLookup = (
  ...[accountSid, headers, env]: [...Parameters<AuthTokenLookup>, env: never]
) => ReturnType<AuthTokenLookup>

/** A request that passed. */
export interface ReceivedRequest {
  /** The form's parameters, or those of a GET's query. */
  params: URLSearchParams
  /** The body, if it was JSON. */
  json?: unknown
}

/** Size in bytes that a body may have, where no option says otherwise. */
export const MAX_SIZE = 1_048_576

const received = new WeakMap<
  Context,
  ReceivedRequest & { checkedWith?: SignatureOptions['authToken'] }
>()

/**
 * Reads and checks the request of `c`, unless an earlier middleware has.
 *
 * @returns the request, or the answer that refuses it
 * @throws {WebhookError} when it is no form, or too large
 * @throws {Error} when there is no auth token, or a middleware has read the body in a way that changed it
 */
export async function receive(
  c: Context,
  options: SignatureOptions,
): Promise<ReceivedRequest | Response> {
  const earlier = received.get(c)
  const isChecked =
    options.validate === false ||
    (earlier?.checkedWith !== undefined &&
      (options.authToken === undefined || options.authToken === earlier.checkedWith))
  if (earlier && isChecked) return earlier

  // A client sends no fragment. The signature does not cover it, but what is in it would be read as parameters.
  if (c.req.url.includes('#')) {
    throw new WebhookError('The URL has a fragment (#…), which no request of Twilio’s has.')
  }
  // The parameters of a GET are read off the URL that is checked: of another one, anybody could write them.
  const url = publicUrl(c.req.raw, options)
  const body = await readBody(c, options.maxSize ?? MAX_SIZE)
  const request = { ...earlier, params: earlier?.params ?? parametersOf(url, body) }
  if (!isChecked) {
    const authToken = options.authToken ?? env<{ TWILIO_AUTH_TOKEN?: string }>(c).TWILIO_AUTH_TOKEN
    assertAuthToken(authToken)
    const report = await validateSignature({
      authToken:
        typeof authToken === 'function'
          ? (accountSid, headers) => authToken(accountSid, headers, c.env as never)
          : authToken,
      url,
      method: c.req.method,
      headers: c.req.raw.headers,
      // An empty body too is held against the hash in the URL: a JSON webhook without its body is not Twilio's.
      ...(body?.isJson || body?.text === '' ? { rawBody: body.text } : { params: request.params }),
    })
    if (!report.valid) {
      await (options.onInvalid ?? warnOfInvalid)(report, c)
      return c.text('Forbidden', 403)
    }
    request.checkedWith = authToken
  }
  if (body?.isJson) request.json = parseJson(body.text)
  received.set(c, request)
  return request
}

/** One line that says what to change. */
export function warnOfInvalid({ reason }: InvalidSignature, c: Context): void {
  console.warn(`twimlx: refused ${c.req.method} ${redactUrl(c.req.url)}: ${reason}`)
}

interface Body {
  text: string
  isJson: boolean
}

/** The body, through Hono's cache so that later validators still see it; `undefined` for a GET. */
async function readBody(c: Context, maxSize: number): Promise<Body | undefined> {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return undefined
  const type = c.req.header('content-type')?.split(';', 1)[0]!.trim().toLowerCase()
  const isForm = type === 'application/x-www-form-urlencoded'
  const isJson = type !== undefined && /^application\/([\w.+-]*\+)?json$/.test(type)
  if (type !== undefined && !isForm && !isJson) {
    throw new WebhookError(
      `The body is ${/^[\w.+/-]{1,80}$/.test(type) ? type : 'of another type'}: Twilio sends application/x-www-form-urlencoded.`,
    )
  }
  assertUnread(c)
  if (await arrived(isTooLarge(c, maxSize))) throw tooLarge(maxSize)
  const text = await arrived(c.req.text())
  if (text.length > maxSize) throw tooLarge(maxSize)
  if (type === undefined && text !== '') {
    throw new WebhookError(
      'The body has no Content-Type: Twilio sends application/x-www-form-urlencoded.',
    )
  }
  if (isForm && /%(?![\da-f]{2})/i.test(text)) {
    throw new WebhookError(
      'The form is malformed: a % must be followed by two hexadecimal digits, and one of its own is written %25.',
    )
  }
  return { text, isJson }
}

/** What arrives of a body. Where its sender breaks it off, that is no error of the app's: anybody can, at no cost. */
const arrived = <T>(body: Promise<T>): Promise<T> =>
  body.catch(() => {
    throw new WebhookError('The body was cut off before its end.')
  })

function parametersOf(url: string, body: Body | undefined): URLSearchParams {
  if (body) return new URLSearchParams(body.isJson ? '' : body.text)
  const signed = url.split('#', 1)[0]!
  const start = signed.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : signed.slice(start))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new WebhookError('The body says it is JSON but cannot be parsed as such.')
  }
}

/** What Hono may have cached that still has the bytes as they came. */
const faithful = ['text', 'arrayBuffer', 'blob'] as const

function assertUnread(c: Context): void {
  const { bodyCache, raw } = c.req
  if (faithful.some((kind) => bodyCache[kind])) return
  if (bodyCache.formData || bodyCache.json || raw.bodyUsed) {
    throw new Error(
      'A middleware before this one has read the body with c.req.formData(), or past Hono with c.req.raw: the bytes that Twilio signed are gone. Put the webhook middleware first, or read the body there with c.req.text() or c.req.parseBody().',
    )
  }
}

/** Whether the body exceeds `maxSize` bytes; reads no more of it than that. */
export async function isTooLarge(c: Context, maxSize: number): Promise<boolean> {
  const length = c.req.header('content-length')
  if (length !== undefined && !c.req.header('transfer-encoding')) return Number(length) > maxSize
  if (c.req.raw.bodyUsed) return false
  // A body that does not tell its length is counted while it arrives.
  let exceeded = false
  const onError = () => {
    exceeded = true
    return new Response()
  }
  await bodyLimit({ maxSize, onError })(c, async () => {})
  return exceeded
}

function tooLarge(maxSize: number): WebhookError {
  return new WebhookError(`The body is larger than ${maxSize} bytes, the limit set here.`, 413)
}
