/**
 * @module
 * Makes existing clients of the `twilio` package use a simulation.
 */
import { isPrivate } from '../client/private.ts'
import { isTwilio } from './host.ts'
import { type ClientRequest, httpClient } from './http-client.ts'

/**
 * The parts of the `twilio` package that are used.
 *
 * @example
 * ```ts
 * import twilio from 'twilio'
 * import type { Patchable } from 'twimlx/simulator'
 *
 * const sdk: Patchable = twilio
 * ```
 */
export interface Patchable {
  readonly RequestClient: { readonly prototype: object }
}

/**
 * Undoes a patch.
 *
 * @example
 * ```ts
 * const within = async (undo: Undo, run: () => Promise<void>): Promise<void> => {
 *   await run()
 *   undo()
 * }
 * ```
 */
export type Undo = () => void

/** A client of the package. It sends requests through axios, of which only the last step is replaced. */
interface Client {
  axios?: { defaults: { adapter?: unknown }; getUri(config: AxiosConfig): string }
  request(options: ClientRequest): Promise<unknown>
}

interface AxiosConfig {
  readonly method?: string
  readonly url?: string
  readonly headers: { toJSON?(): Record<string, string> } & Record<string, string>
  readonly data?: string
}

/**
 * @param send - Sends the requests of the package's clients.
 * @param fetch - Replaces the global fetch for Twilio's hosts; if absent, it is left alone.
 */
export const patch = (
  sdk: Patchable,
  send: typeof globalThis.fetch,
  fetch: typeof globalThis.fetch | undefined,
): Undo => {
  // The class of the package, recognised by its method.
  const prototype = sdk?.RequestClient?.prototype as Client | undefined
  if (typeof prototype?.request !== 'function')
    throw new TypeError(
      "patch() takes the twilio package as it is imported: import twilio from 'twilio', then rest.patch(twilio).",
    )
  const { request } = prototype
  const { fetch: network } = globalThis
  // A client that is pointed at a server of this machine, such as that of listen(), goes on to ask that.
  const adapter = adapterOf((url, init) =>
    (isPrivate(new URL(String(url)).hostname) ? network : send)(url, init),
  )
  const replaced = new Map<NonNullable<Client['axios']>, unknown>()
  const bare = httpClient(send)
  prototype.request = function patched(this: Client, options) {
    const { axios } = this
    // The rest stays the client's own: its retries, its encoding of forms, its errors.
    if (!axios) return bare.request(options)
    if (!replaced.has(axios)) {
      replaced.set(axios, axios.defaults.adapter)
      axios.defaults.adapter = adapter(axios)
    }
    return request.call(this, options)
  }
  const undoFetch = fetch ? patchFetch(fetch) : () => {}
  return () => {
    prototype.request = request
    for (const [axios, before] of replaced) axios.defaults.adapter = before
    replaced.clear()
    undoFetch()
  }
}

/** The adapter by which axios sends requests. */
const adapterOf =
  (fetch: typeof globalThis.fetch) =>
  (axios: NonNullable<Client['axios']>) =>
  async (config: AxiosConfig) => {
    const { method = 'get', data } = config
    const answer = await fetch(axios.getUri(config), {
      method: method.toUpperCase(),
      headers: config.headers.toJSON?.() ?? config.headers,
      ...(data !== undefined && data !== null && { body: data }),
    })
    return {
      data: await answer.text(),
      status: answer.status,
      statusText: answer.statusText,
      headers: Object.fromEntries(answer.headers),
      config,
    }
  }

/** Makes the global fetch answer for Twilio's hosts. */
const patchFetch = (fetch: typeof globalThis.fetch): (() => void) => {
  const before = globalThis.fetch
  const patched: typeof globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    const ours = URL.canParse(url) && isTwilio(new URL(url).hostname)
    return ours ? fetch(input, init) : before(input, init)
  }
  globalThis.fetch = patched
  return () => {
    // Other code may have replaced it since.
    if (globalThis.fetch === patched) globalThis.fetch = before
  }
}
