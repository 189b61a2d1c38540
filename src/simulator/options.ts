/**
 * @module
 * The options of a simulation, with their defaults. Where Twilio's documentation leaves a rule open or contradicts
 * itself, the rule is an option here.
 */
import type { SignatureAlgorithm } from '../webhook/index.ts'
import type { MessageEvent } from './events.ts'
import type { SocketHandshake, Sockets } from './client/link.ts'
import type { Observer } from './observer.ts'
import type { DeliveryOutcome } from './messaging/delivery.ts'

/**
 * The words and texts of Advanced Opt-Out.
 *
 * @example
 * ```ts
 * const words: OptOutWords = {
 *   stopWords: ['STOP', 'BASTA'],
 *   stopText: 'You get no more messages.',
 * }
 * ```
 */
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

/**
 * Rules that Twilio's documentation leaves open.
 *
 * @example
 * ```ts
 * const rules: OpenRules = { messageAction: 'status', redirectAfterPost: 'post' }
 * ```
 */
export interface OpenRules {
  /**
   * The meaning of `action` of a `<Message>`: a document that takes over, a status callback, or both. Default: `flow`.
   */
  messageAction?: 'flow' | 'status' | 'both' | undefined
  /** After a silent `<Record>`: the next verb runs, or `action` is requested all the same. Default: `fallthrough`. */
  emptyRecording?: 'fallthrough' | 'action' | undefined
  /**
   * The request that follows a 301 or 302 in answer to a POST; there is always a warning. Default:
   * `get-with-parameters` in calls, with the query of the first URL and all parameters behind it; `get` for messages,
   * without its parameters.
   */
  redirectAfterPost?: 'get' | 'get-with-parameters' | 'post' | undefined
  /** A 204 in place of a document: no verbs, or error 12100. Default: `no-verbs`. */
  noContent?: 'no-verbs' | 'parse-failure' | undefined
  /** Twilio's long-standing codes for HTTP failures (11200, 11205), or the finer new ones (11201–11203, 11217). */
  errorCodes?: 'classic' | 'fine' | undefined
  /** A sound file that cannot be played: skip it, or fail as a document would. Default: `skip`. */
  unplayable?: 'skip' | 'fail' | undefined
  /** `DialCallStatus` of a callee that hangs up before being connected. Default: `completed`. */
  rejectedWhisper?: 'completed' | 'no-answer' | undefined
  /** A tag in `<Say>` that SSML does not have: the document fails, or the tag is skipped. Default: `fail`. */
  unknownSsml?: 'fail' | 'skip' | undefined
  /**
   * A relative `recordingStatusCallback` of `<Start><Recording>`: an error, 11200, without a callback; or relative to
   * the document as everywhere else. Default: `fail`.
   */
  relativeRecordingCallback?: 'fail' | 'resolve' | undefined
  /** The time at which the user name and password of a URL are sent. Default: `challenged`, after a 401. */
  credentials?: 'challenged' | 'always' | undefined
  /** The idempotency token of a retry: that of the first try, or a new one. Default: `same`. */
  retryToken?: 'same' | 'new' | undefined
  /** The parameters to sign. Default: `all`; `documented` leaves out `CallToken` and `StirVerstat`. */
  signedParameters?: 'all' | 'documented' | undefined
  /**
   * The port in the signed URL. `documented`: kept, but dropped for voice over https. `port-variant`: the other way
   * round, and with the default port if the URL has none. Twilio's libraries accept both. Default: `documented`.
   */
  signature?: 'documented' | 'port-variant' | undefined
  /** Text beside `<Body>` in a `<Message>`. Default: `joined`, in the order of the document. */
  textBesideBody?: 'joined' | 'ignored' | undefined
  /** An empty `<Redirect/>` in a message's document: requests the same document again, or nothing. Default: `self`. */
  emptyMessageRedirect?: 'self' | 'skip' | undefined
  /** The most documents that one call may request: a guard of the simulator's own. Default: 1000. */
  maxDocuments?: number | undefined
  /** The base of relative URLs after an HTTP redirect. Default: `final`, the URL that the document came from. */
  base?: 'final' | 'configured' | undefined
  /** The owner of a call's cookies. Default: `call`; `pair` keeps them for the pair of numbers, as for messages. */
  callCookies?: 'call' | 'pair' | undefined
  /** Sends parameters that are seen in traffic but not documented: `FinishedOnKey`, `msg`, `Duration`, `Language`. */
  observedParameters?: boolean | undefined
}

/**
 * The reaction of a called phone. `answeredBy`: it answers, with that verdict of answering-machine detection.
 *
 * @example
 * ```ts
 * const answer: PhoneAnswer = { answeredBy: 'machine_start' }
 * ```
 */
export type PhoneAnswer = 'answer' | 'busy' | 'no-answer' | 'fail' | { readonly answeredBy: string }

/**
 * The fault of a request. One of Twilio's codes: the request fails before it is made, such as by 12400 for an internal
 * failure of Twilio's or by 11235 for a certificate of another host. Otherwise the app is asked: an HTTP status such as
 * 500 replaces its answer; with `timeout` the answer is too late; with `repeat` it is lost, and Twilio asks once more
 * with the same idempotency token.
 *
 * @example
 * ```ts
 * const fault: Fault = 11200
 * ```
 */
export type Fault = number | 'timeout' | 'repeat'

/**
 * Options of a simulation. All of them have defaults.
 *
 * @example
 * ```ts
 * const options: SimulateOptions = {
 *   publicUrl: 'https://example.com',
 *   messageUrl: '/sms',
 *   voiceUrl: '/voice',
 *   statusCallback: '/status',
 * }
 * ```
 */
export interface SimulateOptions extends OpenRules, OptOutWords {
  /** The auth token that signs requests. Default: `12345`. */
  authToken?: string | undefined
  /**
   * Secrets of shared keys by key id. The first one signs requests in place of the auth token, as a webhook rule of the
   * account may request. Default: none.
   */
  sharedKeys?: Readonly<Record<string, string>> | undefined
  /** The algorithm of the shared key. Default: `HMAC_SHA256`. */
  signatureAlgorithm?: SignatureAlgorithm | undefined
  /** The account SID. Default: an account SID of zeros. */
  accountSid?: string | undefined
  /** The Twilio number that users text and call. Default: `+15550100200`. */
  twilioNumber?: string | undefined
  /** More numbers of the account, or verified ones: those a `<Dial callerId>` may show. */
  callerIds?: readonly string[] | undefined
  /**
   * The addresses besides `twilioNumber` that may be the `from` of a message: the account's numbers that can send SMS,
   * its WhatsApp senders. Others are refused (14108, 63007); names are not looked up. Default: every address is
   * allowed.
   */
  senders?: readonly string[] | undefined
  /**
   * A trial account's verified numbers: messages to other numbers are refused (14111). Default: not a trial account.
   */
  verifiedNumbers?: readonly string[] | undefined
  /**
   * The fate of each message that the app sends, reported to its status callback once Twilio has nothing else to do. An
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
   * If `true`, the media of messages are fetched as they are sent. A file that is missing, or larger than the channel
   * takes (11751), fails its message. Default: `false`.
   */
  fetchMedia?: boolean | undefined
  /** If `true`, the messaging service replaces characters that look like ones of GSM-7 by those. Default: `false`. */
  smartEncoding?: boolean | undefined
  /**
   * The origin under which Twilio knows the app, with the path prefix that a proxy strips, if any:
   * `https://example.com` or `https://example.com/api`. The paths of the other options are put after it. Default: the
   * base URL if one is given, else `https://app.test`.
   */
  publicUrl?: string | undefined
  /** URL requested for incoming messages; relative to `publicUrl`. Default: `/sms`. */
  messageUrl?: string | undefined
  /** Default: `POST`. */
  messageMethod?: 'GET' | 'POST' | undefined
  /** URL requested when a message's document fails. */
  messageFallbackUrl?: string | undefined
  /** Default: `POST`. */
  messageFallbackMethod?: 'GET' | 'POST' | undefined
  /** URL requested for incoming calls; relative to `publicUrl`. Default: `/voice`. */
  voiceUrl?: string | undefined
  /** Default: `POST`. */
  voiceMethod?: 'GET' | 'POST' | undefined
  /** URL requested when a call's document fails, at any point of the call. */
  voiceFallbackUrl?: string | undefined
  /** Default: `POST`. */
  voiceFallbackMethod?: 'GET' | 'POST' | undefined
  /** URL notified when an incoming call has ended. */
  statusCallback?: string | undefined
  /** Default: `POST`. */
  statusCallbackMethod?: 'GET' | 'POST' | undefined
  /** The messaging service that the number is in: `MG…`. */
  messagingServiceSid?: string | undefined
  /** The handling of STOP, START and HELP. Default: `default`, with Twilio's own words and texts. */
  optOut?: 'default' | 'advanced' | 'off' | undefined
  /** Default: `2010-04-01`. */
  apiVersion?: '2010-04-01' | '2008-08-01' | undefined
  /** If `true`, calls may last 24 hours instead of 4, as an account can be configured. Default: `false`. */
  longCalls?: boolean | undefined
  /** Parameters to add to every webhook: Twilio adds new ones without notice. */
  extraParams?: Readonly<Record<string, string>> | undefined
  /**
   * If `true`, the account may use Twilio Interconnect, so that a connection override may name its edge locations
   * (`ashburn-ix` …). Default: `true`.
   */
  interconnect?: boolean | undefined
  /** If `true`, responses to GET are cached as their headers allow. Default: `true`. */
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
        /** Counts from 1: a webhook is tried again if its connection overrides say so. */
        readonly attempt: number
      }) => Fault | undefined)
    | undefined
  /** If `true`, the sound files of a `<Gather>` are fetched when it begins. Default: `false`. */
  prefetchGatherMedia?: boolean | undefined
  /**
   * The length of speech and sound files, in seconds. Default: no time at all, and on a relay's socket a second for 15
   * characters, since there each message is a prompt.
   */
  duration?: ((prompt: { say: string } | { play: string }) => number) | undefined
  /**
   * Seconds until a recording can be fetched, and its callback is told: until then it answers 404. Default: it can be
   * fetched at once, and the callback is told when the test calls `recordingReady()`.
   */
  recordingDelay?: number | undefined
  /**
   * The reaction of phones that the app calls, over the REST API or by `<Dial>`: one for all of them, or by call.
   * Default: a phone rings until the test answers it.
   */
  answers?:
    | PhoneAnswer
    | ((call: {
        readonly sid: string
        readonly from: string
        readonly to: string
      }) => PhoneAnswer | undefined)
    | undefined
  /**
   * API keys that the REST API accepts, each with its secret: `{ SK…: 'secret' }`. Default: only the account's own
   * credentials.
   */
  apiKeys?: Readonly<Record<string, string>> | undefined
  /**
   * The countries that the account may text and call, by ISO 3166: the REST API refuses others (21408, 21215). Default:
   * all.
   */
  countries?: readonly string[] | undefined
  /** The virtual date at the start. Default: now. */
  startAt?: Date | undefined
  /**
   * Called with the virtual date at the start, and whenever time has passed, so that the app's own clock can follow it.
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
   * Real time to wait for an answer of the app, in milliseconds, before it counts as Twilio's time-out of fifteen
   * seconds. Default: 4000.
   */
  patience?: number | undefined
  /**
   * Answers for URLs that are not under `publicUrl`. Default: nothing does, and no other host is contacted: sound files
   * and media there count as good, and documents and callbacks fail with error 11210. With `fetch`, they are requested
   * over the network.
   */
  otherOrigins?: ((request: Request) => Response | Promise<Response>) | undefined
  /**
   * The outcome of the handshake when a WebSocket is opened. Default: `open`, always. `handshake`: the server answers,
   * but not with status 101.
   */
  handshake?: ((url: string) => SocketHandshake) | undefined
  /**
   * The other end of WebSockets. `memory`: the app's own `agent.socket()`, in this process and under the virtual clock.
   * `real`: a server at the base URL, in any language and in real time. `none`: the test plays the app's side by
   * `sendToSocket()`. Default: `memory` for a Hono app with such a route, else `none`.
   */
  sockets?: Sockets | undefined
  /** Called with everything as it happens, for uses that cannot wait for the log. */
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
  /** The length of speech on a relay's socket, never 0: it could not be interrupted. */
  spoken: (say: string) => options.duration?.({ say }) ?? say.length / CHARACTERS_A_SECOND,
})

/** The speed of speech, if `duration` is not given. */
const CHARACTERS_A_SECOND = 15

// An option set to `undefined` counts as not given.
const withoutUndefined = (options: SimulateOptions): SimulateOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

/** The keys that sign requests. */
export const signingOf = ({ authToken, sharedKeys, signatureAlgorithm }: Settings) => ({
  authToken,
  ...(sharedKeys && { sharedKeys }),
  ...(signatureAlgorithm && { algorithm: signatureAlgorithm }),
})
