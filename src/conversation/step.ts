/**
 * @module
 * The steps of a conversation as data: a conversation that was played by hand can be repeated, compared with itself,
 * and saved as a test.
 */

/** The media type of a file that is sent with a text. */
type MediaType = string

/**
 * One step of a conversation. `by` is the address of the acting phone: there is one phone for each address, with one
 * call at a time.
 */
export type Step =
  | {
      readonly does: 'text'
      readonly by: string
      readonly body: string
      /** The Twilio number to text. Default: the one of the simulation. */
      readonly to?: string
      readonly media?: readonly MediaType[]
    }
  | { readonly does: 'call'; readonly by: string; readonly to?: string }
  | { readonly does: 'press'; readonly by: string; readonly keys: string }
  | { readonly does: 'say'; readonly by: string; readonly words: string }
  | { readonly does: 'talk'; readonly by: string; readonly seconds: number }
  /** Without `seconds`, the silence lasts until the waiting verb times out. */
  | { readonly does: 'silence'; readonly by: string; readonly seconds?: number }
  | { readonly does: 'hangup'; readonly by: string }
  /** Answers the ringing call. */
  | { readonly does: 'answer'; readonly by: string }
  /** Declines the ringing call, in that way. */
  | { readonly does: 'decline'; readonly by: string; readonly how: 'busy' | 'no-answer' | 'fail' }
  /** The connection of the call's WebSocket is lost. */
  | { readonly does: 'drop'; readonly by: string }
  /** Time passes. */
  | { readonly does: 'wait'; readonly seconds: number }
  /** The carrier reports the status of the message with that index on the phone. */
  | {
      readonly does: 'report'
      readonly by: string
      readonly index: number
      readonly status: 'delivered' | 'undelivered' | 'failed' | 'read'
      readonly errorCode?: number
    }
  /** The next request to the app fails. */
  | { readonly does: 'fault'; readonly fault: 'timeout' | 'repeat' | number }
  /** The carrier does not deliver the next message, for that reason. */
  | { readonly does: 'undeliver'; readonly errorCode: number }
  /** Twilio sends the app a request that no text or call causes. */
  | {
      readonly does: 'request'
      readonly url: string
      readonly method: 'GET' | 'POST'
      readonly params: Readonly<Record<string, string>>
      readonly cookie?: string
    }

type Kind =
  'text' | 'address' | 'seconds' | 'number' | 'index' | 'list' | 'params' | readonly string[]

/** The fields of each step; a question mark follows the names of optional ones. */
const fields: Readonly<Record<Step['does'], Readonly<Record<string, Kind>>>> = {
  text: { by: 'address', body: 'text', 'to?': 'address', 'media?': 'list' },
  call: { by: 'address', 'to?': 'address' },
  press: { by: 'address', keys: 'text' },
  say: { by: 'address', words: 'text' },
  talk: { by: 'address', seconds: 'seconds' },
  silence: { by: 'address', 'seconds?': 'seconds' },
  hangup: { by: 'address' },
  answer: { by: 'address' },
  decline: { by: 'address', how: ['busy', 'no-answer', 'fail'] },
  drop: { by: 'address' },
  wait: { seconds: 'seconds' },
  report: {
    by: 'address',
    index: 'index',
    status: ['delivered', 'undelivered', 'failed', 'read'],
    'errorCode?': 'number',
  },
  fault: { fault: 'text' },
  undeliver: { errorCode: 'number' },
  request: { url: 'text', method: ['GET', 'POST'], params: 'params', 'cookie?': 'text' },
}

/**
 * Reads a step from outside.
 *
 * @param value - A step as JSON. Unknown fields are left out.
 * @throws {TypeError} If it is no step.
 */
export const readStep = (value: unknown): Step => {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >
  const does = given['does']
  if (typeof does !== 'string' || !Object.hasOwn(fields, does))
    throw new TypeError(
      `A step does one of ${Object.keys(fields).join(', ')}, not ${JSON.stringify(does)}.`,
    )
  const step: Record<string, unknown> = { does }
  for (const [name, kind] of Object.entries(fields[does as Step['does']])) {
    const field = name.replace('?', '')
    const it = given[field]
    if (it === undefined && name !== field) continue
    const is = does === 'fault' ? isFault(it) : fits(it, kind)
    if (!is)
      throw new TypeError(
        `${field} of the step "${does}" is ${wanted(does === 'fault' ? FAULTS : kind)}, not ${JSON.stringify(it)}.`,
      )
    step[field] = it
  }
  // Each of its fields was checked.
  return step as unknown as Step
}

const FAULTS = ['timeout', 'repeat', "a status such as 500 or one of Twilio's codes"]

const isFault = (it: unknown): boolean =>
  it === 'timeout' || it === 'repeat' || (Number.isInteger(it) && (it as number) >= 400)

const fits = (it: unknown, kind: Kind): boolean => {
  switch (kind) {
    case 'text':
      return typeof it === 'string'
    case 'address':
      return typeof it === 'string' && /^(\+\d{3,15}|\d{3,8}|[a-z]+:\S+)$/i.test(it)
    case 'seconds':
      return typeof it === 'number' && it > 0 && it <= 31 * 24 * 3600
    case 'number':
      return Number.isInteger(it) && (it as number) > 0
    case 'index':
      return Number.isInteger(it) && (it as number) >= 0
    case 'list':
      return Array.isArray(it) && it.every((each) => typeof each === 'string')
    case 'params':
      return (
        typeof it === 'object' &&
        it !== null &&
        Object.values(it).every((each) => typeof each === 'string')
      )
    default:
      return kind.includes(it as string)
  }
}

const wanted = (kind: Kind): string =>
  typeof kind !== 'string'
    ? kind.join(' or ')
    : {
        text: 'a text',
        address: 'a number such as +14155550100, or an address such as whatsapp:+14155550100',
        seconds: 'a number of seconds, at most 31 days',
        number: 'a whole number',
        index: 'a whole number from 0',
        list: 'a list of media types',
        params: 'an object of texts',
      }[kind]
