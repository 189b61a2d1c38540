/**
 * @module
 * Twilio as an HTTP client: one webhook, with its retries, redirects, cookies, credentials and signature.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { EventOwner, Log } from '../log.ts'
import type { RequestEvent } from '../events.ts'
import type { Fault, Settings } from '../options.ts'
import type { Sids } from '../sids.ts'
import { absoluteUrl, hostHeader, plainUrl } from '../url.ts'
import { Cache } from './cache.ts'
import type { Cookies } from './cookies.ts'
import type { Credentials } from './credentials.ts'
import { type Answer, exchange, type NoAnswer } from './exchange.ts'
import { encodeForm, type Parameters, texts, withQuery } from './form.ts'
import { edgeOf, type Policy, readOverrides, type RetryReason } from './overrides.ts'
import { type Hop, isTurnedIntoGet, lostPost, obstacleTo, redirected } from './http-redirect.ts'
import { sign } from './sign.ts'
import type { Send } from './wire.ts'

/** A request that Twilio makes. */
export interface Webhook {
  readonly channel: 'messaging' | 'voice'
  /** Absolute; may have user info, and connection overrides in its fragment. */
  readonly url: string
  readonly method: 'GET' | 'POST'
  /** Absent for media, which have none. */
  readonly params?: Parameters | undefined
  /** A body of JSON, in place of parameters. */
  readonly json?: string | undefined
  /** The encoding of spaces. Default: `+`. */
  readonly space?: '+' | '%20'
  /** The most bytes to read of the answer's body. */
  readonly bytes: number
  /** Absent for callbacks, which neither send nor keep cookies. */
  readonly cookies?: Cookies | undefined
  /** True if the cookies of the answer are kept. Default: `true`. */
  readonly collects?: boolean | undefined
  readonly credentials: Credentials
  readonly owner?: EventOwner | undefined
}

/** An answer that is neither an HTTP error nor a redirect. */
export interface Fetched {
  readonly failed?: undefined
  /** The URL that finally answered, without Twilio's parameters and fragment. */
  readonly url: string
  readonly answer: Answer
}

/** The lack of a usable answer. */
export interface FetchFailure {
  readonly failed: true
  readonly code: number
  readonly message: string
  /** The URL that failed, without fragment and user info. */
  readonly url: string
  /** The answer, if it is an HTTP error. */
  readonly answer?: Answer
}

/** One request. */
interface Outgoing extends Hop {
  /** The URL as sent: with the query of a GET and the hash of a body that is not a form. */
  readonly wire: string
  readonly body: { readonly type: string; readonly text: string } | undefined
  /** The part of the request that has the parameters. */
  readonly in: RequestEvent['in']
}

/** One try of a webhook. */
interface Attempt {
  readonly policy: Policy
  /** When the whole must be over, in virtual seconds. */
  readonly deadline: number
  /** From 1. */
  readonly attempt: number
  /** The idempotency token. */
  readonly token: string
  readonly fault: Fault | undefined
}

type Tried = Fetched | (FetchFailure & { readonly retry?: RetryReason })

// Taken before a test's fake timers can replace it.
const { performance } = globalThis

const MAX_REDIRECTS = 10
/** "Hard ceiling": no webhook may take longer, regardless of overrides. */
const MAX_SECONDS = 15

/** The parts of a simulation that its requests need. */
interface ClientParts {
  readonly clock: Clock
  readonly log: Log
  readonly sids: Sids
  readonly settings: Settings
  readonly send: Send
  /** True if `send` makes connections of its own. */
  readonly networked: boolean
}

export class Client {
  readonly #clock: Clock
  readonly #log: Log
  readonly #sids: Sids
  readonly #settings: Settings
  readonly #send: Send
  readonly #networked: boolean
  readonly #cache: Cache

  constructor({ clock, log, sids, settings, send, networked }: ClientParts) {
    this.#clock = clock
    this.#log = log
    this.#sids = sids
    this.#settings = settings
    this.#send = send
    this.#networked = networked
    this.#cache = new Cache(clock)
  }

  /** Makes a request. Never throws: failures are returned. */
  async fetch(webhook: Webhook): Promise<Fetched | FetchFailure> {
    const hash = webhook.url.indexOf('#')
    const written = hash < 0 ? webhook.url : webhook.url.slice(0, hash)
    if (!URL.canParse(written)) return failed(11100, `${written} is not a URL.`, written)
    const url = plainUrl(written)
    try {
      webhook.credentials.take(written)
    } catch {
      return failed(11100, 'User name and password must be percent-encoded in a URL.', url)
    }
    const overrides = readOverrides(
      hash < 0 ? '' : webhook.url.slice(hash + 1),
      this.#settings.interconnect,
    )
    if (overrides.error) return failed(overrides.error.code, overrides.error.message, url)
    const { policy, adjusted } = overrides
    for (const message of adjusted)
      this.#log.report({ code: 11321, message }, { url }, webhook.owner)
    if (!policy.sni && !this.#networked)
      this.#log.write(
        {
          type: 'unsupported',
          message: `sni=n of ${url} is ignored: requests to an app in this process are not encrypted.`,
        },
        webhook.owner,
      )
    return this.#try(webhook, url, policy)
  }

  async #try(webhook: Webhook, url: string, policy: Policy): Promise<Fetched | FetchFailure> {
    const deadline = this.#clock.seconds + Math.min(policy.totalTime, MAX_SECONDS)
    let token = this.#sids.token()
    for (let attempt = 1; ; attempt++) {
      const fault = this.#settings.fault?.({ url, method: webhook.method, attempt })
      if (typeof fault === 'number' && !isStatus(fault))
        return failed(fault, 'The option fault makes this request fail.', url)
      const tried = await this.#follow(webhook, url, { policy, deadline, attempt, token, fault })
      if (fault === 'repeat' && attempt === 1) continue
      const retry = tried.failed && tried.retry
      if (
        !retry ||
        attempt > policy.retries ||
        !policy.retryOn.has(retry) ||
        this.#clock.seconds >= deadline
      )
        return tried
      if (this.#settings.retryToken === 'new') token = this.#sids.token()
    }
  }

  async #follow(webhook: Webhook, first: string, attempt: Attempt): Promise<Tried> {
    const rule =
      this.#settings.redirectAfterPost ??
      // Documented for calls only: https://www.twilio.com/docs/voice/twiml/changelog
      (webhook.channel === 'voice' ? 'get-with-parameters' : 'get')
    let hop: Hop = {
      url: first,
      method: webhook.method,
      params: webhook.params && texts(webhook.params),
    }
    for (let redirects = 0; ; redirects++) {
      const { url, method } = hop
      const answer = await this.#ask(webhook, hop, attempt)
      if (answer.status === undefined) return this.#unanswered(answer, url)
      const { status } = answer
      if (status < 300 || status > 399) {
        if (status < 400) return { url, answer }
        return {
          ...failed(
            this.#settings.errorCodes === 'fine' ? 11217 : 11200,
            `${method} ${url} was answered with status ${status}${HINTS[status] ?? saying(answer)}.`,
            url,
          ),
          answer,
          retry: status < 500 ? '4xx' : '5xx',
        }
      }
      const location = answer.headers.get('location')
      const obstacle = obstacleTo(status, location)
      if (obstacle) return failed(11216, obstacle, url)
      const next = location && URL.canParse(location, url) ? absoluteUrl(location, url) : ''
      if (!/^https?:/.test(next))
        return failed(11216, `The Location ${location} is not an http or https URL.`, url)
      if (redirects === MAX_REDIRECTS)
        return failed(11215, `There were more than ${MAX_REDIRECTS} HTTP redirects.`, first)
      try {
        webhook.credentials.take(next)
      } catch {
        // An unreadable fragment is not sent.
      }
      const to = plainUrl(next)
      this.#log.write({ type: 'httpRedirect', status, to }, webhook.owner)
      if (isTurnedIntoGet(status, method))
        this.#log.write(
          { type: 'warning', message: lostPost(hop, status, to, rule), url },
          webhook.owner,
        )
      hop = redirected(hop, status, to, rule)
    }
  }

  /** Makes one request, and repeats it if the server asks for credentials. */
  async #ask(
    webhook: Webhook,
    { url, method, params }: Hop,
    attempt: Attempt,
  ): Promise<Answer | NoAnswer> {
    const request = outgoing(webhook, { url, method, params })
    const { wire } = request
    let asked = webhook.credentials.header(wire, method)
    for (;;) {
      const answer = await this.#once(webhook, request, attempt, asked)
      webhook.cookies?.touch()
      if (answer.status !== 401) return answer
      // A second 401 is final, unless a digest's nonce has expired meanwhile.
      const stale = /\bstale=("?)true\1/i.test(answer.headers.get('www-authenticate') ?? '')
      if (asked !== undefined && !stale) return answer
      if (!webhook.credentials.challenged(url, answer.headers.get('www-authenticate')))
        return answer
      const again = webhook.credentials.header(wire, method)
      if (again === asked) return answer
      asked = again
    }
  }

  async #once(
    webhook: Webhook,
    { url, wire, method, params, body, in: where }: Outgoing,
    { policy, deadline, attempt, token, fault }: Attempt,
    authorization: string | undefined,
  ): Promise<Answer | NoAnswer> {
    const host = hostHeader(wire)
    const signed = this.#signedUrl(wire, webhook.channel)
    const headers: Record<string, string> = {
      host,
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      ...sign(this.#settings, signed, method === 'POST' ? this.#signedParams(params) : {}),
      'i-twilio-idempotency-token': token,
      'x-home-region': 'us1',
    }
    // Observed on calls; undocumented for messages.
    if (webhook.channel === 'voice') headers['connection'] = 'close'
    if (body !== undefined) {
      headers['content-type'] = body.type
      headers['content-length'] = String(Buffer.byteLength(body.text))
    }
    const cookie = webhook.cookies?.header(wire)
    if (cookie !== undefined) headers['cookie'] = cookie
    if (authorization !== undefined) headers['authorization'] = authorization
    const cached =
      method === 'GET' && this.#settings.cache ? this.#cache.look(wire, headers) : undefined
    if (cached?.fresh) return cached.fresh
    const sent = cached?.headers ?? headers
    const event: { -readonly [K in keyof RequestEvent]: RequestEvent[K] } = this.#log.write(
      {
        type: 'request',
        method,
        url,
        params: params ?? {},
        in: where,
        headers: sent,
        attempt,
        edge: edgeOf(policy, attempt),
        sameToken: attempt > 1 && this.#settings.retryToken === 'same',
        signedUrl: signed,
      },
      webhook.owner,
    ) as RequestEvent
    const began = performance.now()
    const given = await exchange(
      this.#clock,
      this.#send,
      { url: wire, method, headers: sent, body: body?.text, sni: policy.sni },
      {
        connectTimeout: policy.connectTimeout,
        readTimeout: policy.readTimeout,
        deadline,
        bytes: webhook.bytes,
        patience: this.#settings.patience,
      },
    )
    const answer = this.#spoilt(given, fault, Math.min(policy.readTimeout, MAX_SECONDS))
    this.#settings.observer?.answer?.(event, answer, performance.now() - began)
    if (answer.status === undefined) return answer
    if (webhook.collects !== false) webhook.cookies?.store(url, answer.headers)
    event.status = answer.status
    return cached ? this.#cache.store(wire, headers, answer) : answer
  }

  /** The answer as it arrives, changed by the option `fault` on its way. */
  #spoilt(answer: Answer | NoAnswer, fault: Fault | undefined, seconds: number): Answer | NoAnswer {
    if (typeof fault === 'number')
      return { status: fault, headers: new Headers(), body: new Uint8Array(), tooLarge: false }
    if (fault !== 'timeout') return answer
    this.#clock.pass(this.#clock.after(seconds, () => {}))
    return { cause: 'timeout', message: `There was no answer within ${seconds} s (option fault).` }
  }

  #unanswered({ cause, message, tlsCode }: NoAnswer, url: string): Tried {
    const fine = this.#settings.errorCodes === 'fine'
    const code = {
      unreachable: fine ? 11202 : 11205,
      connectTimeout: fine ? 11201 : 11205,
      dns: 11210,
      tls: tlsCode ?? 11220,
      protocol: 11206,
      timeout: fine ? 11203 : 11200,
      stalled: fine ? 11203 : 11200,
      broken: 11200,
      crash: fine ? 11217 : 11200,
    }[cause]
    const retry: Partial<Record<NoAnswer['cause'], RetryReason>> = {
      unreachable: 'ct',
      connectTimeout: 'ct',
      dns: 'ct',
      tls: 'ct',
      timeout: 'rt',
      // On any server, a handler that throws is a 500.
      crash: '5xx',
    }
    // No retry once the answer has begun, even if it is cut short.
    const reason = retry[cause]
    return { ...failed(code, message, url), ...(reason && { retry: reason }) }
  }

  // The URL to sign. Twilio drops the port of voice webhooks over https only:
  // https://www.twilio.com/docs/usage/security#validating-requests
  #signedUrl(url: string, channel: 'messaging' | 'voice'): string {
    const [, host, port = '', rest] = /^(https?:\/\/[^/?]*?)(:\d+)?([/?].*|)$/s.exec(url)!
    const secure = url.startsWith('https:')
    const documented = channel === 'voice' && secure ? '' : port
    if (this.#settings.signature === 'documented') return `${host}${documented}${rest}`
    const other = documented ? '' : port || (secure ? ':443' : ':80')
    return `${host}${other}${rest}`
  }

  #signedParams(params: Parameters | undefined): Parameters {
    if (!params || this.#settings.signedParameters === 'all') return params ?? {}
    const { CallToken: _token, StirVerstat: _verstat, ...documented } = params
    return documented
  }
}

/** True if a fault's number is an HTTP status instead of one of Twilio's codes. */
const isStatus = (fault: number): boolean => fault < 600

/** A request as it is written. Of a body that is no form the URL has the hash, which is signed with it. */
const outgoing = ({ channel, space, json }: Webhook, hop: Hop): Outgoing => {
  const { url, method, params } = hop
  if (json !== undefined && method === 'POST') {
    const hash = createHash('sha256').update(json).digest('hex')
    const body = { type: 'application/json', text: json }
    return { ...hop, wire: withQuery(url, `bodySHA256=${hash}`), body, in: 'none' }
  }
  const form = params && encodeForm(params, space)
  if (method === 'GET')
    return form
      ? { ...hop, wire: withQuery(url, form), body: undefined, in: 'query' }
      : { ...hop, wire: url, body: undefined, in: 'none' }
  const charset = channel === 'voice' ? '; charset=UTF-8' : ''
  const body = { type: `application/x-www-form-urlencoded${charset}`, text: form ?? '' }
  return { ...hop, wire: url, body, in: form ? 'body' : 'none' }
}

const failed = (code: number, message: string, url: string): FetchFailure => ({
  failed: true,
  code,
  message,
  url,
})

/** The first line of an answer in text or JSON, for messages. */
const saying = ({ headers, body }: Answer): string => {
  if (!/^(text\/plain|application\/json)\b/i.test(headers.get('content-type') ?? '')) return ''
  const [line = ''] = new TextDecoder().decode(body.subarray(0, 200)).trim().split('\n')
  return line && `: ${line.replace(/\.$/, '')}`
}

/** The likeliest cause behind a status, for readers of a failed test. */
const HINTS: Record<number, string | undefined> = {
  403: ' (did the app refuse the signature? Give it and simulate() the same authToken)',
  404: ' (does the app have this route, for this method?)',
}
