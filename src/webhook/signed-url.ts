/**
 * @module
 * The spellings of one URL that Twilio may have signed, and the form that is safe for a log.
 */
import { shown } from './shown.ts'

/**
 * Each form of `url` that Twilio may have signed, likeliest first.
 *
 * A `Request` escapes characters that Twilio signed unescaped (`'`, `{`), gives a root path its slash and lowers the
 * host's case: at most four spellings that it may have come from are tried. After them come the forms that Twilio's own
 * libraries accept, because its back ends differ in whether a port is signed and in how a query is encoded. The
 * handshake of a WebSocket may be signed with and without a slash at the end of its path.
 *
 * @param host - The request's `Host` header, for its own spelling of the host.
 */
export const signedUrls = function* (url: string, host?: string | null): Generator<string, void> {
  const received = url.includes('#') ? withoutFragment(url) : url
  // Mostly the URL holds as it is, and need not be split.
  const first = signedUrl(received)
  yield first
  const seen = new Set([first])
  const spelled = spelledAs(host, first)
  for (const spelling of requestSpellings(spelled)) {
    if (seen.size === MAX_SPELLINGS) break
    if (seen.has(spelling)) continue
    seen.add(spelling)
    yield spelling
  }
  for (const form of libraryForms(received, spelled)) {
    if (seen.size === MAX_FORMS) return
    if (seen.has(form)) continue
    seen.add(form)
    yield form
  }
}

const MAX_SPELLINGS = 4
const MAX_FORMS = 9

/** The URL as Twilio signs it: without user name, password and fragment. */
export const signedUrl = (url: string): string => {
  if (!url.includes('#') && !url.includes('@')) return url
  const { scheme, host, port, rest } = splitUrl(withoutFragment(url))
  return scheme + host + port + rest
}

/**
 * The URL without private parts: no user name or password, no phone number in its path, and `…` for every value of the
 * query. A name without a value may be a value that lost its name, so it is hidden too.
 */
export const redactUrl = (url: string): string => {
  const plain = signedUrl(url)
  const { before, path, query } = partsOf(plain)
  const start = before + shown(withoutNumbers(path))
  return query === '' ? start : `${start}?${query.slice(1).split('&').map(redactPair).join('&')}`
}

/** The other scheme of the pair: `http` for `https`, `ws` for `wss`, and back. */
export const otherScheme = (url: string): string =>
  /^(https|wss):/i.test(url)
    ? url.replace(/^(http|ws)s:/i, '$1:')
    : url.replace(/^(http|ws):/i, '$1s:')

/** The same URL with a slash at the end of its path added or taken away. */
export const otherSlash = (url: string): string => {
  const [, path, query] = /^([^?]*)(.*)$/s.exec(url)!
  return (path!.endsWith('/') ? path!.slice(0, -1) : `${path}/`) + query
}

/** The same URL at another host, which has a port or none. */
export const withHost = (url: string, host: string): string => {
  const { scheme, rest } = splitUrl(url)
  return scheme + host + rest
}

/**
 * The escapes that `new URL()` adds although the characters may travel in a request, in a path and in a query; the
 * apostrophe alone, which a URL may contain; and all that it adds, for blanks and non-ASCII characters too.
 */
const escapes = {
  path: /%(?:22|3c|3e|5e|60|7b|7d)/gi,
  query: /%(?:22|27|3c|3e)/gi,
  apostrophe: /%27/g,
  anyOfPath: /%(?:20|22|3c|3e|5e|60|7b|7d)|(?:%[89a-f][\da-f])+/gi,
  anyOfQuery: /%(?:20|22|27|3c|3e)|(?:%[89a-f][\da-f])+/gi,
}

/** The spellings that a `Request`'s URL can have come from: unescaped, partly and fully escaped. */
const requestSpellings = function* (url: string): Generator<string, void> {
  yield url
  const { before, path, query } = partsOf(url)
  const isSocket = /^wss?:/i.test(url)
  if (isSocket) yield otherSlash(url)
  // A URL configured without a path was not normalized.
  const rawPath = path === '/' && !isSocket ? '' : path.replace(escapes.path, decode)
  const rawQuery = query.replace(escapes.query, decode)
  const withApostrophes = query.replace(escapes.apostrophe, "'")
  yield before + rawPath + rawQuery
  // A root path may also have been configured: both come before rarer forms.
  if (rawPath === '') yield before + path + rawQuery
  // Twilio itself escapes the parameters that it adds to a GET.
  yield before + rawPath + query
  yield before + rawPath + withApostrophes
  yield before + path + rawQuery
  yield before + path + withApostrophes
  yield before + path.replace(escapes.anyOfPath, decode) + query.replace(escapes.anyOfQuery, decode)
}

/** The forms of a URL that Twilio's own libraries accept. */
const libraryForms = function* (url: string, spelled: string): Generator<string, void> {
  const plain = signedUrl(url)
  const normalized = parse(url)
  yield otherPort(spelled)
  if (/^wss?:/i.test(plain)) yield otherSlash(otherPort(plain))
  // If a URL has a port, Twilio drops it when it signs a call's webhook over https, in any spelling.
  const { before, path, query } = partsOf(spelled)
  const rawPath = path === '/' ? '' : path.replace(escapes.path, decode)
  yield otherPort(before + rawPath + query.replace(escapes.query, decode))
  for (const form of [plain, url, normalized, normalized && encodeQuery(normalized)]) {
    if (form === undefined) continue
    yield form
    yield otherPort(form)
  }
}

/** The URL without its port or, if it has none, with that of its scheme. */
const otherPort = (url: string): string => {
  const { scheme, user, host, port, rest } = splitUrl(url)
  const standard = /^(https|wss):/i.test(scheme) ? ':443' : ':80'
  return scheme + user + host + (port ? '' : standard) + rest
}

/** Scheme and host, the path, and the query with its `?`. */
const partsOf = (url: string) => {
  const { scheme, user, host, port, rest } = splitUrl(url)
  const start = `${rest}?`.indexOf('?')
  return {
    before: scheme + user + host + port,
    path: rest.slice(0, start),
    query: rest.slice(start),
  }
}

/** Decodes escapes; keeps those that are no UTF-8. */
const decode = (escapes: string): string => {
  try {
    return decodeURIComponent(escapes)
  } catch {
    return escapes
  }
}

/** The URL with its host in the spelling of the `Host` header, if the two differ in letter case alone. */
const spelledAs = (header: string | null | undefined, url: string): string => {
  // Nearly every header is in lower case, as the URL is.
  if (!header || !/[A-Z]/.test(header)) return url
  const { scheme, host, port, rest } = splitUrl(url)
  const spelled = /^(\[[^\]]*\]|[^:]*)/.exec(header)![0]
  return spelled.toLowerCase() === host.toLowerCase() ? scheme + spelled + port + rest : url
}

const redactPair = (pair: string): string => {
  const equals = pair.indexOf('=')
  if (pair === '') return ''
  return equals === -1 || equals === pair.length - 1
    ? '…'
    : `${shown(withoutNumbers(pair.slice(0, equals)))}=…`
}

/**
 * The text without the phone and card numbers that it may hold, with what people write between digits. A SID is no number,
 * nor is a date, which versions of an API are named after.
 */
const withoutNumbers = (text: string): string =>
  text.replace(
    /(?<![a-z\d])(?!\d{4}-\d\d-\d\d(?!\d))((?:\+|%2b|%20)?\(?\d)(?:(?:[-().]|%20)*\d){6,}(?![a-z\d])/gi,
    '$1…',
  )

// Never `new URL()` here: it would encode characters that Twilio signed unencoded, such as `'`.
const splitUrl = (url: string) => {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)(:\d*)?(.*)$/is.exec(url)
  const [, scheme = '', user = '', host = '', port = '', rest = url] = match ?? []
  return { scheme, user, host, port, rest }
}

const withoutFragment = (url: string): string => {
  const hash = url.indexOf('#')
  return hash === -1 ? url : url.slice(0, hash)
}

const parse = (url: string): string | undefined => {
  try {
    return new URL(url).href
  } catch {
    return undefined
  }
}

/** The query as Node's `querystring` writes it (`%20` for a space, `'` bare), which Twilio's Node library accepts. */
const encodeQuery = (url: string): string => {
  const start = url.indexOf('?')
  if (start === -1 || start === url.length - 1) return url
  // `querystring` collects equal names at the place of the first.
  const values = Object.create(null) as Record<string, string[]>
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    ;(values[name] ??= []).push(value)
  }
  const query = Object.entries(values).flatMap(([name, all]) =>
    all.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  )
  return `${url.slice(0, start)}?${query.join('&')}`
}
