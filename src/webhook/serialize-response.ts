/**
 * @module
 * A response as text, for a store.
 */

/** The text of a response, whose body is read. */
export const serializeResponse = async (response: Response): Promise<string> => {
  const bytes = new Uint8Array(await response.arrayBuffer())
  return JSON.stringify({
    status: response.status,
    headers: [...response.headers],
    ...(asText(bytes) ?? { base64: toBase64(bytes) }),
  })
}

/** The response that `kept` is the text of; `undefined` where it is none. */
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
    // Judged here: not every `Response` does, that of `@hono/node-server` for one.
    const isAnswer = Number.isInteger(status) && status >= 200 && status < 600
    if (!isAnswer || (body.length > 0 && BODILESS.has(status))) return undefined
    return new Response(body.length > 0 ? body : null, { status, headers: new Headers(headers) })
  } catch {
    // Neither JSON nor a response, whoever put it there.
    return undefined
  }
}

const BODILESS = new Set([204, 205, 304])

// An answer may be audio, which is no text.
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
