/**
 * @module
 * Keys of the account's own, with which Twilio signs if a webhook rule says so.
 *
 * @see https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys
 */
import type { SignatureAlgorithm } from './hmac.ts'
import { shown } from './shown.ts'

/**
 * The secrets of shared keys by key id, or a function that finds them. List several while keys rotate.
 *
 * @example
 * ```ts
 * const sharedKeys: SharedKeys = { CR0123456789abcdef0123456789abcdef: 'the key' }
 * ```
 */
export type SharedKeys = Readonly<Record<string, string>> | SharedKeyLookup

/**
 * Finds the secret of the shared key that a request claims to be signed with. The claim is checked only afterwards, by
 * the signature: use it to look up a secret and for nothing else.
 *
 * @param keyId - Id of the key, `webhooks_sharedkey_…`.
 * @param accountSid - `AccountSid` of the request; a WebSocket handshake and a JSON body have none.
 * @param headers - The request's headers, as far as they were given.
 * @returns The secret, or `undefined` for a key that is not yours.
 *
 * @example
 * ```ts
 * const sharedKeys: SharedKeyLookup = (keyId) => process.env[`TWILIO_KEY_${keyId}`]
 * ```
 */
export type SharedKeyLookup = (
  keyId: string,
  accountSid: string | undefined,
  headers: Headers,
) => string | undefined | Promise<string | undefined>

/** The header that names the key and the algorithm of a request signed with a shared key. */
export const SETTINGS_HEADER = 'X-Twilio-Webhooks-Signature-Settings'

/** The content of {@link SETTINGS_HEADER}. */
export interface SignatureSettings {
  keyId: string
  algorithm: SignatureAlgorithm
}

/** The header's value. */
export const writeSettings = ({ keyId, algorithm }: SignatureSettings): string =>
  `key=${keyId},algorithm=${algorithm}`

/** Reads the header. Returns its settings, or a sentence that says what is wrong with it. */
export const readSettings = (header: string): SignatureSettings | string => {
  // Twilio may add more: unknown parts are ignored, as in its own libraries.
  const parts = header.split(',').map((part) => {
    const equals = part.indexOf('=')
    return { name: part.slice(0, Math.max(0, equals)).trim(), value: part.slice(equals + 1).trim() }
  })
  const valuesOf = (name: string) =>
    parts.filter((part) => part.name === name && part.value !== '').map(({ value }) => value)
  const [keyId, second] = valuesOf('key')
  if (keyId === undefined || second !== undefined)
    return `the ${SETTINGS_HEADER} header names ${second === undefined ? 'no key' : `two keys, ${quoted(keyId!)} and ${quoted(second)}`}, where a request of Twilio's names one: a proxy joined two headers, or the request is forged`

  // The default algorithm is HMAC_SHA1, and names are read in any letter case, as in Twilio's own libraries.
  const [algorithm = 'HMAC_SHA1', other] = valuesOf('algorithm')
  const name = algorithm.toUpperCase()
  if (other !== undefined || (name !== 'HMAC_SHA1' && name !== 'HMAC_SHA256'))
    return `the request is signed with the shared key ${quoted(keyId)} by ${quoted(algorithm)}${other === undefined ? '' : ` and ${quoted(other)}`}, where HMAC_SHA1 or HMAC_SHA256 is known: choose one of them in the webhook setting, or upgrade twimlx if Twilio has added another`

  return { keyId, algorithm: name }
}

const quoted = (text: string): string => `"${shown(text)}"`

/** @throws {Error} If there is no secret, or one that is no text: a check against nothing would let anybody in. */
export const assertSharedKeys = (sharedKeys: SharedKeys): void => {
  if (typeof sharedKeys === 'function') return
  const secrets = Object.values(Object(sharedKeys) === sharedKeys ? sharedKeys : {})
  if (secrets.length === 0 || !secrets.every(isSecret))
    throw new Error(
      'sharedKeys has no secret, or a key without one: give each key id its secret, as { webhooks_sharedkey_…: secret }, or a function that finds it.',
    )
}

/** True for a text that is hard to guess, unlike `'[object Object]'`, `'undefined'` or a blank. */
export const isSecret = (secret: unknown): secret is string =>
  typeof secret === 'string' && secret.trim() !== ''

/** The secret of a key, or a sentence that says why there is none. */
export const findSecret = async (
  sharedKeys: SharedKeys | undefined,
  keyId: string,
  accountSid: string | undefined,
  headers: Headers,
): Promise<{ secret: string } | { reason: string }> => {
  const named = quoted(keyId)
  if (sharedKeys === undefined)
    return {
      reason: `the request is signed with the shared key ${named}, and there are no sharedKeys: give the key's secret there, beside authToken`,
    }

  const found =
    typeof sharedKeys === 'function'
      ? await sharedKeys(keyId, accountSid, headers)
      : Object.hasOwn(sharedKeys, keyId)
        ? sharedKeys[keyId]
        : undefined
  if (isSecret(found)) return { secret: found }
  return {
    reason:
      found === undefined || found === ''
        ? `sharedKeys has no secret for the shared key ${named}: add it if the key is yours, or leave the request refused`
        : `sharedKeys gave ${typeof found} for the shared key ${named}: return its secret as text, or undefined for a key that is not yours`,
  }
}
