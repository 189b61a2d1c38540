/**
 * @module
 * A request to the API, as endpoints read it.
 */
import { RestError } from './error.ts'

/** A request from any kind of client. */
export interface IncomingRequest {
  readonly method: string
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** A request to one endpoint. */
export class RestRequest {
  readonly method: string
  readonly url: URL
  /** The named parts of the path. */
  readonly params: Readonly<Record<string, string>>
  /** The form or, for a GET, the query. Repeated names are lists. */
  readonly form: URLSearchParams

  constructor(
    method: string,
    url: URL,
    params: Readonly<Record<string, string>>,
    form: URLSearchParams,
  ) {
    this.method = method
    this.url = url
    this.params = params
    this.form = form
  }

  /** The path, for messages. */
  get path(): string {
    return this.url.pathname
  }

  has(name: string): boolean {
    return this.form.has(name)
  }

  /** The value of a parameter; `undefined` if it is empty or absent. */
  text(name: string): string | undefined {
    return this.form.get(name) || undefined
  }

  /** All values of a repeated parameter. A value may also list several, separated by spaces. */
  all(name: string): string[] {
    return this.form.getAll(name).flatMap((value) => value.split(/[\s,]+/).filter(Boolean))
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name)
    return value === undefined ? undefined : /^true$/i.test(value)
  }

  number(name: string): number | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    if (/^\d+$/.test(value)) return Number(value)
    throw new RestError(20001, `Invalid ${name}: "${value}" is not a number`)
  }

  httpMethod(name: string, otherwise: 'GET' | 'POST' = 'POST'): 'GET' | 'POST' {
    const value = this.text(name)?.toUpperCase() ?? otherwise
    if (value === 'GET' || value === 'POST') return value
    throw new RestError(21403, `${name} is not a valid HTTP method: ${value}. Use GET or POST`)
  }

  /**
   * The absolute URL in a parameter.
   * @param code - Twilio's code for an invalid value.
   */
  absolute(name: string, code: number): string | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    if (/^https?:\/\//i.test(value) && URL.canParse(value)) return value
    throw new RestError(
      code,
      `${name} is not a valid URL: ${value}`,
      value.startsWith('/')
        ? 'Over the REST API a URL is absolute: write https:// and the host.'
        : '',
    )
  }

  /** The value of a parameter that is one of some words. */
  oneOf<Word extends string>(name: string, words: readonly Word[], code: number): Word | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    const word = words.find((word) => word.toLowerCase() === value.toLowerCase())
    if (word !== undefined) return word
    throw new RestError(code, `Invalid ${name}: "${value}". Allowed: ${words.join(', ')}`)
  }
}

/** The answer of an endpoint. */
export interface RestAnswer {
  readonly status: number
  /** An object is sent as JSON. */
  readonly body?: object | Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
}

/** The body of an answer as it is sent. */
export const bodyOf = ({ body }: RestAnswer): string | Uint8Array<ArrayBuffer> =>
  body === undefined ? '' : body instanceof Uint8Array ? body : JSON.stringify(body)

/** The headers that the API gives its answers. */
export const headersOf = ({ body }: RestAnswer): Record<string, string> =>
  body === undefined || body instanceof Uint8Array
    ? {}
    : { 'content-type': 'application/json;charset=utf-8' }
