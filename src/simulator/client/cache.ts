/**
 * @module
 * Twilio's cache of responses to GET, on the virtual clock.
 */
import CachePolicy from 'http-cache-semantics'
import type { Clock } from '../clock.ts'
import type { Answer } from './exchange.ts'

interface Entry {
  readonly policy: CachePolicy
  readonly answer: Answer
}

/** The cache's knowledge of a request before it is made. */
export type Lookup =
  | { readonly fresh: Answer }
  | { readonly fresh?: undefined; readonly headers: Readonly<Record<string, string>> }

// Documents requested by GET have Twilio's parameters in their URLs, so nearly every one is new: old entries must be
// dropped.
const MAX_ENTRIES = 200

export class Cache {
  readonly #entries = new Map<string, Entry>()
  readonly #Policy: typeof CachePolicy

  constructor(clock: Clock) {
    // The library calls its own method for the time, even in its constructor.
    this.#Policy = class extends CachePolicy {
      now(): number {
        return clock.date.getTime()
      }
    }
  }

  look(url: string, headers: Readonly<Record<string, string>>): Lookup {
    const entry = this.#entries.get(url)
    if (!entry) return { headers }
    const request = { url, method: 'GET', headers: { ...headers } }
    if (entry.policy.satisfiesWithoutRevalidation(request)) return { fresh: entry.answer }
    return { headers: entry.policy.revalidationHeaders(request) as Record<string, string> }
  }

  /** Stores an answer. Returns the stored one if the answer says that nothing has changed. */
  store(url: string, headers: Readonly<Record<string, string>>, answer: Answer): Answer {
    const request = { url, method: 'GET', headers: { ...headers } }
    const response = { status: answer.status, headers: Object.fromEntries(answer.headers) }
    const entry = this.#entries.get(url)
    if (answer.status === 304 && entry) {
      const { policy, modified } = entry.policy.revalidatedPolicy(request, response)
      if (!modified) {
        this.#entries.set(url, { policy, answer: entry.answer })
        return entry.answer
      }
    }
    if (answer.status !== 200) return answer
    const policy = new this.#Policy(request, response, { shared: true, cacheHeuristic: 0 })
    this.#entries.delete(url)
    if (policy.storable() && (policy.timeToLive() > 0 || hasValidator(answer.headers))) {
      if (this.#entries.size >= MAX_ENTRIES)
        this.#entries.delete(this.#entries.keys().next().value!)
      this.#entries.set(url, { policy, answer })
    }
    return answer
  }
}

const hasValidator = (headers: Headers): boolean =>
  headers.has('etag') || headers.has('last-modified')
