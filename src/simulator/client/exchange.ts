/**
 * @module
 * One request and its answer, or what came between.
 */
import { Buffer } from 'node:buffer'
import type { Clock } from '../clock.ts'
import { NotSimulated, type Send, type WireRequest } from './app.ts'

// Taken before a test's fake timers can replace them.
const { setTimeout, clearTimeout } = globalThis

/** An answer, read as far as the limit allows. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
  /** The body is longer than the limit; the rest was not read. */
  readonly tooLarge: boolean
}

/** Why there is no answer. */
export interface NoAnswer {
  readonly status?: undefined
  readonly cause: 'connect' | 'dns' | 'tls' | 'protocol' | 'timeout' | 'broken' | 'crash'
  /** The code among the TLS errors, where the cause is one. */
  readonly tlsCode?: number
  readonly message: string
}

/** How long to wait, in seconds, and how much to read, in bytes. */
export interface Limits {
  readonly seconds: number
  readonly bytes: number
  /** Real time to wait, in milliseconds. */
  readonly patience: number
}

/** Sends a request and reads the answer. Never throws. */
export const exchange = async (
  clock: Clock,
  send: Send,
  request: Omit<WireRequest, 'signal'>,
  { seconds, bytes, patience }: Limits,
): Promise<Answer | NoAnswer> => {
  const abort = new AbortController()
  let expire!: (message: string) => void
  const expired = new Promise<NoAnswer>((resolve) => {
    expire = (message) => {
      resolve({ cause: 'timeout', message })
      abort.abort()
    }
  })
  const timer = clock.after(seconds, () => expire(`There was no answer within ${seconds} s.`))
  const real = Math.min(seconds * 1000, patience)
  const impatience = setTimeout(() => {
    if (real < seconds * 1000)
      expire(
        `There was no answer within ${real} ms of real time (the option patience), which counts as the ${seconds} s that Twilio waits.`,
      )
    clock.pass(timer)
  }, real)
  try {
    return await clock.request(() =>
      Promise.race([receive(send({ ...request, signal: abort.signal }), bytes), expired]),
    )
  } finally {
    clearTimeout(impatience)
    clock.cancel(timer)
  }
}

const receive = async (answer: Promise<Response>, limit: number): Promise<Answer | NoAnswer> => {
  let response: Response
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
    return { status: response.status, headers: response.headers, ...(await read(response, limit)) }
  } catch (error) {
    return { cause: 'broken', message: `The answer broke off: ${textOf(error)}` }
  }
}

const empty = new Uint8Array()

const read = async (
  response: Response,
  limit: number,
): Promise<{ body: Uint8Array; tooLarge: boolean }> => {
  const reader = response.body?.getReader()
  if (!reader) return { body: empty, tooLarge: false }
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    size += value.length
    if (size > limit) {
      // Whatever the rest is, it makes no difference: a server that goes on for ever must not keep us.
      reader.cancel().catch(() => {})
      return { body: empty, tooLarge: true }
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

// The codes of Node's own errors, which fetch() gives as the cause of its TypeError.
const failure = (error: unknown): NoAnswer => {
  if (error instanceof NotSimulated) return { cause: 'dns', message: error.message }
  const code = codeOf(error)
  const message = textOf(error)
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/.test(code))
    return { cause: 'connect', message: `The server cannot be reached: ${message}` }
  if (/^(ENOTFOUND|EAI_)/.test(code))
    return { cause: 'dns', message: `The host has no address: ${message}` }
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code))
    return {
      cause: 'tls',
      tlsCode: tlsCodes[code] ?? 11220,
      message: `No secure connection: ${message}`,
    }
  if (code.startsWith('HPE_')) return { cause: 'protocol', message: `That is not HTTP: ${message}` }
  if (/^(ECONNRESET|EPIPE|UND_ERR_)/.test(code))
    return { cause: 'broken', message: `The connection broke: ${message}` }
  return { cause: 'crash', message: `The app threw: ${message}` }
}

const codeOf = (error: unknown): string => {
  for (
    let at = error, depth = 0;
    at && depth < 5;
    at = (at as { cause?: unknown }).cause, depth++
  ) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string') return code
  }
  return ''
}

const textOf = (error: unknown): string => {
  const { cause } = (error ?? {}) as { cause?: unknown }
  return cause
    ? textOf(cause)
    : error instanceof Error
      ? error.message || error.name
      : String(error)
}
