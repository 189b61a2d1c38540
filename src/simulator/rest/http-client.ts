/**
 * @module
 * An HTTP client for the `twilio` package.
 * @see https://www.twilio.com/docs/libraries/node/custom-http-client
 */
import { Buffer } from 'node:buffer'

/** The options that the package passes to its HTTP client. */
export interface ClientRequest {
  readonly method: string
  readonly uri: string
  readonly username?: string
  readonly password?: string
  readonly authStrategy?: { getAuthString(): Promise<string> }
  readonly headers?: Readonly<Record<string, string>>
  readonly params?: object
  readonly data?: object | string
}

/** The method of a client that the package calls. */
export interface HttpClient {
  request(options: ClientRequest): Promise<{
    statusCode: number
    body: unknown
    headers: Record<string, string>
  }>
}

export const httpClient = (fetch: typeof globalThis.fetch): HttpClient => ({
  async request({ method, uri, username, password, authStrategy, headers = {}, params, data }) {
    const url = new URL(uri)
    for (const [name, value] of pairs(params)) url.searchParams.append(name, value)
    const authorization =
      username !== undefined && password !== undefined
        ? `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
        : await authStrategy?.getAuthString()
    const body =
      data === undefined
        ? undefined
        : typeof data === 'string'
          ? data
          : /json/.test(headers['Content-Type'] ?? '')
            ? JSON.stringify(data)
            : new URLSearchParams(pairs(data)).toString()
    const answer = await fetch(url, {
      method: method.toUpperCase(),
      headers: { ...headers, ...(authorization && { authorization }) },
      ...(body !== undefined && { body }),
    })
    const text = await answer.text()
    return {
      statusCode: answer.status,
      body: text === '' ? '' : text,
      headers: Object.fromEntries(answer.headers),
    }
  },
})

/** An object as pairs of a form: lists as repeated names, without undefined. */
const pairs = (values: object = {}): [string, string][] =>
  Object.entries(values).flatMap(([name, value]: [string, unknown]) =>
    value === undefined || value === null
      ? []
      : Array.isArray(value)
        ? value.map((each): [string, string] => [name, String(each)])
        : [[name, String(value)]],
  )
