/**
 * @module
 * The simulation, as tests use it.
 */
import { isChannelAddress, normalizeNumber } from './address.ts'
import { Call } from './call.ts'
import { ActionQueue } from './test-actions.ts'
import { type App, connect, isAddress, publicUrlOf } from './client/app.ts'
import { Client, type Fetched, type FetchFailure, type Webhook } from './client/client.ts'
import { Credentials } from './client/credentials.ts'
import { dialing } from './client/sockets.ts'
import { cookiesOf } from './client/cookies.ts'
import { Clock } from './clock.ts'
import { Conference } from './conference.ts'
import { MAX_DOCUMENT_BYTES } from '../vocabulary/limits.ts'
import { type EventOf, isProblem, type SimulatorEvent } from './events.ts'
import { Log } from './log.ts'
import { Outbox } from './messaging/outbox.ts'
import type { MessageStatus } from './messaging/message-status.ts'
import { type Settings, withDefaults, type SimulateOptions } from './options.ts'
import { type OutgoingCall, placeCall } from './outgoing.ts'
import { Phone, type PhoneOptions } from './phone.ts'
import { onPublicUrl, proxied } from './public-url.ts'
import { Rest } from './rest/rest.ts'
import { Sids } from './sids.ts'
import { Transcribed } from './transcript.ts'
import { Switchboard } from './voice/switchboard.ts'
import type { Simulation } from './simulation.ts'

/**
 * Options of a request of its own.
 *
 * @example
 * ```ts
 * const options: PostOptions = { method: 'GET', cookie: 'session=1' }
 * ```
 */
export interface PostOptions {
  /** Default: `POST`. */
  method?: 'GET' | 'POST' | undefined
  /** The `Cookie` header. Default: none. */
  cookie?: string | undefined
}

/**
 * A simulation of Twilio for a test.
 *
 * @example
 * ```ts
 * const orderedBy = async (twilio: Simulator, number: string): Promise<string[]> => {
 *   const phone = twilio.phone(number)
 *   await phone.text('order')
 *   await twilio.advance(60)
 *   return phone.messages.map(({ body }) => body)
 * }
 * ```
 */
export class Simulator extends Transcribed {
  readonly #simulation: Simulation
  readonly #actions: ActionQueue
  readonly #outbox: Outbox
  readonly #switchboard: Switchboard
  readonly #phones = new Map<string, Phone>()
  /** Twilio's REST API: this simulation answers the app's requests to it. */
  readonly rest: Rest

  constructor(app: App, options: SimulateOptions = {}) {
    super()
    const settings: Settings = withDefaults(options, publicUrlOf(app, options.publicUrl))
    const clock = new Clock(settings.startAt, settings.clock)
    const log = new Log(clock, (event) => settings.observer?.event?.(event))
    const sids = new Sids()
    const { publicUrl, otherOrigins, env } = settings
    const send = connect(app, publicUrl, otherOrigins, env)
    const client = new Client({ clock, log, sids, settings, send, networked: isAddress(app) })
    const dial = dialing(app, settings.sockets, { ...settings, clock })
    this.#simulation = {
      clock,
      log,
      sids,
      settings,
      client,
      dial,
      pairs: new Map(),
      places: new Map(),
    }
    const restOf = proxied(publicUrl)
    const reaches = (url: string) => otherOrigins !== undefined || restOf(url) !== undefined
    this.#outbox = new Outbox(this.#simulation, reaches)
    this.#switchboard = new Switchboard(this.#simulation, this.#outbox, reaches)
    this.#actions = new ActionQueue(this.#simulation, this.#switchboard)
    this.rest = new Rest({
      simulation: this.#simulation,
      actions: this.#actions,
      outbox: this.#outbox,
      switchboard: this.#switchboard,
      deleted: new Set(),
    })
  }

  /** The log: all events in order. */
  get events(): readonly SimulatorEvent[] {
    return this.#simulation.log.events
  }

  /**
   * The problems that Twilio's debugger would show: warnings and errors. Also a call that never ends, which has no
   * code.
   */
  get problems(): (EventOf<'warning'> | EventOf<'error'> | EventOf<'limit'>)[] {
    return this.events.filter(isProblem)
  }

  /** The virtual date. */
  get now(): Date {
    return this.#simulation.clock.date
  }

  /**
   * Returns the phone of an address: always the same one.
   * @param address - A number in E.164, or an address such as `whatsapp:+…`, `client:…` or `sip:…`.
   * @param options - Twilio's knowledge of the phone, kept from then on; also possible for the Twilio number.
   */
  phone(address: string, options: PhoneOptions = {}): Phone {
    let phone = this.#phones.get(address)
    if (!phone)
      this.#phones.set(
        address,
        (phone = new Phone(address, this.#actions, this.#outbox, this.#switchboard)),
      )
    phone.describe(options)
    return phone
  }

  /**
   * Returns a conference, with the actions that an app can take on it over the REST API.
   * @param name - Its name in `<Conference>`, or its SID.
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   *
   * const twilio = simulate('http://localhost:3000')
   * const call = await twilio.phone('+14155550100').call()
   * await twilio.conference('standup').update(call, { muted: true })
   * ```
   */
  conference(name: string): Conference {
    return new Conference(name, this.#actions, this.#switchboard.conferences)
  }

  /**
   * Makes a call, as an app does over the REST API. Resolves once the app waits for input.
   *
   * An app may call this while it answers a request; then the call begins after that.
   *
   * @param to - Who is called: a number, or an address such as `client:…` or `sip:…`.
   * @throws {TypeError} when nobody can be called so, or with no document
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   *
   * const twilio = simulate('http://localhost:3000')
   * const call = await twilio.call('+14155550100', { url: '/reminder' })
   * console.log(call.transcript())
   * ```
   */
  async call(to: string, options: OutgoingCall): Promise<Call> {
    if (typeof to !== 'string' || !options)
      throw new TypeError(
        'twilio.call(to, { url }) makes a call as your app would; somebody calls your app with twilio.phone(number).call().',
      )
    const called = isChannelAddress(to) ? to : normalizeNumber(to)
    if (called === undefined)
      throw new TypeError(
        `Nobody can be called at "${to}" (21211): give a number such as +14155550100, or an address such as client:joe or sip:joe@example.com.`,
      )
    return this.#actions.fromOutside(
      () => new Call(this.#actions, placeCall(this.#actions, this.#switchboard, called, options)),
    )
  }

  /**
   * Sends the app a signed request of its own: for webhooks that no call or text causes, such as the callback of a
   * Verify service or a debugger event.
   *
   * @param path - The URL, relative to `publicUrl`.
   * @param params - The form. `AccountSid` is added if it is missing.
   * @param options - The method, and a cookie that is brought back.
   * @returns The app's answer, also an HTTP error.
   * @throws {Error} when there is no answer
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   *
   * const twilio = simulate('http://localhost:3000')
   * const answer = await twilio.post('/debugger', { Level: 'ERROR', Payload: '{}' })
   * console.log(answer.status)
   * ```
   */
  post(
    path: string,
    params: Readonly<Record<string, string>> = {},
    { method = 'POST', cookie }: PostOptions = {},
  ): Promise<Response> {
    const { accountSid, extraParams } = this.#simulation.settings
    return this.#send(path, {
      method,
      cookie,
      params: { AccountSid: accountSid, ...params, ...extraParams },
    })
  }

  /**
   * Sends the app a signed request with a body of JSON, as Event Streams and some products do: the URL has its hash,
   * `bodySHA256`.
   *
   * @param path - Where; relative to `publicUrl`.
   * @param body - What is sent as JSON; of Event Streams an array of CloudEvents.
   * @returns What the app answers, an HTTP error too.
   * @throws {Error} when there is no answer
   * @throws {TypeError} when the body cannot be written as JSON
   * @example
   * ```ts
   * import { simulate } from 'twimlx/simulator'
   *
   * const twilio = simulate('http://localhost:3000')
   * const event = { specversion: '1.0', id: 'EZ1', type: 'com.twilio.messaging.message.sent', source: '/' }
   * const answer = await twilio.postJson('/events', [event])
   * console.log(answer.status)
   * ```
   * @see https://www.twilio.com/docs/usage/security#validating-requests
   */
  async postJson(path: string, body: unknown): Promise<Response> {
    const json: string | undefined = JSON.stringify(body)
    if (json === undefined)
      throw new TypeError(`A ${typeof body} cannot be written as JSON: give an object or an array.`)
    return this.#send(path, { method: 'POST', json })
  }

  #send(
    path: string,
    { cookie, ...what }: Pick<Webhook, 'method' | 'params' | 'json'> & Pick<PostOptions, 'cookie'>,
  ): Promise<Response> {
    const { client, clock, settings } = this.#simulation
    const url = onPublicUrl(path, settings.publicUrl)
    return this.#actions.besides(async (wait) => {
      let fetched: Fetched | FetchFailure | undefined
      await wait(async () => {
        fetched = await client.fetch({
          channel: 'messaging',
          url,
          ...what,
          cookies: cookie === undefined ? undefined : cookiesOf(clock, url, cookie),
          bytes: MAX_DOCUMENT_BYTES,
          credentials: new Credentials(settings.credentials),
        })
      })
      const { answer } = fetched!
      if (!answer) throw new Error(fetched!.failed && `${fetched!.message} (${fetched!.code})`)
      const { status, headers, body } = answer
      return new Response(/^(204|205|304)$/.test(String(status)) ? null : body, { status, headers })
    })
  }

  /** Lets time pass: idle hours take none. */
  advance(seconds: number): Promise<void> {
    return this.#actions.exclusively(async () => {
      await this.#simulation.clock.advance(seconds)
      await this.#simulation.clock.run()
    })
  }

  /** Waits in virtual time: makes an app under test slow. */
  sleep(seconds: number): Promise<void> {
    return this.#simulation.clock.sleep(seconds)
  }

  /**
   * Reports the fate of a message, as a carrier would, to its status callback.
   * @param message - From `chat.messages` or `phone.messages`.
   */
  report(message: { sid: string }, status: MessageStatus, errorCode?: number): Promise<void> {
    return this.#later(() => this.#outbox.report(message.sid, status, errorCode))
  }

  /** Makes a recording's file available, and sends its status callback. */
  recordingReady(recording: { sid: string }): Promise<void> {
    return this.#later(() => this.#switchboard.recordings.ready(recording.sid))
  }

  /** Reports the transcript of a recording, or without a text its failure, to its `transcribeCallback`. */
  transcribed(recording: { sid: string }, text?: string): Promise<void> {
    return this.#later(() => this.#switchboard.recordings.transcribed(recording.sid, text))
  }

  #later(task: () => Promise<void>): Promise<void> {
    return this.#actions.fromOutside(() => this.#actions.start(task))
  }
}

/**
 * Drives an app as Twilio would, offline: texts it, calls it, and records all events.
 *
 * @param app - A Hono app or another object with `fetch`, a fetch function, or the base URL of a running server.
 * @param options - The app's URLs, the auth token, and the rules that Twilio leaves open.
 * @throws {TypeError} If `app` is none of these.
 * @throws {Error} If its base URL, or `publicUrl`, has a query or a fragment.
 *
 * @example
 * ```ts
 * import { simulate } from 'twimlx/simulator'
 *
 * const app = () =>
 *   new Response('<Response><Message>Hello</Message></Response>', {
 *     headers: { 'Content-Type': 'text/xml' },
 *   })
 * const twilio = simulate(app, { messageUrl: '/sms' })
 * const chat = await twilio.phone('+14155550100').text('hi')
 * console.log(chat.messages[0]?.body) // Hello
 * ```
 */
export const simulate = (app: App, options: SimulateOptions = {}): Simulator =>
  new Simulator(app, options)
