/** The forms of one URL that Twilio may have signed, and the form that may be shown in a log. */

/**
 * Each form of `url` that Twilio's own libraries accept, likeliest first: without and with its port, as received and
 * with the query encoded anew, and for a WebSocket handshake with and without a trailing slash. Twilio's back ends
 * differ in these.
 */
export function* signedUrls(url: string): Generator<string, void> {
  // Mostly the URL holds as it is, and nothing needs to be taken apart.
  const isPlain = /^https?:\/\/[^/?#@:]+([/?][^#@]*)?$/.test(url)
  if (isPlain) yield url
  const seen = new Set(isPlain ? [url] : [])
  for (const form of forms(withoutFragment(url))) {
    if (!seen.has(form)) {
      seen.add(form)
      yield form
    }
  }
}

/** The URL as Twilio signs it when it sends: no user name, no password, no fragment. */
export function signedUrl(url: string): string {
  const { scheme, host, port, rest } = splitUrl(withoutFragment(url))
  return scheme + host + port + rest
}

/**
 * The URL without what may be private: no user name or password, and `…` for every value of the query. A name without
 * a value may be one that lost its name, and is hidden too.
 */
export function redactUrl(url: string): string {
  const plain = url.includes('@') || url.includes('#') ? signedUrl(url) : url
  const start = plain.indexOf('?')
  if (start === -1) return plain
  const pairs = plain.slice(start + 1).split('&')
  return `${plain.slice(0, start)}?${pairs.map(redactPair).join('&')}`
}

/** The other scheme of the pair: `http` for `https`, `ws` for `wss`, and back. */
export function otherScheme(url: string): string {
  return /^(https|wss):/i.test(url)
    ? url.replace(/^(http|ws)s:/i, '$1:')
    : url.replace(/^(http|ws):/i, '$1s:')
}

/** The same URL with a slash at the end of its path added or taken away. */
export function otherSlash(url: string): string {
  const [, path, query] = /^([^?]*)(.*)$/s.exec(url)!
  return (path!.endsWith('/') ? path!.slice(0, -1) : `${path}/`) + query
}

function* forms(url: string): Generator<string, void> {
  const plain = signedUrl(url)
  yield* portForms(plain)
  if (/^wss?:/i.test(plain)) yield* portForms(otherSlash(plain))
  if (plain !== url) yield* portForms(url)
  const normalized = parse(url)
  if (normalized === undefined) return
  yield* portForms(normalized)
  yield* portForms(encodeQuery(normalized))
}

function* portForms(url: string): Generator<string, void> {
  const { scheme, user, host, port, rest } = splitUrl(url)
  const defaultPort = /^(https|wss):/i.test(scheme) ? ':443' : ':80'
  yield scheme + user + host + rest
  yield scheme + user + host + (port || defaultPort) + rest
}

function redactPair(pair: string): string {
  const equals = pair.indexOf('=')
  if (pair === '') return ''
  return equals === -1 || equals === pair.length - 1 ? '…' : `${pair.slice(0, equals)}=…`
}

// Never `new URL()` here: it would encode characters that Twilio signed as they were, such as `'`.
function splitUrl(url: string) {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)(:\d*)?(.*)$/is.exec(url)
  const [, scheme = '', user = '', host = '', port = '', rest = url] = match ?? []
  return { scheme, user, host, port, rest }
}

function withoutFragment(url: string): string {
  const hash = url.indexOf('#')
  return hash === -1 ? url : url.slice(0, hash)
}

function parse(url: string): string | undefined {
  try {
    return new URL(url).href
  } catch {
    return undefined
  }
}

/** The query as Node's `querystring` writes it (`%20` for a space, `'` bare), which Twilio's Node library accepts. */
function encodeQuery(url: string): string {
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
