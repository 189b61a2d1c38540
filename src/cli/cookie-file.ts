/**
 * @module
 * Keeps cookies in a file between two commands.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { CookieJar } from 'tough-cookie'

export class CookieFile {
  readonly #path: string
  readonly #jar: CookieJar

  /** @throws {Error} If the file holds something else. */
  constructor(path: string) {
    this.#path = path
    try {
      this.#jar = existsSync(path)
        ? CookieJar.deserializeSync(readFileSync(path, 'utf8'))
        : new CookieJar(undefined, { allowSpecialUseDomain: true })
    } catch {
      throw new Error(
        `${path} is not a file of cookies that this command has written: name another file, which will be created.`,
      )
    }
  }

  /** The `Cookie` header for a URL. */
  header(url: string): string {
    return this.#jar.getCookieStringSync(url)
  }

  /** Stores the cookies that a response sets. */
  store(url: string, headers: Headers): void {
    const set = headers.getSetCookie()
    for (const cookie of set) this.#jar.setCookieSync(cookie, url, { ignoreError: true })
    // Readable for its owner only: a session's cookie lets anybody in.
    if (set.length > 0)
      writeFileSync(this.#path, JSON.stringify(this.#jar.toJSON(), undefined, 2), { mode: 0o600 })
  }
}
