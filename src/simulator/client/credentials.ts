/**
 * @module
 * The user name and password of a URL, by Basic and Digest authentication (RFC 7617, RFC 7616).
 */
import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'

interface Login {
  readonly user: string
  readonly password: string
  challenge: Challenge | undefined
  count: number
}

interface Challenge {
  readonly scheme: 'basic' | 'digest'
  readonly parameters: ReadonlyMap<string, string>
}

/** The logins of one call or message session, for each host until the session ends. */
export class Credentials {
  readonly #logins = new Map<string, Login>()
  readonly #always: boolean

  constructor(when: 'challenged' | 'always') {
    this.#always = when === 'always'
  }

  /**
   * Takes the user name and password of a URL, and keeps them for its host.
   * @throws {URIError} If they contain characters that are not percent-encoded.
   */
  take(url: string): void {
    const { username, password: encoded, origin } = new URL(url)
    if (username === '' && encoded === '') return
    const known = this.#logins.get(origin)
    const user = decodeURIComponent(username)
    const password = decodeURIComponent(encoded)
    if (known?.user === user && known.password === password) return
    const challenge: Challenge | undefined = this.#always
      ? { scheme: 'basic', parameters: new Map() }
      : undefined
    this.#logins.set(origin, { user, password, challenge, count: 0 })
  }

  /** The `Authorization` header of a request, once the host has sent a challenge. */
  header(url: string, method: string): string | undefined {
    const { origin, pathname, search } = new URL(url)
    const login = this.#logins.get(origin)
    if (!login?.challenge) return undefined
    return login.challenge.scheme === 'basic'
      ? `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`
      : digest(login, login.challenge.parameters, pathname + search, method)
  }

  /** Takes a 401's challenge. True if another try makes sense. */
  challenged(url: string, header: string | null): boolean {
    const login = this.#logins.get(new URL(url).origin)
    if (!login || !header) return false
    const scheme = /\bdigest\b/i.test(header)
      ? 'digest'
      : /\bbasic\b/i.test(header)
        ? 'basic'
        : undefined
    if (!scheme) return false
    const parameters = new Map<string, string>()
    const text = scheme === 'digest' ? header.slice(header.search(/\bdigest\b/i) + 6) : ''
    for (const [, name, quoted, plain] of text.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g))
      parameters.set(name!.toLowerCase(), quoted ?? plain!)
    login.challenge = { scheme, parameters }
    login.count = 0
    return true
  }
}

const digest = (
  login: Login,
  challenge: ReadonlyMap<string, string>,
  uri: string,
  method: string,
): string => {
  const { user, password } = login
  const named = challenge.get('algorithm') ?? 'MD5'
  const algorithm = /^sha-256/i.test(named) ? 'sha256' : 'md5'
  const hash = (text: string) => createHash(algorithm).update(text).digest('hex')
  const realm = challenge.get('realm') ?? ''
  const nonce = challenge.get('nonce') ?? ''
  const count = (++login.count).toString(16).padStart(8, '0')
  const cnonce = hash(`${nonce}:${count}`).slice(0, 16)
  const secret = hash(`${user}:${realm}:${password}`)
  const first = /-sess$/i.test(named) ? hash(`${secret}:${nonce}:${cnonce}`) : secret
  const second = hash(`${method}:${uri}`)
  const qop = challenge
    .get('qop')
    ?.split(/\s*,\s*/)
    .includes('auth')
    ? 'auth'
    : undefined
  const response = hash(
    qop ? `${first}:${nonce}:${count}:${cnonce}:${qop}:${second}` : `${first}:${nonce}:${second}`,
  )
  const quoted = { username: user, realm, nonce, uri, response, opaque: challenge.get('opaque') }
  const fields = Object.entries(quoted)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${value}"`)
  fields.push(`algorithm=${named}`)
  if (qop) fields.push(`qop=${qop}`, `nc=${count}`, `cnonce="${cnonce}"`)
  return `Digest ${fields.join(', ')}`
}
