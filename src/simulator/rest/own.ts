/**
 * @module
 * Endpoints of a test's own, and what they answer as the API would write it.
 */
import { rfc2822 } from '../rfc2822.ts'
import { paramsOf, type Route } from './double.ts'
import { type RestAnswer, RestRequest } from './request.ts'
import { metaPage, page, VERSION } from './shape.ts'

/**
 * The request to an endpoint that a test handles.
 *
 * @example
 * ```ts
 * const codeOf = ({ form }: OwnRequest): string | null => form.get('Code')
 * ```
 */
export interface OwnRequest {
  readonly method: string
  readonly url: URL
  /** The parts of the path that the pattern names. */
  readonly params: Readonly<Record<string, string>>
  /** The form or the query. */
  readonly form: URLSearchParams
  /** The body as it came. */
  readonly body: string
}

/**
 * The response: an object as JSON, or a whole response. Dates in it are written as that API writes them; an object with
 * one list and nothing else, in answer to a GET, is sent in pages.
 *
 * @example
 * ```ts
 * const answer: OwnAnswer = { sid: 'VA0123456789abcdef0123456789abcdef', status: 'approved' }
 * ```
 */
export type OwnAnswer = object | Response | undefined

/**
 * An endpoint of a test's own.
 *
 * @example
 * ```ts
 * const verify: OwnEndpoint = ({ form }) => ({
 *   status: form.get('Code') === '123456' ? 'approved' : 'pending',
 * })
 * ```
 */
export type OwnEndpoint = (request: OwnRequest) => OwnAnswer | Promise<OwnAnswer>

/** The answer of the endpoint that fits; nothing where none does. */
export const ownAnswer = async (
  own: readonly Route<OwnEndpoint>[],
  request: Omit<OwnRequest, 'params'>,
): Promise<RestAnswer | undefined> => {
  const { method, url } = request
  const path = bare(url.pathname)
  for (const one of own) {
    const params = one.method === method && paramsOf(one, path)
    if (!params) continue
    const answer = await one.handler({ ...request, params })
    if (answer === undefined) return { status: 204 }
    if (!(answer instanceof Response)) return written(request, answer)
    return {
      status: answer.status,
      body: new Uint8Array(await answer.arrayBuffer()),
      headers: Object.fromEntries(answer.headers),
    }
  }
  return undefined
}

/** A path without the ending that only the API of 2010 has. */
export const bare = (path: string): string => path.replace(/\.json$/, '')

/** Writes an object as the API of its URL does: that of 2010 has dates and lists of its own. */
const written = ({ method, url, form }: Omit<OwnRequest, 'params'>, answer: object): RestAnswer => {
  const old = url.pathname.startsWith(`/${VERSION}/`)
  const body = withDates(answer, old ? rfc2822 : iso8601) as object
  const [[key = '', items] = [], ...more] = Object.entries(body) as [string?, unknown?][]
  if (method === 'GET' && Array.isArray(items) && more.length === 0)
    return (old ? page : metaPage)(new RestRequest(method, url, {}, form), key, items)
  return { status: method === 'POST' ? 201 : 200, body }
}

/** To the second, as all but the API of 2010 write it. */
const iso8601 = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z')

const withDates = (value: unknown, write: (date: Date) => string): unknown => {
  if (value instanceof Date) return write(value)
  if (Array.isArray(value)) return value.map((item) => withDates(item, write))
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withDates(item, write)]),
  )
}
