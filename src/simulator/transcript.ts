/**
 * @module
 * The log as text for people.
 */
import type { SimulatorEvent } from './events.ts'

type Writer = {
  readonly [T in SimulatorEvent['type']]: (
    event: Extract<SimulatorEvent, { type: T }>,
  ) => string | undefined
}

const cut = (event: { interrupted?: true | undefined }) => (event.interrupted ? ' [cut short]' : '')
const often = ({ times, loop }: { times?: number | undefined; loop?: 0 | undefined }) =>
  loop === 0 ? ' [without end]' : times !== undefined && times > 1 ? ` [${times} times]` : ''

const did: Readonly<Record<string, string>> = {
  text: 'texts',
  call: 'calls',
  press: 'presses',
  say: 'says',
  talk: 'talks for',
  silence: 'is silent',
  answer: 'answers',
  busy: 'is busy',
  'no-answer': 'does not answer',
  fail: 'cannot be reached',
  hangup: 'hangs up',
  redirect: 'is redirected to',
  refer: 'refers to',
}

const write: Writer = {
  stimulus: ({ does, from, what, leg }) =>
    // The end of the caller's leg has an event of its own.
    does === 'hangup' && leg !== 'callee'
      ? undefined
      : `${from} ${did[does]}${what === undefined ? '' : ` ${what}`}`,
  request: ({ method, url, status }) =>
    `  ${method} ${url}${status === undefined ? '' : ` → ${status}`}`,
  httpRedirect: ({ status, to }) => `  ${status} to ${to}`,
  message: ({ from, to, body, media, by }) =>
    `${by === 'twilio' ? 'Twilio' : from} to ${to}: ${[body, ...media.map((url) => `[${url}]`)].filter(Boolean).join(' ')}`,
  delivery: ({ sid, status, errorCode }) =>
    errorCode === undefined ? `  ${sid} is ${status}` : `! a message is ${status}: ${errorCode}`,
  end: () => undefined,
  outbound: ({ to }) => `Twilio calls ${to}`,
  answer: () => '[picked up]',
  say: (event) =>
    `Twilio: ${event.text}${often(event)}${cut(event)}` +
    (event.heard === undefined ? '' : ` after "${event.heard}"`),
  play: (event) => `Twilio plays ${event.url}${often(event)}${cut(event)}`,
  pause: (event) => `[${event.seconds} s of silence]${cut(event)}`,
  tones: ({ digits }) => `Twilio sends the keys ${digits}`,
  beep: () => '[beep]',
  gather: ({ endedBy, digits, speech, waited }) =>
    speech !== undefined
      ? `[heard: ${speech}]`
      : digits
        ? `[got the keys ${digits}]`
        : endedBy === 'timeout'
          ? `[nothing for ${waited} s]`
          : '[no input]',
  record: ({ seconds, endedBy }) => `[recorded ${seconds} s, ended by ${endedBy}]`,
  dial: ({ to, queue, sequential }) =>
    queue === undefined
      ? `Twilio dials ${to?.join(sequential ? ', then ' : ' and ') ?? ''}`
      : `Twilio dials the queue ${queue}`,
  bridge: ({ party }) => `[connected with ${party}]`,
  dialEnd: ({ status, duration }) =>
    `[dial: ${status}${duration === undefined ? '' : ` after ${duration} s`}]`,
  enqueue: ({ queue }) => `[waits in the queue ${queue}]`,
  dequeue: ({ result }) => `[out of the queue: ${result}]`,
  join: ({ conference, party }) => `[${party} joins the conference ${conference}]`,
  leave: ({ conference, party, reason }) =>
    reason === 'conference_ended_via_api' || reason === 'moderator_ended_conference'
      ? `[the conference ${conference} is over for ${party}]`
      : `[${party} leaves the conference ${conference}]`,
  reject: ({ reason }) => `Twilio rejects the call: ${reason}`,
  hangup: ({ by, callStatus }) =>
    `${by === 'twilio' ? 'Twilio' : 'The caller'} hangs up: ${callStatus}`,
  wsOpen: ({ url }) => `[WebSocket ${url} opens]`,
  wsMessage: ({ by, message }) =>
    `${by === 'twilio' ? 'Twilio' : 'App'} sends ${JSON.stringify(message)}`,
  wsClose: ({ url, code }) => `[WebSocket ${url} closes${code === 1000 ? '' : `: ${code}`}]`,
  pay: ({ amount }) => `[payment${amount === undefined ? '' : ` of ${amount}`}]`,
  refer: ({ to }) => `[referred to ${to}]`,
  rest: ({ method, url, status }) =>
    `  App: ${method} ${url}${status === undefined ? '' : ` → ${status}`}`,
  warning: ({ code, message }) => `! warning${code === undefined ? '' : ` ${code}`}: ${message}`,
  error: ({ code, message }) => `! error ${code}: ${message}`,
  limit: ({ message }) => `! ${message}`,
  hint: ({ message }) => `! ${message}`,
  unsupported: ({ message }) => `! ${message}`,
}

/** One event as a line, without its time; `undefined` for an event without a line of its own. */
export const describeEvent = (event: SimulatorEvent): string | undefined =>
  // The table has the right function for each type, but the compiler cannot relate the two.
  (write[event.type] as (event: SimulatorEvent) => string | undefined)(event)

/** Options of a transcript. */
interface TranscriptOptions {
  /** If `true`, includes the requests to the app. Default: no. */
  requests?: boolean
}

/** Events as text: one line each, those of dialled parties marked, and of several calls each with whose it is. */
const transcribe = (events: readonly SimulatorEvent[], options: TranscriptOptions = {}): string =>
  transcriptLines(events, options).join('\n')

/** The same, an entry for each event that has a line, `from` the one with that index. */
export const transcriptLines = (
  events: readonly SimulatorEvent[],
  { requests = false, from = 0 }: TranscriptOptions & { from?: number } = {},
): string[] => {
  const names = namesOf(events)
  return events
    .slice(from)
    .filter(
      (event) =>
        requests ||
        !/^(request|rest|httpRedirect|delivery|wsMessage)$/.test(event.type) ||
        (event.type === 'delivery' && event.errorCode !== undefined),
    )
    .flatMap((event) => {
      const line = describeEvent(event)
      if (line === undefined) return []
      const name = names.get(event.callSid)
      // Many lines name their party already.
      if (name === undefined || line.includes(name)) return line
      if (event.leg !== 'callee') return `(${name}) ${line}`
      return event.type === 'stimulus' ? line : `  (${name}) ${line}`
    })
}

/**
 * The names that mark the lines of each call: the name of its leg, if only one call has it, or else the party. A single
 * call needs no name for its own lines.
 */
const namesOf = (events: readonly SimulatorEvent[]): Map<string | undefined, string> => {
  const legs = new Map<string, { leg: string; party?: string | undefined }>()
  for (const event of events) {
    const { leg, callSid } = event
    if (leg === undefined || callSid === undefined) continue
    const known = legs.get(callSid) ?? { leg }
    known.party ??=
      event.type === 'stimulus' ? event.from : event.type === 'outbound' ? event.to : undefined
    legs.set(callSid, known)
  }
  const all = [...legs.values()]
  const several = all.filter(({ leg }) => leg !== 'callee').length > 1
  const names = new Map<string | undefined, string>()
  for (const [callSid, { leg, party }] of legs) {
    const alike = all.filter((other) => other.leg === leg)
    const alone = alike.length === 1 || party === undefined
    if (leg === 'callee' || several) names.set(callSid, alone ? leg : party)
  }
  return names
}

/** A part of the log that is shown as its transcript. */
export abstract class Transcribed {
  /** The events in order. */
  abstract readonly events: readonly SimulatorEvent[]

  /**
   * The events as text, one line each, for a snapshot.
   * @param options - `requests`: if `true`, includes the requests to the app. Default: no.
   */
  transcript(options: { requests?: boolean } = {}): string {
    return transcribe(this.events, options)
  }

  /** The transcript, which Vitest and `JSON.stringify()` print. */
  toJSON(): string {
    return this.transcript()
  }

  /** The transcript, which `console.log()` prints on Node, Bun and Deno. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.transcript()
  }
}
