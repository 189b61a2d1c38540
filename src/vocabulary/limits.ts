/**
 * @module
 * Twilio's limits, each declared once.
 */

/** Characters of a text message. https://www.twilio.com/docs/api/errors/14103 */
export const MAX_MESSAGE_TEXT = 1600

/** Characters of TwiML that is passed inline. https://www.twilio.com/docs/api/errors/32018 */
export const MAX_INLINE = 4000

/** Bytes of a document. https://www.twilio.com/docs/api/errors/11750 */
export const MAX_DOCUMENT_BYTES = 65_536

/** Messages in the answer to one. https://www.twilio.com/docs/api/errors/14109 */
export const MAX_REPLIES = 10

/** Parties that one `<Dial>` rings. https://www.twilio.com/docs/voice/twiml/number */
export const MAX_PARTIES = 10

/** Media of one message. https://www.twilio.com/docs/api/errors/21623 */
export const MAX_MEDIA = 10

/** Callers in one queue. https://www.twilio.com/docs/voice/twiml/enqueue */
export const MAX_QUEUE_SIZE = 1000

/** Seconds of a recording that is transcribed. https://www.twilio.com/docs/api/errors/13615 */
export const MAX_TRANSCRIBED_SECONDS = 120

/** Participants of one conference. https://www.twilio.com/docs/voice/twiml/conference */
export const MAX_PARTICIPANTS = 250

/** Characters of a caller ID. https://www.twilio.com/docs/api/errors/13248 */
export const MAX_CALLER_ID = 100
