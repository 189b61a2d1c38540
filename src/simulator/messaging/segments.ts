/**
 * @module
 * How a text is encoded, and into how many parts it is split.
 * @see https://www.twilio.com/docs/glossary/what-is-gsm-7-character-encoding
 */

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const extension = '\f^{}\\[~]|€'

const septets = new Map([...basic].map((character) => [character, 1]))
for (const character of extension) septets.set(character, 2)

/** How a text goes over the air. */
export interface Segments {
  readonly encoding: 'GSM-7' | 'UCS-2'
  readonly segments: number
}

/** Counts the parts of a text message. */
export const countSegments = (text: string): Segments => {
  const characters = [...text]
  const gsm = characters.every((character) => septets.has(character))
  const sizes = characters.map((character) => (gsm ? septets.get(character)! : character.length))
  const [single, part] = gsm ? [160, 153] : [70, 67]
  return {
    encoding: gsm ? 'GSM-7' : 'UCS-2',
    segments: parts(sizes, single, part),
  }
}

const parts = (sizes: readonly number[], single: number, part: number): number => {
  if (sizes.reduce((sum, size) => sum + size, 0) <= single) return 1
  let count = 1
  let used = 0
  for (const size of sizes) {
    // A character of two units is never cut: it moves to the next part.
    if (used + size > part) {
      count++
      used = 0
    }
    used += size
  }
  return count
}
