/** HMAC-SHA1 and SHA-256 by WebCrypto, with each token's key imported once. */

type HmacKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** Whether `signature` (20 bytes) is the HMAC-SHA1 of `text` under `token`, told in constant time. */
export async function verifyHmac(
  token: string,
  signature: Uint8Array,
  text: string,
): Promise<boolean> {
  const expected = new Uint8Array(await hmac(token, text))
  // `subtle.verify` would compare as well, but takes a tenth longer in Node.
  let difference = expected.length ^ signature.length
  for (let i = 0; i < expected.length; i++) difference |= expected[i]! ^ signature[i]!
  return difference === 0
}

/** The HMAC-SHA1 of `text` under `token`, in Base64. */
export async function signHmac(token: string, text: string): Promise<string> {
  return btoa(String.fromCharCode(...new Uint8Array(await hmac(token, text))))
}

/** The SHA-256 of a body in lower-case hex. */
export async function sha256(body: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof body === 'string' ? utf8.encode(body) : body
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const utf8 = new TextEncoder()

// An object and not its name: Node makes one of a name each time.
const HMAC = { name: 'HMAC' }

function hmac(token: string, text: string): Promise<ArrayBuffer> {
  const key = keyOf(token)
  const bytes = utf8.encode(text)
  // Without an `await` for a key that is there: this is what every webhook waits for. Under Jest, the promise is of
  // another realm than `Promise`.
  return 'then' in key
    ? key.then((imported) => crypto.subtle.sign(HMAC, imported, bytes))
    : crypto.subtle.sign(HMAC, key, bytes)
}

// An app has one token or a handful; one that serves thousands of subaccounts must not keep every key for ever.
const keys = new Map<string, HmacKey | Promise<HmacKey>>()
const MAX_KEYS = 1000

function keyOf(token: string): HmacKey | Promise<HmacKey> {
  const known = keys.get(token)
  if (known) return known
  const importing = crypto.subtle
    .importKey('raw', utf8.encode(token), { ...HMAC, hash: 'SHA-1' }, false, ['sign'])
    .then((key) => {
      // Unless it was dropped meanwhile.
      if (keys.has(token)) keys.set(token, key)
      return key
    })
  if (keys.size >= MAX_KEYS) keys.delete(keys.keys().next().value!)
  keys.set(token, importing)
  return importing
}
