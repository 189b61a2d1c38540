/**
 * @module
 * HMAC-SHA1, HMAC-SHA256 and SHA-256, in one synchronous call if the runtime has `node:crypto`, else by WebCrypto.
 */

/**
 * The algorithm of a signature, as `X-Twilio-Webhooks-Signature-Settings` names it.
 *
 * @example
 * ```ts
 * const algorithm: SignatureAlgorithm = 'HMAC_SHA256'
 * ```
 */
export type SignatureAlgorithm = 'HMAC_SHA1' | 'HMAC_SHA256'

type MaybePromise<T> = T | Promise<T>
type HmacKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

// Requested at run time and never imported, so that a worker loads without it: Node, Bun and Deno have it. Of the 40 µs
// that checking a form of twenty parameters took in Node, WebCrypto and its promises were 25.
const node = globalThis.process?.getBuiltinModule?.('node:crypto')

/** The HMAC of `text` under `secret`, in Base64. */
export const signHmac = (
  algorithm: SignatureAlgorithm,
  secret: string,
  text: string,
): MaybePromise<string> =>
  node
    ? node
        .createHmac(algorithm === 'HMAC_SHA1' ? 'sha1' : 'sha256', secret)
        .update(text)
        .digest('base64')
    : subtleHmac(algorithm, secret, text)

/** Compares two texts in Base64, in a time that depends on their length alone. */
export const isSame = (a: string, b: string): boolean => {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}

/** The SHA-256 of a body in lower-case hex. */
export const sha256 = async (body: string | Uint8Array<ArrayBuffer>): Promise<string> => {
  const bytes = typeof body === 'string' ? utf8.encode(body) : body
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const utf8 = new TextEncoder()

// An object instead of a name, from which runtimes make an object each time.
const HMAC = { name: 'HMAC' }

const subtleHmac = async (
  algorithm: SignatureAlgorithm,
  secret: string,
  text: string,
): Promise<string> => {
  const key = keyOf(algorithm, secret)
  const mac = await crypto.subtle.sign(
    HMAC,
    // Under Jest, the promise is of a realm other than `Promise`.
    'then' in key ? await key : key,
    utf8.encode(text),
  )
  return btoa(String.fromCharCode(...new Uint8Array(mac)))
}

// An app has one token or a few; with thousands of subaccounts, old keys must be dropped.
const keys = new Map<string, HmacKey | Promise<HmacKey>>()
const MAX_KEYS = 1000

const keyOf = (algorithm: SignatureAlgorithm, secret: string): HmacKey | Promise<HmacKey> => {
  const name = `${algorithm} ${secret}`
  const known = keys.get(name)
  if (known) return known
  const hash = algorithm === 'HMAC_SHA1' ? 'SHA-1' : 'SHA-256'
  const importing = crypto.subtle
    .importKey('raw', utf8.encode(secret), { ...HMAC, hash }, false, ['sign'])
    .then((key) => {
      // It may have been dropped meanwhile.
      if (keys.has(name)) keys.set(name, key)
      return key
    })
  if (keys.size >= MAX_KEYS) keys.delete(keys.keys().next().value!)
  keys.set(name, importing)
  return importing
}
