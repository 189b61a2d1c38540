/** The four ways in which the official client reaches the API of a simulation. */
import twilioSdk from 'twilio'
import { onTestFinished } from 'vitest'
import type { Simulator } from 'twimlx/simulator'

export const accountSid = `AC${'a'.repeat(32)}`
export const authToken = 'token'

type Client = ReturnType<typeof twilioSdk>

/** A client that uses `fetch`, as an app without the official client might. */
class FetchClient extends twilioSdk.RequestClient {
  readonly #fetch: typeof fetch

  constructor(fetch: typeof globalThis.fetch) {
    super()
    this.#fetch = fetch
  }

  override async request<T>(
    options: Parameters<InstanceType<typeof twilioSdk.RequestClient>['request']>[0],
  ) {
    const { method, uri, username, password, params = {}, data } = options
    const pairs = (values: object) =>
      Object.entries(values).flatMap(([name, value]) =>
        [value].flat().map((each): [string, string] => [name, String(each)]),
      )
    const query = new URLSearchParams(pairs(params)).toString()
    const answer = await this.#fetch(query === '' ? uri : `${uri}?${query}`, {
      method,
      headers: { authorization: `Basic ${btoa(`${username}:${password}`)}` },
      ...(data !== undefined && { body: new URLSearchParams(pairs(data as object)) }),
    })
    const body = (await answer.text()) as T
    const headers = Object.fromEntries(answer.headers)
    return { statusCode: answer.status, body, headers, toString: () => String(body) }
  }
}

export const faces: Readonly<Record<string, (twilio: Simulator) => Client | Promise<Client>>> = {
  'rest.patch()': (twilio) => {
    onTestFinished(twilio.rest.patch(twilioSdk))
    return twilioSdk(accountSid, authToken)
  },
  'rest.httpClient': ({ rest }) =>
    new twilioSdk.Twilio(accountSid, authToken, { httpClient: rest.httpClient }),
  'rest.fetch': ({ rest }) =>
    twilioSdk(accountSid, authToken, { httpClient: new FetchClient(rest.fetch) }),
  'rest.listen()': async ({ rest }) => {
    const server = await rest.listen()
    onTestFinished(() => server.close())
    const client = twilioSdk(accountSid, authToken)
    client.api.baseUrl = server.url
    return client
  },
}

/** A client for tests that do not depend on the way. */
export const clientOf = (twilio: Simulator): Client =>
  twilioSdk(accountSid, authToken, { httpClient: twilio.rest.httpClient })
