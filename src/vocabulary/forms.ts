/**
 * @module
 * The forms of addresses and URLs, for both the renderer and the simulator.
 */

/** A phone number without its punctuation. */
const bare = (written: string): string => written.replace(/[\s().-]+/g, '')

/** True for a phone number or a short code, in E.164 or with the usual punctuation. */
export const isPhoneNumber = (written: string): boolean =>
  /^(\+\d{7,15}|\d{3,15})$/.test(bare(written))

/**
 * True for an address that a text can be sent to: a phone number, an address of another channel, such as
 * `whatsapp:+14155550100`, or the SID of a SIM.
 * @see https://www.twilio.com/docs/messaging/twiml/message#to
 */
export const isAddress = (written: string): boolean =>
  isPhoneNumber(written) || /^\s*([a-z]+:.*\S|(HS|DE)[\da-f]{32}\s*$)/i.test(written)

/**
 * True for an address that a text can come from, including a sender ID: at most 11 characters, one of them a letter.
 * @see https://www.twilio.com/docs/messaging/quickstart/alphanumeric-sender-id
 */
export const isSender = (written: string): boolean =>
  isAddress(written) || /^\s*(?=.{0,10}[a-z])[\w &+-]{1,11}\s*$/i.test(written)

/** True for a SIP URI. Without a scheme it means `sip:`, and needs a user before the `@`. */
export const isSipUri = (written: string): boolean =>
  /^(sips?:[^\s@]+(@\S+)?|[^\s@:]+@\S+)$/i.test(written.split('?')[0]!)

/**
 * The form of URLs of one scheme, absolute or relative. A host has no underscore.
 * @see https://www.twilio.com/docs/api/errors/11100
 */
const reference = (scheme: string): RegExp =>
  RegExp(
    String.raw`^\s*(?:(?:${scheme}:)?//(?:[^/?#@]*@)?[^\s/?#@_]+(?:[/?#]|\s*$)|(?!\s|//|[a-z][a-z\d+.-]*:))`,
    'i',
  )

/** A URL that Twilio requests by HTTP. */
export const httpReference = /* @__PURE__ */ reference('https?')

/** A URL that Twilio opens a WebSocket to. */
export const socketReference = /* @__PURE__ */ reference('wss')

/** True for a URL without a scheme. */
export const isRelative = (url: string): boolean => !/^\s*[a-z][a-z\d+.-]*:/i.test(url)

const HOLE = String.raw`undefined|null|NaN|object(?: |%20|\+)[A-Z]\w+`
const hole = /* @__PURE__ */ RegExp(`(?<![A-Za-z\\d])(?:${HOLE})(?![A-Za-z\\d])|^undefined`)
const onlyHole = /* @__PURE__ */ RegExp(String.raw`^\s*\[?(?:${HOLE})\]?\s*$`)

/** The word in a text that a value becomes which was not there, or is no text: `undefined`, `object Object`. */
export const holeIn = (text: string): string | undefined =>
  // Hardly any text has one of these letters in a row, which are found in a tenth of the time.
  /undefined|null|NaN|object/.test(text) ? hole.exec(text)?.[0] : undefined

// Hardly any text begins as one, which is told in a tenth of the time of the expression.
const beginnings = /* @__PURE__ */ new Set('unNo[ \t\r\n')

/** True if a text is such a word and nothing else. */
export const isHole = (text: string): boolean =>
  text.length < 20 && beginnings.has(text[0]!) && onlyHole.test(text)
