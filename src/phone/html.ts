/**
 * @module
 * The page: one file with its script and its style in it, and a policy that lets nothing else run.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'

/** The page as it is served. */
export interface Page {
  readonly html: string
  readonly policy: string
}

/** Reads the page. In this repository, where nothing is built, it is bundled at once. */
export const readPage = async (app: string): Promise<Page> => {
  const built = new URL('./page.html', import.meta.url)
  const html = existsSync(built) ? readFileSync(built, 'utf8') : await bundled()
  return { html, policy: policyOf(html, app) }
}

let bundle: Promise<string> | undefined

const bundled = (): Promise<string> => (bundle ??= bundleNow())

const bundleNow = async (): Promise<string> => {
  const script = new URL('../../scripts/phone-page.mjs', import.meta.url).href
  const { bundlePage } = (await import(script)) as { bundlePage: () => Promise<string> }
  return bundlePage()
}

/** Only the page's own script and style, by their hashes; pictures and sounds of the app. */
const policyOf = (html: string, app: string): string => {
  const hash = (tag: string) => {
    const text = new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, 's').exec(html)?.[1] ?? ''
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  }
  const { origin } = new URL(app)
  return [
    "default-src 'none'",
    `script-src ${hash('script')}`,
    `style-src ${hash('style')}`,
    "connect-src 'self'",
    `img-src 'self' ${origin}`,
    `media-src ${origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
}
