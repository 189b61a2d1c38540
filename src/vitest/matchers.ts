/**
 * @module
 * Matchers for TwiML, and for calls and chats with an app.
 */
import type { MatcherState } from 'vitest'
import type { Call } from '../simulator/call.ts'
import type { Chat } from '../simulator/chat.ts'
import { type EventOf, isProblem, type SimulatorEvent } from '../simulator/events.ts'
import { type Explorable, Exploration, explore, type ExploreOptions } from '../simulator/explore.ts'
import type { Phone } from '../simulator/phone.ts'
import type { Simulator } from '../simulator/simulate.ts'
import { describeEvent } from '../simulator/transcript.ts'
import { canonical, toXml } from './twiml.ts'

/**
 * An expected request to the app; any value matches a field that is left out.
 *
 * @example
 * ```ts
 * const request: RequestExpectation = {
 *   url: '/desk',
 *   method: 'POST',
 *   params: { Digits: /^[1-3]$/ },
 * }
 * ```
 */
export interface RequestExpectation {
  /** The URL or, with a slash at its start, the path; or a pattern. */
  url?: string | RegExp | undefined
  method?: 'GET' | 'POST' | undefined
  /** Parameters of the request; it may have more. */
  params?: Readonly<Record<string, string | RegExp>> | undefined
}

type If<T, Subject, Signature> = T extends Subject ? Signature : never

type Loggers = Simulator | Call | Chat

/**
 * The matchers that this module adds to `expect`.
 *
 * @example
 * ```ts
 * import type { TwimlMatchers } from 'twimlx/vitest'
 * import { expect } from 'vitest'
 *
 * const matchers: TwimlMatchers<Response> = expect(new Response('<Response/>'))
 * ```
 */
export interface TwimlMatchers<T = unknown> {
  /**
   * The element, text or `Response` is the same TwiML; the order of attributes and white space between elements do not
   * matter. Await the matcher for a `Response`.
   */
  toBeTwiml(xml: string | object): T extends Response ? Promise<void> : void
  /** The caller has heard that text, or a text or sound file that contains it. */
  toHaveHeard: If<T, Call, (text: string | RegExp) => void>
  /** A relay's session has ended in that way, with these fields in its hand-off; without arguments, in any way. */
  toHaveEndedSession: If<
    T,
    Call,
    (how?: 'ended' | 'completed' | 'failed', handoff?: object) => void
  >
  /** A message that contains the text arrived; without an argument, any message. */
  toHaveReplied: If<T, Chat | Phone, (text?: string | RegExp) => void>
  /** The app was sent a request to that URL, or one with that method and those parameters. */
  toHaveRequested: If<T, Loggers, (request: string | RegExp | RequestExpectation) => void>
  /**
   * The flow is explored, and every way through it comes to an end without a problem. Takes a flow, or the result of
   * `explore`. Await it.
   */
  toBeComplete: If<T, Explorable | Exploration, (options?: ExploreOptions) => Promise<void>>
  /** Twilio's debugger has that code, as a warning or an error; without an argument, any code. */
  toHaveWarned: If<T, Loggers, (code?: number) => void>
}

interface Result {
  readonly pass: boolean
  readonly message: () => string
}

const listed = (what: string, lines: readonly string[]): string =>
  lines.length === 0
    ? `${what}: nothing.`
    : `${what}:\n${lines.map((line) => `  ${line}`).join('\n')}`

const includes = (text: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? text.includes(wanted) : new RegExp(wanted).test(text)

const show = (wanted: unknown): string =>
  wanted instanceof RegExp ? String(wanted) : JSON.stringify(wanted)

const verdict = (pass: boolean, wanted: string, happened: () => string): Result => ({
  pass,
  message: () => `${wanted.replace('[not] ', pass ? 'not ' : '')}\n\n${happened()}`,
})

const assertNoPromise = (received: unknown, matcher: string): void => {
  if (received instanceof Promise)
    throw new TypeError(`${matcher}() was given a promise: await it first, expect(await …).`)
}

const eventsOf = (received: unknown, matcher: string): readonly SimulatorEvent[] => {
  const { events } = (received ?? {}) as Partial<Loggers>
  assertNoPromise(received, matcher)
  if (!Array.isArray(events))
    throw new TypeError(
      `${matcher}() is for a simulation, a call or a chat: expect(call).${matcher}(…)`,
    )
  return events
}

const wellFormed = (xml: string): string => {
  try {
    return canonical(xml)
  } catch (error) {
    throw new TypeError(
      `toBeTwiml() was given what is not well-formed XML: ${(error as Error).message}\n\n${xml}`,
      { cause: error },
    )
  }
}

/** The hand-off data of an app as an object; as text if it is no JSON. */
const handedOver = (data: string | undefined): unknown => {
  try {
    return data === undefined ? undefined : JSON.parse(data)
  } catch {
    return data
  }
}

/**
 * The matchers, for `expect.extend` in projects that do not import `twimlx/vitest`.
 *
 * @example
 * ```ts
 * import { twimlMatchers } from 'twimlx/vitest'
 * import { expect } from 'vitest'
 *
 * expect.extend(twimlMatchers)
 * ```
 */
export const twimlMatchers = {
  toBeTwiml(this: MatcherState, received: unknown, xml: unknown): Result | Promise<Result> {
    assertNoPromise(received, 'toBeTwiml')
    const expected = wellFormed(toXml(xml))
    const compare = (text: string): Result => {
      let actual: string
      try {
        actual = canonical(text)
      } catch (error) {
        return {
          pass: false,
          message: () =>
            `expected TwiML, but this is not well-formed XML: ${(error as Error).message}\n\n${text}`,
        }
      }
      const pass = actual === expected
      return {
        pass,
        message: () =>
          pass
            ? `expected other TwiML than\n\n${actual}`
            : `expected the same TwiML\n\n${this.utils.diff(expected, actual) ?? ''}`,
      }
    }
    return received instanceof Response
      ? received.clone().text().then(compare)
      : compare(toXml(received))
  },

  toHaveHeard(received: Call, text: string | RegExp): Result {
    assertNoPromise(received, 'toHaveHeard')
    if (!Array.isArray((received as Partial<Call> | undefined)?.heard))
      throw new TypeError('toHaveHeard() is for a call: expect(call).toHaveHeard(…)')
    return verdict(
      received.heard.some((heard) => includes(heard, text)),
      `expected the caller [not] to have heard ${show(text)}`,
      () =>
        [
          listed('The caller heard', received.heard),
          ...(received.waitingFor
            ? [`The call waits in <${received.waitingFor}>${toEnd(received)}.`]
            : []),
          ...remarksOn(received.events),
        ].join('\n'),
    )
  },

  toHaveEndedSession(this: MatcherState, received: Call, how?: string, handoff?: object): Result {
    const ends = eventsOf(received, 'toHaveEndedSession').flatMap((event) =>
      event.type === 'request' && event.params['SessionStatus'] ? [event.params] : [],
    )
    return verdict(
      ends.some(
        ({ SessionStatus, HandoffData }) =>
          (how === undefined || SessionStatus === how) &&
          (handoff === undefined ||
            this.equals(handedOver(HandoffData), handoff, [this.utils.subsetEquality])),
      ),
      `expected the session [not] to have ${how ?? 'ended'}${handoff ? ` with ${JSON.stringify(handoff)}` : ''}`,
      () =>
        listed(
          'It ended',
          ends.map(({ SessionStatus, HandoffData, ErrorCode, ErrorMessage }) =>
            [SessionStatus, HandoffData, ErrorCode, ErrorMessage].filter(Boolean).join(' '),
          ),
        ),
    )
  },

  toHaveReplied(received: Chat | Phone, text?: string | RegExp): Result {
    assertNoPromise(received, 'toHaveReplied')
    const { messages } = (received ?? {}) as Partial<Chat>
    if (!Array.isArray(messages))
      throw new TypeError('toHaveReplied() is for a chat or a phone: expect(chat).toHaveReplied(…)')
    const { events = [] } = received as Partial<Chat>
    return verdict(
      messages.some(({ body }) => text === undefined || includes(body, text)),
      `expected the app [not] to have replied${text === undefined ? '' : ` ${show(text)}`}`,
      () =>
        [
          listed(
            'The replies were',
            messages.map(({ body }) => JSON.stringify(body)),
          ),
          ...remarksOn(events),
        ].join('\n'),
    )
  },

  toHaveRequested(received: Loggers, request: string | RegExp | RequestExpectation): Result {
    const requests = eventsOf(received, 'toHaveRequested').filter(
      (event): event is EventOf<'request'> => event.type === 'request',
    )
    const wanted: RequestExpectation =
      typeof request === 'string' || request instanceof RegExp ? { url: request } : request
    return verdict(
      requests.some((event) => matches(event, wanted)),
      `expected the app [not] to have been asked for ${describeRequest(wanted)}`,
      () =>
        listed(
          'The app was asked for',
          requests.map((event) => describeRequest(event, wanted.params)),
        ),
    )
  },

  async toBeComplete(
    received: Explorable | Exploration,
    options?: ExploreOptions,
  ): Promise<Result> {
    assertNoPromise(received, 'toBeComplete')
    if (
      !(received instanceof Exploration) &&
      !(received as Partial<Explorable> | undefined)?.inside
    )
      throw new TypeError('toBeComplete() is for a flow: await expect(order).toBeComplete()')
    const found = received instanceof Exploration ? received : await explore(received, options)
    return verdict(
      found.problems.length === 0,
      `expected the flow "${found.name}" [not] to be complete`,
      () =>
        found.problems.length === 0
          ? `There was no problem on ${found.edges.length} ways between ${found.places.length} places.`
          : found.problems
              .map(({ what, how }) => listed(`${what}\nIt is reached by`, how))
              .join('\n\n'),
    )
  },

  toHaveWarned(received: Loggers, code?: number): Result {
    const events = eventsOf(received, 'toHaveWarned')
    return verdict(
      events.some((event) => isProblem(event) && (code === undefined || event.code === code)),
      `expected Twilio [not] to have warned${code === undefined ? '' : ` of ${code}`}`,
      () => problemsOf(events).join('\n') || 'There were no warnings and no errors.',
    )
  },
}

// A `<Gather>` without `numDigits` waits for more keys, which is the commonest surprise.
const toEnd = ({ waitingFor, events }: Call): string => {
  const last = events.at(-1)
  return waitingFor === 'Gather' && last?.type === 'stimulus' && last.does === 'press'
    ? ' for more keys: silence() ends the input, and so does its finishOnKey'
    : ''
}

const problemsOf = (events: readonly SimulatorEvent[]): string[] =>
  events.filter(isProblem).flatMap((event) => describeEvent(event) ?? [])

/** Remarks that may explain why something did not happen: problems, and the simulation's own hints. */
const remarksOn = (events: readonly SimulatorEvent[]): string[] =>
  events
    .filter((event) => isProblem(event) || event.type === 'hint' || event.type === 'unsupported')
    .flatMap((event) => describeEvent(event) ?? [])

const matches = (
  event: EventOf<'request'>,
  { url, method, params = {} }: RequestExpectation,
): boolean =>
  (url === undefined ||
    (typeof url === 'string'
      ? url === event.url || (url.startsWith('/') && url === pathOf(event.url))
      : new RegExp(url).test(event.url))) &&
  (method === undefined || method === event.method) &&
  Object.entries(params).every(([name, wanted]) => {
    const value = event.params[name]
    return (
      value !== undefined &&
      (typeof wanted === 'string' ? value === wanted : new RegExp(wanted).test(value))
    )
  })

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url)
  return pathname + search
}

const describeRequest = (
  { method, url, params = {} }: RequestExpectation,
  only: object = params,
): string =>
  [
    method,
    url && String(url),
    ...Object.keys(only).map((name) => `${name}=${String(params[name] ?? '(absent)')}`),
  ]
    .filter(Boolean)
    .join(' ')
