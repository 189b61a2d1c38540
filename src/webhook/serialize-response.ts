/**
 * @module
 * A response as text, for a store.
 */

/** Serializes a response, reading its body. */
export const serializeResponse = async (response: Response): Promise<string> => {
  const bytes = new Uint8Array(await response.arrayBuffer())
  return JSON.stringify({
    status: response.status,
    headers: [...response.headers],
    ...(asText(bytes) ?? { base64: toBase64(bytes) }),
  })
}

/** Parses a serialized response; `undefined` if `kept` is none. */
export const parseResponse = (kept: string): Response | undefined => {
  try {
    const { status, headers, text, base64 } = JSON.parse(kept) as {
      status: number
      headers: [string, string][]
      text?: string
      base64?: string
    }
    if (typeof (text ?? base64) !== 'string') return undefined
    const body = text ?? fromBase64(base64!)
    // Validated here, since some `Response` classes do not validate, such as that of `@hono/node-server`.
    const isAnswer = Number.isInteger(status) && status >= 200 && status < 600
    if (!isAnswer || (body.length > 0 && BODILESS.has(status))) return undefined
    return new Response(body.length > 0 ? body : null, { status, headers: new Headers(headers) })
  } catch {
    // Neither JSON nor a response.
    return undefined
  }
}

const BODILESS = new Set([204, 205, 304])

// The bytes as text; `undefined` for others, such as audio.
const asText = (bytes: Uint8Array): { text: string } | undefined => {
  try {
    return { text: strict.decode(bytes) }
  } catch {
    return undefined
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const toBase64 = (bytes: Uint8Array): string => {
  let characters = ''
  for (const byte of bytes) characters += String.fromCharCode(byte)
  return btoa(characters)
}

const fromBase64 = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
