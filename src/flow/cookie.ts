/**
 * @module
 * Text that only its writer can have written: what a cookie and the URL of an outgoing call carry.
 */
import { mistake } from './error.ts'

const utf8 = /* @__PURE__ */ new TextEncoder()

/** Keys that text is sealed with: the first seals, and each of them opens. */
export type Secrets = readonly string[]

type Bytes = Uint8Array<ArrayBuffer>
type SealKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

// An app has one secret or a handful; one of thousands of subaccounts must not keep them for ever.
const keys = new Map<string, Promise<SealKey>>()
const MOST_KEYS = 1000

/** A key for one purpose, derived by HKDF (RFC 5869), so that no secret serves two. */
const keyOf = (secret: string, encrypted: boolean): Promise<SealKey> => {
  const name = `${encrypted} ${secret}`
  let key = keys.get(name)
  if (!key) {
    if (keys.size >= MOST_KEYS) keys.delete(keys.keys().next().value!)
    keys.set(name, (key = derive(secret, encrypted)))
  }
  return key
}

const derive = async (secret: string, encrypted: boolean): Promise<SealKey> =>
  crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: utf8.encode('twimlx/flow'),
      info: utf8.encode(encrypted ? 'encrypt' : 'sign'),
    },
    await crypto.subtle.importKey('raw', utf8.encode(secret), 'HKDF', false, ['deriveKey']),
    encrypted ? { name: 'AES-GCM', length: 256 } : { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    encrypted ? ['encrypt', 'decrypt'] : ['sign', 'verify'],
  )

/**
 * Seals a text for one use.
 *
 * @param text - What is sealed.
 * @param use - What it is for: opened for another use, it is not there.
 * @param secrets - The first seals.
 * @param encrypted - Whether nobody may read it. Default: it is signed, and anybody can.
 */
export const seal = async (
  text: string,
  use: string,
  secrets: Secrets,
  encrypted = false,
): Promise<string> => {
  const key = await keyOf(secrets[0]!, encrypted)
  const bytes = utf8.encode(text)
  if (!encrypted) {
    const signature = await crypto.subtle.sign('HMAC', key, signed(use, bytes))
    return `${base64(bytes)}.${base64(new Uint8Array(signature))}`
  }
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const additionalData = utf8.encode(use)
  const hidden = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes)
  return `~${base64(iv)}.${base64(new Uint8Array(hidden))}`
}

/** Opens what was sealed for that use; nothing where it was not, or somebody has changed it. */
export const unseal = async (
  sealed: string,
  use: string,
  secrets: Secrets,
): Promise<string | undefined> => {
  const [, hidden, first, second] = /^(~?)([\w-]+)\.([\w-]+)$/.exec(sealed) ?? []
  if (first === undefined || second === undefined) return undefined
  const a = bytesOf(first)
  const b = bytesOf(second)
  if (!a || !b) return undefined
  for (const secret of secrets) {
    const key = await keyOf(secret, hidden === '~')
    if (hidden === '~') {
      const additionalData = utf8.encode(use)
      const open = await crypto.subtle
        .decrypt({ name: 'AES-GCM', iv: a, additionalData }, key, b)
        .catch(() => undefined)
      if (open) return new TextDecoder().decode(open)
    } else if (await crypto.subtle.verify('HMAC', key, b, signed(use, a)))
      return new TextDecoder().decode(a)
  }
  return undefined
}

/**
 * Asserts that secrets given as text cannot be guessed.
 *
 * @throws {FlowError} Where there is none, or one is short.
 */
export const assertSecrets = (secrets: Secrets): void => {
  if (
    secrets.length === 0 ||
    secrets.some((secret) => typeof secret !== 'string' || secret.length < 16)
  )
    throw mistake('host: short secret')
}

/** The use stands before the text, and its length before that: no two of them are the same bytes. */
const signed = (use: string, bytes: Bytes): Bytes => {
  const head = utf8.encode(`${use.length} ${use}`)
  const all = new Uint8Array(head.length + bytes.length)
  all.set(head)
  all.set(bytes, head.length)
  return all
}

const base64 = (bytes: Uint8Array): string => {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

const bytesOf = (text: string): Bytes | undefined => {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    )
  } catch {
    return undefined
  }
}
