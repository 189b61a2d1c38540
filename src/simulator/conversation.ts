/**
 * @module
 * One conversation between Twilio and the app: a message and its replies, or one leg of a call. It fetches documents,
 * and the fallback's if one fails.
 */
import { MAX_DOCUMENT_BYTES } from '../vocabulary/limits.ts'
import type { Fetched } from './client/client.ts'
import type { Cookies } from './client/cookies.ts'
import { Credentials } from './client/credentials.ts'
import type { Parameters } from './client/form.ts'
import { type Document, type NoDocument, readDocument } from './document.ts'
import { levelOf } from './error-codes.ts'
import type { EventOwner } from './log.ts'
import { plainUrl, resolveUrl } from './url.ts'
import type { Simulation } from './simulation.ts'

/** A URL and the method to request it. */
export interface Endpoint {
  readonly url: string
  readonly method: 'GET' | 'POST'
}

/** A request for a document. */
export interface DocumentRequest {
  /** The reference as written. */
  readonly reference: string
  /** The base URL of the reference. */
  readonly base: string | undefined
  readonly method: 'GET' | 'POST'
  /** The parameters that the verb adds to the standard ones. */
  readonly params?: Parameters
  /** Twilio's code for an invalid reference. Default: 11100. */
  readonly code?: number
  /** True if the invalid reference has been reported already. */
  readonly told?: boolean
}

/** A document that failed: Twilio's code and the URL. */
export interface DocumentFailure {
  readonly code: number
  readonly url: string
}

/** Options of a callback. */
export interface CallbackOptions {
  /** Twilio's code for an HTTP error in the answer. */
  readonly code: number
  readonly space?: '+' | '%20'
  /** True if it has the conversation's standard parameters. Default: `true`. */
  readonly standing?: boolean
}

/** The options of a conversation. */
export interface ConversationOptions {
  readonly channel: 'messaging' | 'voice'
  readonly cookies: Cookies
  readonly fallback?: Endpoint | undefined
  readonly owner?: EventOwner | undefined
  /** The current parameters of every request. */
  readonly standard: () => Parameters
  /** Called before each request for a document; throws if there were too many. */
  readonly count: () => void
  /** Tells whether it has ended meanwhile: then no fallback is requested. */
  readonly ended?: () => boolean
}

export class Conversation {
  readonly #simulation: Simulation
  readonly #options: ConversationOptions
  readonly #credentials: Credentials
  #fallbackSpent = false

  constructor(simulation: Simulation, options: ConversationOptions) {
    this.#simulation = simulation
    this.#options = options
    this.#credentials = new Credentials(simulation.settings.credentials)
  }

  /**
   * Fetches a control document or, if that fails, the fallback's.
   * @returns `undefined` if that fails too, or there is no fallback. The failures are in the log.
   */
  async document(wanted: DocumentRequest): Promise<Document | undefined> {
    const first = await this.#fetchDocument(wanted)
    if (first.kind !== 'none') {
      this.#fallbackSpent = false
      return first
    }
    return this.#options.ended?.() ? undefined : this.recover(first)
  }

  /** Fetches the fallback's document, if there is a fallback that was not used already. */
  async recover({ code, url }: DocumentFailure): Promise<Document | undefined> {
    const { fallback } = this.#options
    // A fallback that leads to a dead URL must not be requested again and again.
    if (!fallback || this.#fallbackSpent) return undefined
    this.#fallbackSpent = true
    return this.attempt({
      reference: fallback.url,
      base: undefined,
      method: fallback.method,
      params: { ErrorCode: String(code), ErrorUrl: plainUrl(url) },
    })
  }

  /**
   * Fetches a document, without the fallback.
   * @returns `undefined` if that fails. The failure is in the log.
   */
  async attempt(wanted: DocumentRequest): Promise<Document | undefined> {
    const document = await this.#fetchDocument(wanted)
    return document.kind === 'none' ? undefined : document
  }

  /**
   * Sends a callback, without the cookies of the conversation, which are for its documents only. The answer has no
   * effect; an HTTP error is reported with `code`.
   * @returns The answer, if there is one.
   */
  async notify(
    { reference, base, method, params = {} }: DocumentRequest,
    { code, space = '%20', standing = true }: CallbackOptions,
  ): Promise<Fetched | undefined> {
    const url = resolveUrl(reference, base)
    const { log, client } = this.#simulation
    const { channel, owner, standard } = this.#options
    if (typeof url !== 'string') {
      log.report(url, { url: reference }, owner)
      return undefined
    }
    const fetched = await client.fetch({
      channel,
      url,
      method,
      params: this.#parameters(standing ? { ...standard(), ...params } : params),
      space,
      bytes: MAX_DOCUMENT_BYTES,
      credentials: this.#credentials,
      owner,
    })
    if (!fetched.failed) return fetched
    log.write(
      {
        // 11200 is an error for a document, but nothing depends on a callback.
        type: code === 11200 ? 'warning' : levelOf(code),
        code,
        message: fetched.message,
        url: fetched.url,
      },
      owner,
    )
    return undefined
  }

  /**
   * Fetches a file unchanged.
   * @param bytes - The most bytes to read. Of a sound file only the headers matter.
   * @param collects - True if the cookies of the answer are kept.
   */
  media(url: string, { bytes = MAX_DOCUMENT_BYTES, collects = true } = {}) {
    const { channel, cookies, owner } = this.#options
    return this.#simulation.client.fetch({
      channel,
      url,
      method: 'GET',
      bytes,
      cookies,
      collects,
      credentials: this.#credentials,
      owner,
    })
  }

  async #fetchDocument(
    wanted: DocumentRequest,
  ): Promise<Document | (NoDocument & { url: string })> {
    const { settings, log, client } = this.#simulation
    const { channel, cookies, owner, standard, count } = this.#options
    const url = resolveUrl(wanted.reference, wanted.base)
    if (typeof url !== 'string') {
      const { code = url.code, reference, told = false } = wanted
      if (!told) log.report({ ...url, code }, { url: reference }, owner)
      return { kind: 'none', ...url, code, url: reference }
    }
    count()
    const fetched = await client.fetch({
      channel,
      url,
      method: wanted.method,
      params: this.#parameters({ ...standard(), ...wanted.params }),
      bytes: MAX_DOCUMENT_BYTES,
      cookies,
      credentials: this.#credentials,
      owner,
    })
    if (fetched.failed) {
      log.report(fetched, fetched, owner)
      return { kind: 'none', code: fetched.code, message: fetched.message, url: fetched.url }
    }
    const base = settings.base === 'final' ? fetched.url : plainUrl(url)
    const document = readDocument(fetched.answer, base, channel, settings.noContent)
    if (document.kind !== 'none') return document
    const { code, message, line, column } = document
    log.write(
      { type: 'error', code, message, url: fetched.url, ...(line && { line, column }) },
      owner,
    )
    return { ...document, url: fetched.url }
  }

  #parameters(params: Parameters): Parameters {
    return { ...params, ...this.#simulation.settings.extraParams }
  }
}
