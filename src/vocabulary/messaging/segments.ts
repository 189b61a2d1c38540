/**
 * @module
 * The encoding of a text message and the segments it is split into, as Twilio's own calculator counts them.
 * @see https://github.com/TwilioDevEd/message-segment-calculator
 * @see https://www.twilio.com/docs/glossary/what-is-gsm-7-character-encoding
 */

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const extension = '\f^{}\\[~]|€'

const septets = /* @__PURE__ */ new Map(
  [...basic, ...extension].map((character) => [character, extension.includes(character) ? 2 : 1]),
)

/**
 * The encoding and segments of a text message.
 *
 * @example
 * ```ts
 * const price = ({ count }: Segments): number => count * 0.0083
 * ```
 */
export interface Segments {
  /** The encoding of the whole message. */
  readonly encoding: 'GSM-7' | 'UCS-2'
  /** The number of segments in which it is sent and billed. */
  readonly count: number
  /** The characters that GSM-7 lacks, each once. Without them the message would be GSM-7. */
  readonly ucs2: readonly string[]
}

/**
 * Splits text into characters as a reader sees them, which a segment never cuts in two.
 *
 * @param text - Any text.
 * @returns The grapheme clusters; CR LF counts as two.
 *
 * @example
 * ```ts
 * graphemes('👍🏽!').length // 2
 * ```
 */
export const graphemes = (text: string): string[] =>
  // Of two ASCII characters only CR and LF belong together, which are two here. Reading clusters takes 20 times longer.
  /^[\0-\x7f]*$/.test(text) ? [...text] : clusters(text)

const clusters = (text: string): string[] =>
  Array.from(new Intl.Segmenter().segment(text), ({ segment }) =>
    segment === '\r\n' ? ['\r', '\n'] : segment,
  ).flat()

/**
 * Counts the segments of a text message.
 *
 * @param text - The message.
 * @returns The encoding, the number of segments, and the characters that force the message into UCS-2, where a segment
 * has 67 characters instead of 153.
 *
 * @example
 * ```ts
 * import { segments } from 'twimlx/components'
 *
 * segments('Your table is booked. Goodbye.') // { encoding: 'GSM-7', count: 1, ucs2: [] }
 * segments('It’s booked.') // { encoding: 'UCS-2', count: 1, ucs2: ['’'] }
 * ```
 * @see https://www.twilio.com/docs/glossary/what-sms-character-limit
 */
export const segments = (text: string): Segments => {
  const characters = graphemes(text)
  const ucs2 = [...new Set(characters.filter((character) => !septets.has(character)))]
  const isGsm = ucs2.length === 0
  const sizes = characters.map((character) => (isGsm ? septets.get(character)! : character.length))
  const [single, part] = isGsm ? [160, 153] : [70, 67]
  return { encoding: isGsm ? 'GSM-7' : 'UCS-2', count: parts(sizes, single, part), ucs2 }
}

const parts = (sizes: readonly number[], single: number, part: number): number => {
  if (sizes.reduce((sum, size) => sum + size, 0) <= single) return 1
  let count = 1
  let used = 0
  for (const size of sizes) {
    // A character that does not fit moves to the next segment as a whole.
    if (used + size > part) {
      count++
      used = 0
    }
    used += size
  }
  return count
}
