/**
 * @module
 * One request and its answer, or the failure between them.
 */
import { Buffer } from 'node:buffer'
import type { Clock, Timer } from '../clock.ts'
import { NotSimulated } from './app.ts'
import type { Reply, Send, WireRequest } from './wire.ts'

// Captured before a test's fake timers can replace them.
const { setTimeout, clearTimeout, performance } = globalThis

/** An answer, read as far as the limit allows. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
  /** The body is longer than the limit; the rest was not read. */
  readonly tooLarge: boolean
}

/** The reason that there is no answer. */
export interface NoAnswer {
  readonly status?: undefined
  readonly cause:
    | 'unreachable'
    | 'connectTimeout'
    | 'dns'
    | 'tls'
    | 'protocol'
    | 'timeout'
    | 'stalled'
    | 'broken'
    | 'crash'
  /** The code among the TLS errors, if that is the cause. */
  readonly tlsCode?: number
  readonly message: string
}

/** Time limits, in virtual seconds unless stated otherwise, and the limit of bytes. */
export interface Limits {
  /** The limit for making the connection. */
  readonly connectTimeout: number
  /** The limit until the answer begins, and between its packets. */
  readonly readTimeout: number
  /** The virtual time at which all must be over. */
  readonly deadline: number
  /** The most bytes to read of the body. */
  readonly bytes: number
  /** Real time to wait, in milliseconds. */
  readonly patience: number
}

/** Sends a request and reads the answer. Never throws. */
export const exchange = async (
  clock: Clock,
  send: Send,
  request: Omit<WireRequest, 'signal' | 'connectTimeout'>,
  limits: Limits,
): Promise<Answer | NoAnswer> => {
  const { deadline, bytes, patience } = limits
  const left = () => Math.max(0, deadline - clock.seconds)
  const connecting = Math.min(limits.connectTimeout, left())
  let abort: AbortController | undefined
  const waiting = new Wait(clock, patience)
  let begun = false
  const expired = new Promise<NoAnswer>((resolve) => {
    waiting.expire = (how) => {
      resolve(
        begun
          ? { cause: 'stalled', message: `The answer began, but did not continue ${how}.` }
          : { cause: 'timeout', message: `There was no answer ${how}.` },
      )
      abort?.abort()
    }
  })
  const next = () => waiting.begin(Math.min(limits.readTimeout, left()))
  next()
  try {
    const answer = await clock.request(() =>
      Promise.race([
        receive(
          send({
            ...request,
            signal: () => (abort ??= new AbortController()).signal,
            connectTimeout: Math.min(connecting * 1000, patience),
          }),
          bytes,
          () => {
            begun = true
            next()
          },
        ),
        expired,
      ]),
    )
    waiting.end()
    // An unreachable host costs the full connect time-out.
    if (answer.status === undefined && answer.cause === 'connectTimeout')
      clock.pass(clock.after(connecting, () => {}))
    return answer
  } finally {
    waiting.end()
  }
}

const ITSELF =
  '. Meanwhile a phone waited for its turn: a handler of what the app began over the REST API may not await one, or it waits for itself'

/** Waits in virtual time, but in real time not longer than somebody has patience. */
class Wait {
  expire: (how: string) => void = () => {}
  readonly #clock: Clock
  readonly #patience: number
  readonly #begun = performance.now()
  #over = false
  #timer: Timer | undefined
  #impatience: ReturnType<typeof setTimeout> | undefined

  constructor(clock: Clock, patience: number) {
    this.#clock = clock
    this.#patience = patience
  }

  /** Begins to wait. */
  begin(seconds: number): void {
    // A packet may still arrive after the wait has ended.
    if (this.#over) return
    this.#stop()
    const timer = this.#clock.after(seconds, () => this.expire(`within ${seconds} s`))
    this.#timer = timer
    const left = Math.max(0, this.#patience - (performance.now() - this.#begun))
    const real = Math.min(seconds * 1000, left)
    this.#impatience = setTimeout(() => {
      if (real < seconds * 1000)
        this.expire(
          `within ${this.#patience} ms of real time (the option patience), which counts as the ${seconds} s that Twilio waits${this.#clock.waiting > 0 ? ITSELF : ''}`,
        )
      this.#clock.pass(timer)
    }, real)
  }

  end(): void {
    this.#over = true
    this.#stop()
  }

  #stop(): void {
    clearTimeout(this.#impatience)
    if (this.#timer) this.#clock.cancel(this.#timer)
  }
}

const receive = async (
  answer: Promise<Reply>,
  limit: number,
  packet: () => void,
): Promise<Answer | NoAnswer> => {
  let response: Reply
  try {
    response = await answer
    if (typeof response?.status !== 'number' || typeof response.headers?.get !== 'function')
      return {
        cause: 'crash',
        message: 'The app returned no Response: return one from each handler.',
      }
  } catch (error) {
    return failure(error)
  }
  try {
    const { status, headers } = response
    return { status, headers, ...(await readBody(response, limit, packet)) }
  } catch (error) {
    return { cause: 'broken', message: `The answer broke off: ${textOf(error)}` }
  }
}

const empty = new Uint8Array()

/** Reads a body as far as the limit allows. */
export const readBody = async (
  response: Reply,
  limit: number,
  packet: () => void = () => {},
): Promise<{ body: Uint8Array; tooLarge: boolean }> => {
  const reader = response.body?.getReader()
  if (!reader) return { body: empty, tooLarge: false }
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    packet()
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    size += value.length
    if (size > limit) {
      // The rest is not read, since a server may send without end.
      reader.cancel().catch(() => {})
      return { body: Buffer.concat(chunks).subarray(0, limit), tooLarge: true }
    }
  }
  return { body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), tooLarge: false }
}

const tlsCodes: Readonly<Record<string, number>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 11235,
  CERT_HAS_EXPIRED: 11236,
  DEPTH_ZERO_SELF_SIGNED_CERT: 11237,
  SELF_SIGNED_CERT_IN_CHAIN: 11237,
  UNABLE_TO_GET_ISSUER_CERT: 11237,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 11237,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 11237,
}

// Classifies an error by the codes of Node's own errors. An app in this process can throw one to simulate that failure.
const failure = (error: unknown): NoAnswer => {
  if (error instanceof NotSimulated) return { cause: 'dns', message: error.message }
  const code = codeOf(error)
  const message = textOf(error)
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/.test(code))
    return { cause: 'unreachable', message: `The server cannot be reached: ${message}` }
  if (/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/.test(code))
    return { cause: 'connectTimeout', message: `The server cannot be reached in time: ${message}` }
  if (/^(ENOTFOUND|EAI_)/.test(code))
    return { cause: 'dns', message: `The host name has no address: ${message}` }
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code))
    return {
      cause: 'tls',
      tlsCode: tlsCodes[code] ?? 11220,
      message: `No secure connection: ${message}`,
    }
  if (code === 'HPE_HEADER_OVERFLOW')
    return {
      cause: 'protocol',
      message:
        'The head of the answer (its status line and headers, cookies among them) has more than 16 kB: send fewer or smaller cookies and headers.',
    }
  if (code.startsWith('HPE_'))
    return { cause: 'protocol', message: `The answer is not HTTP: ${message}` }
  // A plain request to a TLS port ends with this error.
  if (/^(ECONNRESET|EPIPE|UND_ERR_)/.test(code))
    return { cause: 'protocol', message: `The connection broke before an answer: ${message}` }
  return { cause: 'crash', message: `The app threw: ${message}` }
}

// The code of the error itself, not of its causes: an app's own failed fetch() does not mean that the app is
// unreachable.
const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : ''
}

const textOf = (error: unknown): string => {
  const { cause } = (error ?? {}) as { cause?: unknown }
  return cause
    ? textOf(cause)
    : error instanceof Error
      ? error.message || error.name
      : String(error)
}
