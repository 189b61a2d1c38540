/**
 * @module
 * The meaning of Twilio's codes to an app, in a sentence each: for the debugger's webhook, `ErrorCode` of a fallback URL's
 * request, and `ErrorCode` of a message's status.
 *
 * @see https://www.twilio.com/docs/api/errors
 */
import type { DebuggerParameters } from './status/debugger.ts'

/** The codes that apps meet, by what causes them. */
const sentences: Readonly<Record<string, string>> = {
  // The app was asked, and did not answer.
  11100: 'A URL is malformed: write it whole, with https:// and its host.',
  11200: 'The app answered with an error, or did not answer in time: look at its log.',
  11201: 'Connecting to the app took too long: is it running, and open to Twilio’s addresses?',
  11202: 'The app’s server refused the connection: is it running, and on that port?',
  11203: 'The app took longer than Twilio waits: answer within 15 seconds.',
  11205:
    'The app’s server could not be connected to: is it running, and open to Twilio’s addresses?',
  11206: 'The app’s answer is no HTTP that Twilio reads: look at the headers that it sends.',
  11210: 'The host of the URL is not known to DNS: is it spelled right, and public?',
  11215: 'The app redirects too often: let the URL answer itself.',
  11216: 'The app redirects to a URL that is none.',
  11217: 'The app answered with an HTTP status of 400 or more: look at its log.',
  11220: 'TLS with the app’s server could not be set up: does it speak TLS 1.2 or later?',
  11235: 'The certificate of the app’s server is for another host.',
  11236: 'The certificate of the app’s server has expired: renew it.',
  11237:
    'The certificate of the app’s server leads to no authority that Twilio trusts: send the intermediate ones too.',
  11240: 'The edge in the fragment of the URL (#e=…) is none.',
  11241: 'The edge in the fragment of the URL (#e=…) is not offered here.',
  11242: 'The URL asks for a Twilio Interconnect that the account does not have.',
  11243: 'The retry policy in the fragment of the URL (#rp=…) is none.',
  11251: 'The connection to the app broke in the middle of its answer.',
  11320: 'A template in the URL has an opening bracket that is not closed.',
  11321: 'A webhook is configured with a URL that is none.',
  11322: 'A webhook is configured with another method than GET or POST.',
  // The app answered, and not with a document.
  11750: 'The app’s document is larger than 64 kB: say or send less, and <Redirect> for the rest.',
  11751: 'A file is larger than the channel takes.',
  11770: 'The app answered with nothing: send a document, such as <Response/>.',
  12100: 'The app’s document is not well-formed XML: was text put into it without being escaped?',
  12101: 'The version that <Response> names is none.',
  12102: 'The root of the app’s document is not <Response>.',
  12200:
    'The app’s document has an element or an attribute that stands wrong there: Twilio passes it over.',
  12300: 'The app’s answer has a Content-Type that is not a document: send text/xml.',
  12301: 'A file that was uploaded has a Content-Type that Twilio does not take.',
  12400: 'Twilio failed: try again, and look at its status page.',
  // Calls.
  13201: 'A dialled party’s document dials again, which it may not.',
  13214: 'The callerId of <Dial> is not a number that the account may show.',
  13223: 'The number to <Dial> is none: write it as E.164, with + and the country’s code.',
  13224: 'Twilio does not call the number that was to be dialled.',
  13225: 'Twilio has blocked the number that was to be dialled.',
  13227: 'The account’s geographic permissions do not let it call that country.',
  13233: 'The waitUrl of a <Conference> is none.',
  13238: 'The document that a conference waits to has a verb that may not stand there.',
  13247: 'The From of a dialled call is not a caller id that it may have.',
  13254: 'The host of a SIP URI is not known to DNS, or not public.',
  13520: '<Say> has nothing to say.',
  13511: '<Say> names a voice that Twilio does not have.',
  13512: '<Say> names a language that Twilio does not have, or not for that voice.',
  13521: '<Say> has more text than Twilio says.',
  13612: 'The maxLength of <Record> is out of range.',
  13801: '<Refer> works on SIP calls only.',
  14207: 'The queue is full.',
  14101: 'The “to” of a <Message> is not an address.',
  14102: 'The “from” of a <Message> is not a sender.',
  14103: 'A <Message> has no text and no media, or too much text.',
  14106: 'A message’s documents redirect without end.',
  14107: 'The app replied too often to one sender: do two apps answer each other?',
  14109: 'A document replies with more than ten messages: the rest is not sent.',
  14110: 'A document of messages has a verb that belongs to calls.',
  15003: 'A status callback was not taken: look at the log of the URL that it goes to.',
  15004: 'A document that was sent to a running call has a relative URL: write it whole.',
  16020: 'The conference is full.',
  // Messages.
  21211: 'The “To” is not a number that can be sent to: write it as E.164.',
  21408: 'The account’s geographic permissions do not let it send to that country.',
  21610: 'The receiver has written STOP: nothing can be sent before START.',
  21612: 'That sender cannot reach that receiver.',
  21614: 'The “To” is not a mobile number.',
  21617: 'The text is longer than 1,600 characters: split it.',
  21623: 'A message has more than ten media.',
  30001: 'Too many messages wait to be sent: send slower.',
  30002: 'The account was suspended between the message’s acceptance and its sending.',
  30003: 'The receiver’s phone is off, out of reach, or does not take SMS.',
  30004: 'The receiver blocks messages, or does not take SMS.',
  30005: 'The receiver’s number does not exist any more.',
  30006: 'The receiver has a landline, or a carrier that cannot be reached.',
  30007: 'The message was filtered as unwanted, by Twilio or the carrier.',
  30008: 'The message was not delivered, and the carrier does not say why.',
  30034: 'The US number is not registered for A2P 10DLC.',
  // Sockets.
  31901: 'Connecting to the server of a <Stream> took too long.',
  31902: 'The server of a <Stream> refused the connection: is it running, and on that port?',
  31903: 'The connection of a <Stream> broke.',
  31904: 'The server of a <Stream> is out of reach.',
  31910: 'TLS with the server of a <Stream> could not be set up: is its certificate valid?',
  31920:
    'The server of a <Stream> did not answer the handshake with 101: does it check the signature of wss://…?',
  31921: 'The server of a <Stream> closed the socket.',
  31922: 'The URL of a <Stream> does not begin with wss://.',
  31923: 'The URL of a <Stream> is malformed.',
  31924: 'The server of a <Stream> sent what is no WebSocket frame.',
  31950: 'The app sent a <Stream> what is no JSON.',
  31951: 'The app sent a <Stream> a message that Twilio does not know.',
  64101: 'An attribute of <ConversationRelay> has a value that Twilio does not take.',
  64102:
    'The socket of a <ConversationRelay> could not be opened: does its URL answer the handshake with 101?',
  64104: 'The app sent a <ConversationRelay> a message that is too long.',
  64105: 'The socket of a <ConversationRelay> was closed before the session ended.',
  64107: 'The app sent a <ConversationRelay> a message that Twilio does not know.',
  64111: 'The provider of speech of a <ConversationRelay> failed.',
}

/** The meaning of codes that are known by their range only. */
const ranges: readonly (readonly [first: number, last: number, sentence: string])[] = [
  [11000, 11999, 'Twilio could not fetch what it was to fetch from a URL.'],
  [12000, 12999, 'A document is not as Twilio wants it.'],
  [13000, 13999, 'A verb of a call’s document is not as Twilio wants it.'],
  [14000, 14999, 'A verb of a message’s document is not as Twilio wants it.'],
  [20000, 22999, 'A request to Twilio’s API was refused.'],
  [30000, 30999, 'A message was not delivered.'],
  [31000, 31999, 'A call’s client or socket failed.'],
  [32000, 32999, 'A SIP call failed.'],
  [60000, 60999, 'A verification failed.'],
  [63000, 63999, 'A message of a channel such as WhatsApp was not delivered.'],
  [64000, 64099, 'A payment by <Pay> failed.'],
  [64100, 64199, 'A <ConversationRelay> failed.'],
]

/**
 * Tells what a code of Twilio's means and what to look at, with the page of Twilio's dictionary.
 *
 * @param code - `ErrorCode` of a webhook, `error_code` of the debugger's payload.
 * @returns A sentence, also for a code that is not known here.
 *
 * @example
 * ```ts
 * import { describeErrorCode } from 'twimlx/webhook'
 *
 * describeErrorCode('12300')
 * // 'The app’s answer has a Content-Type that is not a document: send text/xml. (12300, https://www.twilio.com/docs/api/errors/12300)'
 * ```
 *
 * @see https://www.twilio.com/docs/api/errors
 */
export const describeErrorCode = (code: string | number): string => {
  const number = /^\s*\d{5}\s*$/.test(String(code)) ? Number(code) : 0
  const known = Object.hasOwn(sentences, number) ? sentences[number] : undefined
  const ranged = ranges.find(([first, last]) => number >= first && number <= last)?.[2]
  const sentence = known ?? ranged ?? 'Something failed at Twilio.'
  return number === 0
    ? sentence
    : `${sentence} (${number}, https://www.twilio.com/docs/api/errors/${number})`
}

/**
 * A report of the debugger, without anything that a person wrote, said or typed.
 *
 * @example
 * ```ts
 * const line = ({ level, code, sentence }: DebuggerReport): string =>
 *   `${level} ${code}: ${sentence}`
 * ```
 */
export interface DebuggerReport {
  /** The severity: after a warning Twilio went on. */
  level: 'error' | 'warning'
  /** Twilio's code; empty where there is none. */
  code: string
  /** The meaning of the code, and where to look. */
  sentence: string
  /** SID of the call, message … that it is about. */
  resourceSid: string | undefined
  /** The URL that Twilio requested, without its query. */
  url: string | undefined
  /** The HTTP status that the URL answered with. */
  status: number | undefined
}

/**
 * Reads the event of a debugger's webhook: which code, what it means, which URL.
 *
 * @param event - The payload of `statusWebhook({ kind: 'debugger' })`.
 * @returns The report. It has neither the parameters of the request nor the body of its answer, which people wrote.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { statusWebhook } from 'twimlx/hono'
 * import { readDebuggerEvent } from 'twimlx/webhook'
 *
 * const app = new Hono()
 *
 * app.post('/debugger', statusWebhook({ kind: 'debugger' }), async (c) => {
 *   const { level, sentence, url } = readDebuggerEvent(c.var.webhook)
 *   if (level === 'error') console.error(sentence, url)
 * })
 * ```
 *
 * @see https://www.twilio.com/docs/usage/troubleshooting/debugging-event-webhooks
 */
export const readDebuggerEvent = ({
  Level,
  Payload,
}: Pick<DebuggerParameters, 'Level' | 'Payload'>): DebuggerReport => {
  const event = parse(Payload)
  const webhook = object(event['webhook'])
  const code = text(event['error_code']) ?? text(object(event['more_info'])['ErrorCode']) ?? ''
  const status = Number(text(object(webhook['response'])['status_code']))
  return {
    level: /^warning$/i.test(Level) ? 'warning' : 'error',
    code,
    sentence: describeErrorCode(code),
    resourceSid: text(event['resource_sid']),
    url: text(object(webhook['request'])['url'])?.split(/[?#]/, 1)[0],
    status: status > 0 ? status : undefined,
  }
}

const parse = (json: string): Record<string, unknown> => {
  try {
    return object(JSON.parse(json))
  } catch {
    // Twilio says that it is JSON; where it is not, the level and the link are what is left.
    return {}
  }
}

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined
