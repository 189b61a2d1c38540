/**
 * @module
 * Writes lists in pages and reads days, like the API.
 * @see https://www.twilio.com/docs/usage/twilios-response
 */
import { RestError } from './error.ts'
import type { RestAnswer, RestRequest } from './request.ts'

export const VERSION = '2010-04-01'

export const created = (body: object): RestAnswer => ({ status: 201, body })
export const ok = (body: object): RestAnswer => ({ status: 200, body })
export const noContent: RestAnswer = { status: 204 }

const MAX_ITEMS = 1000

/** A page of a list, with links to its neighbours. `key`: the API's name for the list. */
export const page = <T>(
  request: RestRequest,
  key: string,
  items: readonly T[],
  write: (item: T) => unknown = (item) => item,
): RestAnswer => {
  const { shown, number, size, start, previous, next, uri } = cut(request, items)
  return ok({
    [key]: shown.map(write),
    page: number,
    page_size: size,
    start,
    end: shown.length > 0 ? start + shown.length - 1 : start,
    uri: uri(number),
    first_page_uri: uri(0),
    previous_page_uri: previous,
    next_page_uri: next,
  })
}

/** The same as the other APIs have it: whole URLs, in `meta`. */
export const metaPage = <T>(request: RestRequest, key: string, items: readonly T[]): RestAnswer => {
  const { shown, number, size, previous, next, uri } = cut(request, items)
  const whole = (uri: string | null) => uri && request.url.origin + uri
  return ok({
    [key]: shown,
    meta: {
      key,
      page: number,
      page_size: size,
      first_page_url: whole(uri(0)),
      previous_page_url: whole(previous),
      next_page_url: whole(next),
      url: whole(uri(number)),
    },
  })
}

/** The requested page of a list. */
const cut = <T>(request: RestRequest, items: readonly T[]) => {
  const size = request.number('PageSize') ?? 50
  const number = request.number('Page') ?? 0
  if (size < 1 || size > MAX_ITEMS)
    throw new RestError(20001, `PageSize must be between 1 and ${MAX_ITEMS}`)
  const start = number * size
  const shown = items.slice(start, start + size)
  const uri = (page: number) => {
    const query = new URLSearchParams(request.url.search)
    query.set('PageSize', String(size))
    query.set('Page', String(page))
    return `${request.path}?${query}`
  }
  return {
    shown,
    number,
    size,
    start,
    uri,
    previous: number > 0 ? uri(number - 1) : null,
    next: start + size < items.length ? uri(number + 1) : null,
  }
}

/** True if a date is within the days that a list is filtered by: `DateSent`, `DateSent<`, `DateSent>`. */
export const inDays = (request: RestRequest, name: string, date: Date | undefined): boolean => {
  const on = request.text(name)
  const before = request.text(`${name}<`)
  const after = request.text(`${name}>`)
  if (on === undefined && before === undefined && after === undefined) return true
  if (!date) return false
  const same = (written: string) => day(name, written) === date.toISOString().slice(0, 10)
  return (
    (on === undefined || same(on)) &&
    (before === undefined || same(before) || date < new Date(before)) &&
    (after === undefined || same(after) || date > new Date(after))
  )
}

const day = (name: string, written: string): string => {
  if (Number.isNaN(Date.parse(written)))
    throw new RestError(20001, `Invalid ${name}: "${written}" is not a date`)
  return new Date(written).toISOString().slice(0, 10)
}
