/**
 * @module
 * Twilio's REST API, answered by the simulation: with the same phones, clock and log.
 * @see https://www.twilio.com/docs/usage/api
 */
import { type Double, type Route, route } from './double.ts'
import { handle, ConnectionLost } from './handler.ts'
import { bare, type OwnEndpoint } from './own.ts'
import { isTwilio } from './host.ts'
import { type HttpClient, httpClient } from './http-client.ts'
import { listen, type RestServer } from './listen.ts'
import { patch, type Patchable, type Undo } from './patch.ts'
import { bodyOf, headersOf, type IncomingRequest, type RestAnswer } from './request.ts'

/**
 * Options of `patch()`.
 *
 * @example
 * ```ts
 * const options: PatchOptions = { fetch: false }
 * ```
 */
export interface PatchOptions {
  /** If `true`, the global `fetch` answers for Twilio's hosts too. Default: `true`. */
  fetch?: boolean | undefined
}

/**
 * The REST API of a simulation.
 *
 * @example
 * ```ts
 * import twilio from 'twilio'
 * import type { Rest } from 'twimlx/simulator'
 *
 * const clientOf = (rest: Rest) =>
 *   twilio('AC0123456789abcdef0123456789abcdef', 'token', { httpClient: rest.httpClient })
 * ```
 */
export class Rest {
  readonly #double: Double
  readonly #own: Route<OwnEndpoint>[] = []

  constructor(double: Double) {
    this.#double = double
  }

  /**
   * A `fetch` for apps that call the API by hand. It answers for Twilio's hosts only, and contacts no host.
   * @throws {TypeError} For another host.
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   *
   * const twilio = simulate('http://localhost:3000', { authToken: 'secret' })
   * const sid = 'AC' + '0'.repeat(32)
   * const answer = await twilio.rest.fetch(`https://api.twilio.com/2010-04-01/Accounts/${sid}/Messages.json`, {
   *   headers: { Authorization: `Basic ${btoa(`${sid}:secret`)}` },
   * })
   * console.log(await answer.json())
   * ```
   */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    try {
      return await this.#send(input, init)
    } catch (error) {
      // The error of fetch() when there is no answer.
      throw error instanceof ConnectionLost
        ? new TypeError('fetch failed', { cause: error })
        : error
    }
  }

  /**
   * An HTTP client to give to the SDK: `new Twilio(sid, token, { httpClient: twilio.rest.httpClient })`.
   *
   * Its type is assignable to the SDK's own class, whose private members no other object can have.
   */
  get httpClient(): never {
    const client: HttpClient = httpClient(this.#send)
    // The SDK checks nothing at run time.
    return client as never
  }

  readonly #send = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const { hostname } = new URL(request.url)
    if (!isTwilio(hostname))
      throw new TypeError(
        `${hostname} was asked, and twilio.rest answers for twilio.com: nothing was sent.`,
      )
    const answer = await this.handle({
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    })
    const { status, headers } = answer
    return new Response(status === 204 ? null : bodyOf(answer), {
      status,
      headers: { ...headersOf(answer), ...headers },
    })
  }

  /**
   * Makes every client of the `twilio` package in this process use the simulation, also clients that an app made while
   * its module was loaded. The global `fetch` uses it too, for Twilio's hosts.
   *
   * @param sdk - The package as imported: `import twilio from 'twilio'`.
   * @returns A function that undoes it.
   * @example
   * ```ts
   * import sdk from 'twilio'
   * import { simulate } from 'twimlx/simulator'
   *
   * const twilio = simulate('http://localhost:3000')
   * const undo = twilio.rest.patch(sdk)
   * // … the app sends messages and makes calls …
   * undo()
   * ```
   */
  patch(sdk: Patchable, { fetch = true }: PatchOptions = {}): Undo {
    return patch(sdk, this.#send, fetch ? this.fetch : undefined)
  }

  /**
   * Serves the API on a port of this machine, for apps in other processes and languages. Point their client there:
   * `client.api.baseUrl = url` in Node, `client.api.base_url = url` in Python.
   *
   * @param options - `port`: the port to listen on. Default: a free one.
   */
  listen(options: { port?: number | undefined } = {}): Promise<RestServer> {
    return listen(
      (request) => this.#answer(request),
      () => this.#double.actions.later(),
      options,
    )
  }

  /**
   * Adds an endpoint that the simulation lacks, or replaces one that it has: Verify, Lookup.
   *
   * @param method - `GET`, `POST`, `DELETE` …
   * @param path - Such as `/v2/Services/:sid/Verifications`; with or without `.json`.
   * @param handler - Returns an object, which is sent as JSON, a `Response`, or nothing for a 204. Dates in an object are
   * written as that API writes them, and in answer to a GET one list alone, such as `{ verifications }`, is sent in pages.
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   *
   * const twilio = simulate('http://localhost:3000')
   * twilio.rest.on('POST', '/v2/Services/:sid/Verifications', ({ params, form }) => ({
   *   sid: 'VE1',
   *   service_sid: params['sid'],
   *   to: form.get('To'),
   *   status: 'pending',
   * }))
   * ```
   */
  on(method: string, path: string, handler: OwnEndpoint): this {
    if (!path.startsWith('/'))
      throw new TypeError(`A path begins with a slash, such as /v2/Services/:sid, not "${path}".`)
    // The latest counts.
    this.#own.unshift(route(method, bare(path), handler))
    return this
  }

  /** Answers a request from any client. Its later effects begin only after the answer. */
  async handle(request: IncomingRequest): Promise<RestAnswer> {
    try {
      return await this.#answer(request)
    } finally {
      this.#double.actions.later()
    }
  }

  #answer(request: IncomingRequest): Promise<RestAnswer> {
    return handle(this.#double, this.#own, request)
  }
}
