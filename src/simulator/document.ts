/**
 * @module
 * Reads answers as documents, by their media type and content.
 */
import { MAX_DOCUMENT_BYTES } from '../vocabulary/limits.ts'
import type { Answer } from './client/exchange.ts'
import { parseXml, type XmlElement, XmlError } from './xml.ts'

/** A document that can be run. */
export type Document =
  | { readonly kind: 'twiml'; readonly root: XmlElement; readonly url: string | undefined }
  | { readonly kind: 'text'; readonly text: string; readonly url: string }
  | { readonly kind: 'audio'; readonly url: string }

/** An answer that is no document, with Twilio's code. */
export interface NoDocument {
  readonly kind: 'none'
  readonly code: number
  readonly message: string
  readonly line?: number
  readonly column?: number
}

const markup = new Set(['text/xml', 'application/xml', 'text/html'])

/** The media types that `<Play>` takes. https://www.twilio.com/docs/voice/twiml/play#supported-audio-file-types */
const audio = new Set([
  'audio/mpeg',
  'audio/wav',
  'audio/wave',
  'audio/x-wav',
  'audio/aiff',
  'audio/x-aifc',
  'audio/x-aiff',
  'audio/x-gsm',
  'audio/gsm',
  'audio/ulaw',
])

/** The media type of an answer in lower case, without parameters. */
export const mediaType = ({ headers }: Answer): string =>
  (headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase()

/** True if `<Play>` can play that media type. */
export const isAudio = (type: string): boolean => audio.has(type)

/**
 * A sentence for an answer that was TwiML as it was written, and is text as it was sent; nothing for any other text.
 * @param fate - What becomes of it.
 */
export const textOfTwiml = (text: string, fate: 'sent' | 'spoken'): string | undefined =>
  /^\s*<(\?xml|Response)\b/.test(text)
    ? `The answer is text/plain${fate === 'spoken' ? ' and no well-formed TwiML' : ''}, so its tags are ${fate} as they stand: send TwiML as text/xml.`
    : undefined

/** Reads the answer to a request for a document. */
export const readDocument = (
  answer: Answer,
  url: string,
  channel: 'messaging' | 'voice',
  noContent: 'no-verbs' | 'parse-failure',
): Document | NoDocument => {
  if (answer.status === 204)
    return noContent === 'no-verbs'
      ? readXml('<Response/>', url)
      : none(12100, 'The answer 204 has no document.')
  const type = mediaType(answer)
  if (type === '') return none(11200, 'The answer has no Content-Type: send TwiML as text/xml.')
  if (channel === 'voice' && isAudio(type)) return { kind: 'audio', url }
  if (!markup.has(type) && type !== 'text/plain')
    return none(12300, `The answer is ${type}: send TwiML as text/xml.`)
  if (answer.tooLarge)
    return none(11750, `The document has more than ${MAX_DOCUMENT_BYTES} bytes (64 kB).`)
  if (answer.body.length === 0) {
    if (/\bchunked\b/i.test(answer.headers.get('transfer-encoding') ?? ''))
      return none(11770, 'The answer is chunked and empty.')
    if (type === 'text/plain') return { kind: 'text', text: '', url }
    return none(12100, 'The answer is empty: send at least <Response/>.')
  }
  // Twilio sends no Accept-Encoding, so it does not understand an encoded answer.
  const encoding = answer.headers.get('content-encoding')
  if (encoding && !/^identity$/i.test(encoding))
    return none(
      12100,
      `The answer is encoded as ${encoding}, which Twilio has not asked for: compress only by Accept-Encoding.`,
    )
  const text = decode(answer)
  if (type !== 'text/plain') return readXml(text, url)
  if (channel === 'voice') {
    const document = readXml(text, url)
    if (document.kind === 'twiml') return document
  }
  return { kind: 'text', text, url }
}

/** Reads TwiML. */
export const readXml = (
  text: string,
  url: string | undefined,
): (Document & { kind: 'twiml' }) | NoDocument => {
  try {
    const root = parseXml(text)
    if (root.name !== 'Response')
      return none(12102, `The root of a document is <Response>, not <${root.name}>.`, root)
    const version = root.attribute('version')
    if (version !== undefined && !/^(2008-08-01|2010-04-01)$/.test(version))
      return none(
        12101,
        `version="${version}" of <Response> is not a version of the API: leave it out.`,
        root,
      )
    return { kind: 'twiml', root, url }
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    return none(12100, `The document is not well-formed XML: ${error.message}`, error)
  }
}

const none = (
  code: number,
  message: string,
  place?: { line: number; column: number },
): NoDocument => ({
  kind: 'none',
  code,
  message,
  ...(place && { line: place.line, column: place.column }),
})

const byteOrderMarks = [
  ['\u00ef\u00bb\u00bf', 'utf-8'],
  ['\u00ff\u00fe', 'utf-16le'],
  ['\u00fe\u00ff', 'utf-16be'],
] as const

// Decodes by the encoding that the document declares, else the one in the header, else UTF-8.
const decode = ({ body, headers }: Answer): string => {
  const start = String.fromCharCode(...body.subarray(0, 200))
  const marked = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1]
  const byOrder = byteOrderMarks.find(([mark]) => start.startsWith(mark))?.[1]
  const named = /charset\s*=\s*"?([\w.:-]+)/i.exec(headers.get('content-type') ?? '')?.[1]
  for (const label of [byOrder, marked, named]) {
    if (label === undefined) continue
    try {
      return new TextDecoder(label).decode(body)
    } catch {
      // An unknown label is ignored.
    }
  }
  return new TextDecoder().decode(body)
}
