/**
 * @module
 * `twimlx send`: signs a webhook as Twilio would, sends it, and prints the answer.
 */
import { STATUS_CODES } from 'node:http'
import { resolve } from 'node:path'
import { pretty } from '../render/pretty.ts'
import { Credentials } from '../simulator/client/credentials.ts'
import { withQuery } from '../simulator/client/form.ts'
import { readBody } from '../simulator/client/exchange.ts'
import { obstacleTo } from '../simulator/client/http-redirect.ts'
import { transfer } from '../simulator/client/network.ts'
import { readDocument } from '../simulator/document.ts'
import { hostHeader, plainUrl } from '../simulator/url.ts'
import type { SignatureAlgorithm } from '../webhook/hmac.ts'
import { MAX_DOCUMENT_BYTES } from '../vocabulary/limits.ts'
import { visible } from '../webhook/shown.ts'
import { type RequestToSign, signatureHeaders } from '../webhook/sign.ts'
import { statusKindOf } from '../webhook/status.ts'
import { command, urlFault } from './arguments.ts'
import { CookieFile } from './cookie-file.ts'
import { refused } from './refused.ts'

const usage = `Usage: twimlx send <URL> [Name=Value …]

Sends a webhook to your app: a message if there is a Body or a MediaUrl0, else a call. Parameters that Twilio always sends
are filled in; each Name=Value replaces one of them or adds another.

  twimlx send http://localhost:3000/sms From=+15550100111 Body=hi
  twimlx send http://localhost:3000/menu Digits=1
  twimlx send http://localhost:3000/status MessageSid=SM1 MessageStatus=delivered

Options:
  --auth-token <token>   your app's auth token; default: TWILIO_AUTH_TOKEN of the environment
  --shared-key <id=secret>
                         sign with a shared key instead, as Twilio does under a webhook rule of your account
  --algorithm <name>     the algorithm of the shared key: HMAC_SHA256 (the default) or HMAC_SHA1
  --account-sid <sid>    AccountSid to send; default: TWILIO_ACCOUNT_SID of the environment, or one made up
  --public-url <URL>     the URL to sign, if your app expects another than the one requested (its publicUrl)
  --cookies <file>       send the cookies of this file, and store those that the app sets in it
  --get                  send a GET, with the parameters in the query
  --help                 print this

Exit status: 0 Twilio would take the answer, 1 it would not, 2 the command is called wrongly.`

/** Signs a webhook, sends it, and prints the answer. The exit code is 1 if Twilio would see a failure. */
export const send = command({
  usage,
  options: {
    'auth-token': { type: 'string' },
    'account-sid': { type: 'string' },
    'public-url': { type: 'string' },
    'shared-key': { type: 'string' },
    algorithm: { type: 'string' },
    cookies: { type: 'string' },
    get: { type: 'boolean' },
  },
  read({ values, positionals }, env) {
    const [url = '', ...pairs] = positionals
    const publicUrl = values['public-url'] ?? url
    for (const each of [url, publicUrl]) {
      const fault = urlFault(each, 'http://localhost:3000/sms')
      if (fault) return fault
    }
    const given = new URLSearchParams()
    for (const pair of pairs) {
      const equals = pair.indexOf('=')
      if (equals < 1) return `${JSON.stringify(pair)} is not a parameter: write Name=Value.`
      given.append(pair.slice(0, equals), pair.slice(equals + 1))
    }
    const shared = values['shared-key']
    const [, keyId, secret] = /^([^=]+)=(.+)$/s.exec(shared ?? '') ?? []
    if (shared !== undefined && (keyId === undefined || secret === undefined))
      return '--shared-key has no id or no secret: write --shared-key webhooks_sharedkey_…=secret.'
    const { algorithm } = values
    if (algorithm !== undefined && (shared === undefined || !isAlgorithm(algorithm)))
      return '--algorithm goes with --shared-key, and is HMAC_SHA256 or HMAC_SHA1.'
    const authToken = values['auth-token'] ?? env['TWILIO_AUTH_TOKEN']
    if (!authToken && keyId === undefined)
      return 'There is no auth token to sign with: set TWILIO_AUTH_TOKEN, or give --auth-token, the same text as in your app. For a local test any text will do.'
    return {
      url,
      publicUrl,
      given,
      accountSid: values['account-sid'] ?? env['TWILIO_ACCOUNT_SID'],
      secrets:
        keyId === undefined
          ? { authToken: authToken! }
          : { sharedKeys: { [keyId]: secret! }, algorithm },
      method: values.get ? ('GET' as const) : ('POST' as const),
      cookies: values.cookies,
    }
  },
  async run(settings, { out, error, cwd = process.cwd() }) {
    let cookies: CookieFile | undefined
    try {
      if (settings.cookies !== undefined) cookies = new CookieFile(resolve(cwd, settings.cookies))
    } catch (cause) {
      error((cause as Error).message)
      return 1
    }
    const webhook = webhookOf(settings)
    try {
      const answer = await request(settings, webhook, cookies)
      for (const part of shown(answer)) out(part)
      if (answer.tooLarge)
        error(`… and more, which is not shown: this is the first ${MAX_DOCUMENT_BYTES} bytes.`)
      const failures = failuresOf(answer, settings, webhook)
      for (const failure of failures) error(failure)
      return failures.length > 0 || answer.status >= 400 ? 1 : 0
    } catch (cause) {
      error(explain(cause, webhook.target))
      return 1
    }
  },
})

/** The settings of the command line. */
interface Settings {
  readonly url: string
  readonly publicUrl: string
  readonly given: URLSearchParams
  readonly accountSid: string | undefined
  readonly secrets: Pick<RequestToSign, 'authToken' | 'sharedKeys' | 'algorithm'>
  readonly method: 'GET' | 'POST'
}

/** The request that Twilio would make. */
interface Webhook {
  readonly params: URLSearchParams
  readonly query: string
  /** The URL to request, and the URL to sign. */
  readonly target: string
  readonly signed: string
}

/** The answer of the app. */
interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
  readonly tooLarge: boolean
  readonly milliseconds: number
}

const webhookOf = ({ url, publicUrl, given, accountSid, method }: Settings): Webhook => {
  const params = complete(given, accountSid)
  const query = String(params)
  // User name, password and connection overrides are neither requested nor signed.
  const plain = (written: string) => withQuery(plainUrl(written), method === 'GET' ? query : '')
  return { params, query, target: plain(url), signed: plain(publicUrl) }
}

const request = async (
  { url, secrets, method }: Settings,
  { params, query, target, signed }: Webhook,
  cookies: CookieFile | undefined,
): Promise<Answer> => {
  const start = performance.now()
  const credentials = new Credentials('always')
  credentials.take(url)
  const authorization = credentials.header(target, method)
  const cookie = cookies?.header(target)
  const response = await transfer({
    url: target,
    method,
    headers: {
      Host: hostHeader(target),
      ...(await signatureHeaders({ ...secrets, url: signed, method, params })),
      'I-Twilio-Idempotency-Token': crypto.randomUUID(),
      'User-Agent': 'TwilioProxy/1.1',
      Accept: '*/*',
      ...(authorization !== undefined && { Authorization: authorization }),
      ...(cookie && { Cookie: cookie }),
      ...(method === 'POST' && {
        'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'Content-Length': String(query.length),
      }),
    },
    body: method === 'POST' ? query : undefined,
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
    connectTimeout: TIMEOUT_MS,
    sni: true,
  })
  const { status, headers } = response
  const read = await readBody(response, MAX_DOCUMENT_BYTES)
  cookies?.store(target, headers)
  return { status, headers, ...read, milliseconds: Math.round(performance.now() - start) }
}

/** The line of the status, and the body if there is one. */
const shown = ({ status, headers, body, tooLarge, milliseconds }: Answer): string[] => {
  const type = headers.get('content-type') ?? 'no Content-Type'
  const location = headers.get('location')
  const head = visible(
    `${status} ${STATUS_CODES[status] ?? ''}, ${type}, ${milliseconds} ms${location ? `, to ${location}` : ''}`,
  )
  const text = new TextDecoder().decode(body)
  return text ? [head, lines(!tooLarge && /xml|html/.test(type) ? pretty(text) : text)] : [head]
}

/** The reasons for which Twilio would not take the answer. */
const failuresOf = (
  answer: Answer,
  { url, method, given }: Settings,
  { params, target, signed }: Webhook,
): string[] => {
  const { status, headers } = answer
  if (status === 403) return [refused(signed)]
  if (status === 404)
    return [
      `The app has no route for ${method} ${new URL(url).pathname}: is the path right, and the method (--get)?`,
    ]
  if (status === 400) return [sentAs(params)]
  if (status >= 400) return []
  if (status >= 300) {
    const obstacle = obstacleTo(status, headers.get('location'))
    return obstacle ? [`${obstacle} That is Twilio's error 11216.`] : []
  }
  // The answer to a status callback is not read.
  const channel = channelOf(given)
  if (channel === undefined) return []
  const document = readDocument(answer, target, channel, 'no-verbs')
  return document.kind === 'none'
    ? [visible(`${document.message} That is Twilio's error ${document.code}.`)]
    : []
}

/** The app's text in its lines, without control sequences for the terminal. */
const lines = (text: string): string => text.split(/\r?\n/).map(visible).join('\n')

// Twilio's time-out for a whole answer.
const TIMEOUT_MS = 15_000

/** The channel that reads the answer as a document; `undefined` for a status callback. */
const channelOf = (given: URLSearchParams): 'messaging' | 'voice' | undefined =>
  given.has('Body') || given.has('MediaUrl0')
    ? 'messaging'
    : statusKindOf(given) === 'unknown'
      ? 'voice'
      : undefined

const isAlgorithm = (name: string): name is SignatureAlgorithm => /^HMAC_SHA(1|256)$/.test(name)

/** Adds the parameters that Twilio always sends. */
const complete = (given: URLSearchParams, accountSid = sid('AC', '0')): URLSearchParams => {
  const params = new URLSearchParams(given)
  const fill = (rest: Record<string, string>) => {
    for (const [name, value] of Object.entries(rest))
      if (!params.has(name)) params.append(name, value)
  }
  fill({ AccountSid: accountSid, ApiVersion: '2010-04-01' })
  const kind = statusKindOf(given)
  if (given.has('Body') || given.has('MediaUrl0')) {
    const media = [...given.keys()].filter((name) => /^MediaUrl\d+$/.test(name)).length
    const messageSid = given.get('MessageSid') ?? sid(media > 0 ? 'MM' : 'SM')
    fill({
      MessageSid: messageSid,
      SmsSid: messageSid,
      SmsMessageSid: messageSid,
      From: '+15550100111',
      To: '+15550100222',
      Body: '',
      NumMedia: String(media),
      NumSegments: '1',
      SmsStatus: 'received',
    })
  } else if (kind === 'unknown' || kind === 'call') {
    fill({ CallSid: sid('CA'), From: '+15550100111', To: '+15550100222' })
    fill({
      Caller: params.get('From') ?? '',
      Called: params.get('To') ?? '',
      CallStatus: 'ringing',
      Direction: 'inbound',
    })
  }
  params.sort()
  return params
}

const sid = (prefix: string, digit?: string): string =>
  prefix + (digit ? digit.repeat(32) : crypto.randomUUID().replaceAll('-', ''))

/** Says what kind of webhook was sent, and why, in case the app expected the other kind. */
const sentAs = (params: URLSearchParams): string =>
  params.has('MessageSid')
    ? 'This was sent as a message, because it has a Body, a MediaUrl0 or a MessageSid.'
    : 'This was sent as a call, because it has no Body: for a message add Body=hi (names are case-sensitive).'

const explain = (cause: unknown, url: string): string => {
  const { name, message, code } = cause as NodeJS.ErrnoException
  if (name === 'TimeoutError' || name === 'AbortError')
    return `No answer within ${TIMEOUT_MS / 1000} s: Twilio would have given up and asked the fallback URL.`

  if (name === 'URIError')
    return 'User name and password of the URL must be percent-encoded: write %25 for a percent sign.'

  return code === 'ECONNREFUSED'
    ? `Nothing listens at ${new URL(url).origin}: start the app first.`
    : /SSL|TLS/.test(code ?? '')
      ? `${new URL(url).host} does not speak TLS as expected (${code}): is it http:// and not https://?`
      : `${url} could not be reached: ${message || code}.`
}
