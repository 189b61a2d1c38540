/**
 * @module
 * Cookies on the virtual clock.
 */
import { Cookie, CookieJar } from 'tough-cookie'
import type { Clock } from '../clock.ts'

// "If there is no activity for four hours": https://www.twilio.com/docs/messaging/guides/how-to-use-cookies
const IDLE_SECONDS = 4 * 3600

export class Cookies {
  readonly #clock: Clock
  #jar: CookieJar | undefined
  #used: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#used = clock.seconds
  }

  /** Marks the conversation as active. After four hours without activity, all cookies are gone. */
  touch(): void {
    if (this.#clock.seconds - this.#used >= IDLE_SECONDS) this.#jar = undefined
    this.#used = this.#clock.seconds
  }

  /** The `Cookie` header for a URL. */
  header(url: string): string | undefined {
    if (!this.#jar) return undefined
    const now = this.#clock.date.getTime()
    const cookies = this.#jar
      // Expiry is judged by the virtual clock below, not by the real one.
      .getCookiesSync(url, { expire: false, sort: true } as { expire: false })
      .filter((cookie) => {
        const expiry = cookie.expiryTime()
        return expiry === undefined || expiry > now
      })
    return cookies.length > 0
      ? cookies.map((cookie) => cookie.cookieString()).join('; ')
      : undefined
  }

  /** Stores the cookies that a response sets. */
  store(url: string, headers: Headers): void {
    const lines = headers.getSetCookie()
    if (lines.length === 0) return
    const now = this.#clock.date
    this.#jar ??= new CookieJar(undefined, { allowSpecialUseDomain: true })
    for (const line of lines) {
      const cookie = Cookie.parse(line)
      if (!cookie) continue
      if (cookie.maxAge !== null) {
        // Max-Age counts from the time at which the cookie was set; the jar would count from its last use.
        const seconds = typeof cookie.maxAge === 'number' ? cookie.maxAge : 0
        cookie.expires = new Date(now.getTime() + seconds * 1000)
        cookie.maxAge = null
      }
      this.#jar.setCookieSync(cookie, url, { now, ignoreError: true })
    }
  }
}

/** Cookies as they stand in a `Cookie` header. */
export const cookiesOf = (clock: Clock, url: string, header: string): Cookies => {
  const cookies = new Cookies(clock)
  const headers = new Headers()
  for (const pair of header.split(/;\s*/)) headers.append('set-cookie', `${pair}; Path=/`)
  cookies.store(url, headers)
  return cookies
}
