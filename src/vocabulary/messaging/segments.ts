/**
 * @module
 * How a text message is encoded, and into how many parts it is split: what Twilio's own calculator says.
 * @see https://github.com/TwilioDevEd/message-segment-calculator
 * @see https://www.twilio.com/docs/glossary/what-is-gsm-7-character-encoding
 */

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const extension = '\f^{}\\[~]|€'

const septets = /* @__PURE__ */ new Map(
  [...basic, ...extension].map((character) => [character, extension.includes(character) ? 2 : 1]),
)

/** How a text goes over the air. */
export interface Segments {
  /** The encoding that the whole message needs. */
  readonly encoding: 'GSM-7' | 'UCS-2'
  /** How many parts it is sent in, and billed as. */
  readonly count: number
  /** The characters that GSM-7 lacks, each once: without them the message would be GSM-7. */
  readonly ucs2: readonly string[]
}

/**
 * The characters as a reader sees them: none of them is ever cut in two.
 *
 * @param text - Any text.
 * @returns Its grapheme clusters; CR and LF are two.
 */
export const graphemes = (text: string): string[] =>
  // Of two ASCII characters only CR and LF belong together, which are two here. Reading clusters takes 20 times longer.
  /^[\0-\x7f]*$/.test(text) ? [...text] : clusters(text)

const clusters = (text: string): string[] =>
  Array.from(new Intl.Segmenter().segment(text), ({ segment }) =>
    segment === '\r\n' ? ['\r', '\n'] : segment,
  ).flat()

/**
 * Counts the parts in which a text message is sent.
 *
 * @param text - The message.
 * @returns Its encoding, how many segments it has, and what forces it into UCS-2, where a segment has 67 characters
 * rather than 153.
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
    // A character is never cut: it moves to the next part.
    if (used + size > part) {
      count++
      used = 0
    }
    used += size
  }
  return count
}
