/**
 * @module
 * Sealed text, which only its writer can read and change: for cookies and the URLs of outgoing calls.
 */
import { signHmac } from '../webhook/hmac.ts'

const utf8 = /* @__PURE__ */ new TextEncoder()

/** Secrets to seal text with: the first seals, each of them opens. */
export type Secrets = readonly string[]

// AES-GCM as in NIST SP 800-38D: twelve bytes that never repeat precede the sealed text.
const IV = 12

const cipher = (use: string, iv: Uint8Array<ArrayBuffer>) => ({
  name: 'AES-GCM',
  iv,
  additionalData: utf8.encode(use),
})

/** The key of a secret, derived by one step of HKDF (RFC 5869, 2.3), so that no secret serves two purposes. */
const keyOf = async (secret: string) =>
  crypto.subtle.importKey(
    'raw',
    bytesOf(await signHmac('HMAC_SHA256', secret, 'twimlx/flow\x01')),
    'AES-GCM',
    false,
    ['encrypt', 'decrypt'],
  )

/**
 * Seals a text for one use, in Base64.
 *
 * @param text - The text to seal.
 * @param use - Its purpose: it does not open for another.
 * @param secrets - The first seals.
 */
export const seal = async (text: string, use: string, [secret]: Secrets): Promise<string> => {
  const iv = crypto.getRandomValues(new Uint8Array(IV))
  const sealed = await crypto.subtle.encrypt(
    cipher(use, iv),
    await keyOf(secret!),
    utf8.encode(text),
  )
  return btoa(String.fromCharCode(...iv, ...new Uint8Array(sealed)))
}

/** Opens a text that was sealed for that use; undefined if it was not, or was changed. */
export const unseal = async (
  sealed: string,
  use: string,
  secrets: Secrets,
): Promise<string | undefined> => {
  for (const secret of secrets)
    try {
      const bytes = bytesOf(sealed)
      const text = await crypto.subtle.decrypt(
        cipher(use, bytes.subarray(0, IV)),
        await keyOf(secret),
        bytes.subarray(IV),
      )
      return new TextDecoder().decode(text)
    } catch {
      // It was sealed with another secret or by somebody else.
    }
  return undefined
}

/** The length of a text once it is sealed, in characters. */
export const sealedLength = (text: string): number =>
  4 * Math.ceil((IV + utf8.encode(text).length + 16) / 3)

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
