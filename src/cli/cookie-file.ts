/**
 * @module
 * Cookies that are kept in a file between one command and the next.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { CookieJar } from 'tough-cookie'

export class CookieFile {
  readonly #path: string
  readonly #jar: CookieJar

  /** @throws {Error} when the file holds something else */
  constructor(path: string) {
    this.#path = path
    try {
      this.#jar = existsSync(path)
        ? CookieJar.deserializeSync(readFileSync(path, 'utf8'))
        : new CookieJar(undefined, { allowSpecialUseDomain: true })
    } catch {
      throw new Error(
        `${path} is no file of cookies that this command has written: name another, which will be made.`,
      )
    }
  }

  /** The `Cookie` header for a URL. */
  header(url: string): string {
    return this.#jar.getCookieStringSync(url)
  }

  /** Keeps what a response sets. */
  store(url: string, headers: Headers): void {
    const set = headers.getSetCookie()
    for (const cookie of set) this.#jar.setCookieSync(cookie, url, { ignoreError: true })
    // Who can read a session's cookie is in it.
    if (set.length > 0)
      writeFileSync(this.#path, JSON.stringify(this.#jar.toJSON(), undefined, 2), { mode: 0o600 })
  }
}
