/**
 * @module
 * What a simulation can be told, with the defaults. Where Twilio's documentation leaves a rule open or contradicts
 * itself, the rule is an option here.
 */
import type { SignatureAlgorithm } from '../webhook/index.ts'
import type { MessageEvent } from './events.ts'
import type { SocketHandshake, Sockets } from './client/link.ts'
import type { Observer } from './observer.ts'
import type { DeliveryOutcome } from './messaging/delivery.ts'

/** The words and texts of Advanced Opt-Out. */
export interface OptOutWords {
  /** Words that unsubscribe. */
  stopWords?: readonly string[] | undefined
  /** Words that subscribe again. */
  startWords?: readonly string[] | undefined
  /** Words that ask for help. */
  helpWords?: readonly string[] | undefined
  /** The answer to a stop word. */
  stopText?: string | undefined
  /** The answer to a start word. */
  startText?: string | undefined
  /** The answer to a help word. */
  helpText?: string | undefined
}

/** Rules that Twilio's documentation leaves open. */
export interface OpenRules {
  /**
   * What `action` of a `<Message>` is: a document that takes over, a status callback, or both. Default: `flow`.
   */
  messageAction?: 'flow' | 'status' | 'both' | undefined
  /** A `<Record>` in which nobody spoke: the next verb, or `action` all the same. Default: `fallthrough`. */
  emptyRecording?: 'fallthrough' | 'action' | undefined
  /**
   * What a 301 or 302 makes of a POST, of which there is always a warning. Default: `get-with-parameters` in calls, with
   * the query of the first URL and all parameters behind it; `get` for messages, without its parameters.
   */
  redirectAfterPost?: 'get' | 'get-with-parameters' | 'post' | undefined
  /** A 204 where a document is due: no verbs, or error 12100. Default: `no-verbs`. */
  noContent?: 'no-verbs' | 'parse-failure' | undefined
  /** Twilio's long-standing codes for HTTP failures (11200, 11205), or the finer new ones (11201–11203, 11217). */
  errorCodes?: 'classic' | 'fine' | undefined
  /** A sound file that cannot be played: pass over it, or fail as a document would. Default: `skip`. */
  unplayable?: 'skip' | 'fail' | undefined
  /** `DialCallStatus` where the callee hung up before being connected. Default: `completed`. */
  rejectedWhisper?: 'completed' | 'no-answer' | undefined
  /** A tag in `<Say>` that SSML does not have: the document fails, or the tag is passed over. Default: `fail`. */
  unknownSsml?: 'fail' | 'skip' | undefined
  /**
   * A relative `recordingStatusCallback` of `<Start><Recording>`: an error, 11200, and nobody is told, or relative to the
   * document as everywhere else. Default: `fail`.
   */
  relativeRecordingCallback?: 'fail' | 'resolve' | undefined
  /** When the user name and password of a URL are sent. Default: `challenged`, after a 401. */
  credentials?: 'challenged' | 'always' | undefined
  /** Whether a retry has the same idempotency token. Default: `same`. */
  retryToken?: 'same' | 'new' | undefined
  /** Which parameters are signed. Default: `all`; `documented` leaves out `CallToken` and `StirVerstat`. */
  signedParameters?: 'all' | 'documented' | undefined
  /**
   * How the port is signed. `documented`: kept, but dropped for voice over https. `port-variant`: the other way round, and
   * with the default port where the URL has none. Twilio's libraries accept both. Default: `documented`.
   */
  signature?: 'documented' | 'port-variant' | undefined
  /** Text beside `<Body>` in a `<Message>`. Default: `joined`, in the order of the document. */
  textBesideBody?: 'joined' | 'ignored' | undefined
  /** An empty `<Redirect/>` in a message's document: the same document again, or nothing. Default: `self`. */
  emptyMessageRedirect?: 'self' | 'skip' | undefined
  /** Most documents that one call may ask for: a guard of the simulator's own. Default: 1000. */
  maxDocuments?: number | undefined
  /** What relative URLs are relative to after an HTTP redirect. Default: `final`, where the document came from. */
  base?: 'final' | 'configured' | undefined
  /** Whose cookies a call has. Default: `call`; `pair` keeps them for the pair of numbers, as for messages. */
  callCookies?: 'call' | 'pair' | undefined
  /** Parameters that are seen in traffic but not documented: `FinishedOnKey`, `msg`, `Duration`, `Language`. */
  observedParameters?: boolean | undefined
}

/** What a phone does that is called. `answeredBy`: it answers, and answering-machine detection makes that of it. */
export type PhoneAnswer = 'answer' | 'busy' | 'no-answer' | 'fail' | { readonly answeredBy: string }

/**
 * How a request goes wrong. One of Twilio's codes: it fails before it is made, such as by 12400 for an internal failure of
 * Twilio's or by 11235 for a certificate of another host. In all other cases the app is asked: an HTTP status such as 500
 * stands in place of its answer, with `timeout` there is none in time, and with `repeat` it gets lost on the way, and
 * Twilio asks once more with the same idempotency token.
 */
export type Fault = number | 'timeout' | 'repeat'

/** What a simulation can be told. All of it has a default. */
export interface SimulateOptions extends OpenRules, OptOutWords {
  /** The auth token that requests are signed with. Default: `12345`. */
  authToken?: string | undefined
  /**
   * Secrets of shared keys by key id, the first of which signs requests in place of the auth token, as where a webhook
   * rule of the account says so. Default: none.
   */
  sharedKeys?: Readonly<Record<string, string>> | undefined
  /** How the shared key signs. Default: `HMAC_SHA256`. */
  signatureAlgorithm?: SignatureAlgorithm | undefined
  /** Default: an account SID of zeros. */
  accountSid?: string | undefined
  /** The Twilio number that is texted and called. Default: `+15550100200`. */
  twilioNumber?: string | undefined
  /** More numbers of the account, or verified ones: those a `<Dial callerId>` may show. */
  callerIds?: readonly string[] | undefined
  /**
   * The addresses besides `twilioNumber` that may be the `from` of a message: the account's numbers that can send SMS,
   * its WhatsApp senders. Others are refused (14108, 63007); names are not looked up. Default: everybody may.
   */
  senders?: readonly string[] | undefined
  /** A trial account's verified numbers: nobody else is sent messages (14111). Default: not a trial account. */
  verifiedNumbers?: readonly string[] | undefined
  /**
   * What becomes of each message that the app sends: its status callback is told once Twilio has nothing else to do. An
   * outcome for all of them, or a function. Default: nothing, until `report()` says so.
   *
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   *
   * const twilio = simulate('http://localhost:3000', {
   *   delivery: ({ to }) =>
   *     to === '+14155550199' ? 30003 : 'delivered',
   * })
   * ```
   */
  delivery?: DeliveryOutcome | ((message: MessageEvent) => DeliveryOutcome | undefined) | undefined
  /**
   * Whether the media of messages are fetched as they are sent. One that is missing, or larger than the channel takes
   * (11751), fails its message. Default: `false`.
   */
  fetchMedia?: boolean | undefined
  /** Whether the messaging service replaces characters that look like ones of GSM-7 by those. Default: `false`. */
  smartEncoding?: boolean | undefined
  /**
   * Origin under which Twilio knows the app, with the path prefix that a proxy strips, if any: `https://example.com` or
   * `https://example.com/api`. The paths of the other options are put after it. Default: the base URL where one is given,
   * else `https://app.test`.
   */
  publicUrl?: string | undefined
  /** Where incoming messages are reported; relative to `publicUrl`. Default: `/sms`. */
  messageUrl?: string | undefined
  /** Default: `POST`. */
  messageMethod?: 'GET' | 'POST' | undefined
  /** Asked when a message's document fails. */
  messageFallbackUrl?: string | undefined
  /** Default: `POST`. */
  messageFallbackMethod?: 'GET' | 'POST' | undefined
  /** Where incoming calls are reported; relative to `publicUrl`. Default: `/voice`. */
  voiceUrl?: string | undefined
  /** Default: `POST`. */
  voiceMethod?: 'GET' | 'POST' | undefined
  /** Asked when a call's document fails, at any point of the call. */
  voiceFallbackUrl?: string | undefined
  /** Default: `POST`. */
  voiceFallbackMethod?: 'GET' | 'POST' | undefined
  /** Told when an incoming call has ended. */
  statusCallback?: string | undefined
  /** Default: `POST`. */
  statusCallbackMethod?: 'GET' | 'POST' | undefined
  /** The messaging service that the number is in: `MG…`. */
  messagingServiceSid?: string | undefined
  /** Who takes care of STOP, START and HELP. Default: `default`, Twilio's own words and texts. */
  optOut?: 'default' | 'advanced' | 'off' | undefined
  /** Default: `2010-04-01`. */
  apiVersion?: '2010-04-01' | '2008-08-01' | undefined
  /** Whether calls may last 24 hours, as an account can be set, and not 4. Default: `false`. */
  longCalls?: boolean | undefined
  /** Parameters to add to every webhook: Twilio adds new ones without notice. */
  extraParams?: Readonly<Record<string, string>> | undefined
  /**
   * Whether the account may use Twilio Interconnect, whose edge locations (`ashburn-ix` …) a connection override then may
   * name. Default: `true`.
   */
  interconnect?: boolean | undefined
  /** Whether responses to GET are cached as their headers allow. Default: `true`. */
  cache?: boolean | undefined
  /**
   * Requests that are to go wrong, and how. Asked at each try of each webhook. Default: none.
   *
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   *
   * const twilio = simulate('http://localhost:3000', {
   *   messageFallbackUrl: '/fallback',
   *   fault: ({ url }) => (url.endsWith('/sms') ? 12400 : undefined),
   * })
   * ```
   */
  fault?:
    | ((request: {
        readonly url: string
        readonly method: 'GET' | 'POST'
        /** From 1: a webhook is tried again where its connection overrides say so. */
        readonly attempt: number
      }) => Fault | undefined)
    | undefined
  /** Whether the sound files of a `<Gather>` are fetched when it begins. Default: `false`. */
  prefetchGatherMedia?: boolean | undefined
  /** How long speech and sound files take, in seconds. Default: no time at all, and on a relay's socket a second
   * for 15 characters: there each message is a prompt. */
  duration?: ((prompt: { say: string } | { play: string }) => number) | undefined
  /**
   * Seconds until a recording can be fetched, and its callback is told: until then it answers 404. Default: it can be
   * fetched at once, and the callback is told when the test calls `recordingReady()`.
   */
  recordingDelay?: number | undefined
  /**
   * What a phone does that is called by the app, over the REST API or by `<Dial>`: for all of them, or by call. Default: it
   * rings until the test lets it answer.
   */
  answers?:
    | PhoneAnswer
    | ((call: {
        readonly sid: string
        readonly from: string
        readonly to: string
      }) => PhoneAnswer | undefined)
    | undefined
  /** API keys that the REST API takes, each with its secret: `{ SK…: 'secret' }`. Default: none but the account's own. */
  apiKeys?: Readonly<Record<string, string>> | undefined
  /**
   * The countries that the account may write and call to, by ISO 3166: others are refused over the REST API (21408, 21215).
   * Default: all.
   */
  countries?: readonly string[] | undefined
  /** The virtual date at the start. Default: now. */
  startAt?: Date | undefined
  /**
   * Told of the virtual date at the start, and whenever time has passed: the app's own clock can follow it.
   *
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   * import { vi } from 'vitest'
   *
   * vi.useFakeTimers({ toFake: ['Date'] })
   * const twilio = simulate('http://localhost:3000', {
   *   startAt: new Date('2026-01-01T09:00:00Z'),
   *   clock: (date) => vi.setSystemTime(date),
   * })
   * ```
   */
  clock?: ((date: Date) => void) | undefined
  /**
   * How long to wait for an answer of the app in real time, in milliseconds, before it counts as the time-out that
   * Twilio's fifteen seconds are. Default: 4000.
   */
  patience?: number | undefined
  /**
   * Who answers for URLs that are not under `publicUrl`. Default: nobody. No other host is contacted then: sound files
   * and media there count as good, and documents and callbacks fail with error 11210. With `fetch`, they are asked for
   * over the network.
   */
  otherOrigins?: ((request: Request) => Response | Promise<Response>) | undefined
  /**
   * What becomes of the handshake when a WebSocket is opened. Default: `open`, always. `handshake`: the server answers,
   * but not with status 101.
   */
  handshake?: ((url: string) => SocketHandshake) | undefined
  /**
   * Who is at the other end of WebSockets. `memory`: the app's own `agent.socket()`, in this process and under the
   * virtual clock. `real`: a server at the base URL, in any language and in real time. `none`: nobody; the test plays
   * the app's side by `sendToSocket()`. Default: `memory` for a Hono app with such a route, else `none`.
   */
  sockets?: Sockets | undefined
  /** Told of everything as it happens, where a log that is read afterwards comes too late. */
  observer?: Observer | undefined
  /** The second argument for an app with a `fetch` method: the bindings of a Cloudflare worker. */
  env?: object | undefined
}

/** The options with their defaults. */
export type Settings = ReturnType<typeof withDefaults>

/** Gives every option its default. */
export const withDefaults = (options: SimulateOptions, publicUrl: string) => ({
  authToken: '12345',
  accountSid: 'AC' + '0'.repeat(32),
  twilioNumber: '+15550100200',
  callerIds: [],
  messageUrl: '/sms',
  messageMethod: 'POST' as const,
  voiceUrl: '/voice',
  voiceMethod: 'POST' as const,
  fetchMedia: false,
  smartEncoding: false,
  optOut: 'default' as const,
  apiVersion: '2010-04-01' as const,
  longCalls: false,
  interconnect: true,
  cache: true,
  prefetchGatherMedia: false,
  duration: () => 0,
  startAt: new Date(),
  recordingDelay: undefined,
  patience: 4000,
  handshake: (): SocketHandshake => 'open',
  sockets: undefined,
  observer: undefined,
  env: undefined,
  messageAction: 'flow' as const,
  emptyRecording: 'fallthrough' as const,
  noContent: 'no-verbs' as const,
  errorCodes: 'classic' as const,
  unplayable: 'skip' as const,
  rejectedWhisper: 'completed' as const,
  unknownSsml: 'fail' as const,
  relativeRecordingCallback: 'fail' as const,
  credentials: 'challenged' as const,
  retryToken: 'same' as const,
  signedParameters: 'all' as const,
  signature: 'documented' as const,
  textBesideBody: 'joined' as const,
  emptyMessageRedirect: 'self' as const,
  maxDocuments: 1000,
  base: 'final' as const,
  callCookies: 'call' as const,
  observedParameters: true,
  ...withoutUndefined(options),
  publicUrl,
  /** How long speech on a relay's socket takes: it is never over at once, or nobody could interrupt it. */
  spoken: (say: string) => options.duration?.({ say }) ?? say.length / CHARACTERS_A_SECOND,
})

/** How fast a voice speaks, where `duration` does not say so. */
const CHARACTERS_A_SECOND = 15

// An option that is given as undefined is not given.
const withoutUndefined = (options: SimulateOptions): SimulateOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

/** What requests are signed with. */
export const signingOf = ({ authToken, sharedKeys, signatureAlgorithm }: Settings) => ({
  authToken,
  ...(sharedKeys && { sharedKeys }),
  ...(signatureAlgorithm && { algorithm: signatureAlgorithm }),
})
