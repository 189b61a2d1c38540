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

/** The key for one use, derived by one step of HKDF (RFC 5869, 2.3): it opens nothing that is sealed for another. */
const keyOf = async (secret: string, use: string) =>
  crypto.subtle.importKey(
    'raw',
    bytesOf(await signHmac('HMAC_SHA256', secret, `twimlx/flow ${use}\x01`)),
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
    { name: 'AES-GCM', iv },
    await keyOf(secret!, use),
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
        { name: 'AES-GCM', iv: bytes.subarray(0, IV) },
        await keyOf(secret, use),
        bytes.subarray(IV),
      )
      return new TextDecoder().decode(text)
    } catch {
      // It was sealed with another secret or by somebody else.
    }
  return undefined
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
