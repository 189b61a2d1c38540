/**
 * @module
 * HTTP redirects.
 */
import type { OpenRules } from '../options.ts'
import type { Parameters } from './form.ts'

/** One request of a chain of redirects. */
export interface Hop {
  /** The URL without Twilio's own parameters. */
  readonly url: string
  readonly method: 'GET' | 'POST'
  /** Absent if there are none to send. */
  readonly params: Parameters | undefined
}

type Rule = NonNullable<OpenRules['redirectAfterPost']>

/**
 * The reason that Twilio does not follow an answer with a status of 300 and more; `undefined` if it does.
 * @see https://www.twilio.com/docs/api/errors/11216
 */
export const obstacleTo = (status: number, location: string | null): string | undefined =>
  !location
    ? `The answer has the status ${status} but no Location.`
    : [301, 302, 303, 307].includes(status)
      ? undefined
      : `HTTP redirects with status ${status} are not followed: use 301, 302, 303 or 307.`

/** True if a status turns a POST into a GET, though Twilio would rather repeat the POST. */
export const isTurnedIntoGet = (status: number, method: 'GET' | 'POST'): boolean =>
  method === 'POST' && (status === 301 || status === 302)

/** A sentence for an app that answers a POST with a 301 or 302. */
export const lostPost = ({ url }: Hop, status: number, to: string, rule: Rule): string => {
  const fate = {
    post: 'most clients repeat by GET',
    get: 'Twilio repeats by GET, without the parameters',
    'get-with-parameters': 'Twilio repeats by GET, with the parameters in the query',
  }[rule]
  return `The POST to ${url} was answered with status ${status}, which ${fate}: give Twilio the URL ${to} itself, or redirect with status 307.`
}

/** The request that follows a redirect. */
export const redirected = (
  { url, method, params }: Hop,
  status: number,
  to: string,
  rule: Rule,
): Hop => {
  if (status === 307) return { url: to, method, params: method === 'POST' ? params : undefined }
  const moved = status === 301 || status === 302
  if (moved && method === 'POST' && rule === 'post') return { url: to, method, params }
  if (moved && rule === 'get-with-parameters')
    return { url: withQueryOf(url, to, params), method: 'GET', params }
  return { url: to, method: 'GET', params: undefined }
}

/**
 * Adds the query of the redirecting URL to its target. If the server has copied the query into its `Location`, neither
 * that nor Twilio's parameters are repeated.
 */
const withQueryOf = (from: string, to: string, params: Parameters = {}): string => {
  const own = pairsOf(to).filter(({ name, value }) => params[name] !== value)
  const names = new Set(own.map(({ name }) => name))
  const kept = pairsOf(from).filter(({ name }) => !names.has(name))
  const query = [...own, ...kept].map(({ written }) => written).join('&')
  return to.split('?', 1)[0] + (query && `?${query}`)
}

/** The parts of a query, decoded and as written. */
const pairsOf = (url: string): { name: string; value: string; written: string }[] =>
  url
    .slice(url.split('?', 1)[0]!.length + 1)
    .split('&')
    .filter(Boolean)
    .map((written) => {
      const [[name, value] = ['', '']] = new URLSearchParams(written)
      return { name, value, written }
    })
