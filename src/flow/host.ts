/**
 * @module
 * Hosts a flow: keeps and seals its conversations, and begins them from your side.
 */
import type { Hono } from 'hono'
import type { Happening } from './advance.ts'
import { documentOf } from './document.ts'
import { assertHost, assertKept, assertUrl } from './definition.ts'
import { mistake } from './error.ts'
import { type Begun, type HostOptions, identify, inputOf, secretsOf, storeFor } from './hosting.ts'
import type { FlowInside } from './options.ts'
import { messagesOf, type OutgoingMessage } from './outgoing.ts'
import { routesOf } from './routes.ts'
import type { Who } from './saved.ts'
import { seal } from './seal.ts'
import { takeTurn } from './turn.ts'

/**
 * The two ends of a call or text that you begin.
 *
 * @example
 * ```ts
 * const reach: Reach = { to: '+14155550100', from: '+14155550199' }
 * ```
 */
export interface Reach {
  /** The number to call or text. */
  to: string
  /** Your number. */
  from: string
  /** The bindings, for a `store` or an `authToken` that is a function of them. */
  env?: unknown
}

/**
 * Parameters for `client.calls.create`.
 *
 * @example
 * ```ts
 * import type { OutgoingCall } from 'twimlx/flow'
 * import type { Twilio } from 'twilio'
 *
 * const begin = (client: Twilio, call: OutgoingCall) => client.calls.create(call)
 * ```
 */
export interface OutgoingCall {
  to: string
  from: string
  url: string
  method: 'POST'
  statusCallback: string
  statusCallbackMethod: 'POST'
}

// A flow without an input takes none here.
type Given<I> = [I] extends [void] ? [input?: I] : [input: I]

/**
 * A flow that is hosted.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import type { Host } from 'twimlx/flow'
 *
 * const mount = (app: Hono, host: Host) => app.route('/order', host.routes)
 * ```
 */
export interface Host<I = void> {
  /** Its routes, for `app.route('/order', host.routes)`: one URL for messages, calls and status callbacks. */
  readonly routes: Hono
  /**
   * Makes the parameters of a call that you begin: `client.calls.create(await host.call({ to, from }, input))`. If the
   * call is not answered, `onEnd` gets `not reached: busy` and the like.
   *
   * @throws {FlowError} If `url` is missing, or the input does not fit into a URL.
   */
  call(reach: Reach, ...input: Given<I>): Promise<OutgoingCall>
  /**
   * Begins a conversation by text: send each message with `client.messages.create`. Needs a store, since a message that
   * you begin can set no cookie.
   *
   * @throws {FlowError} If there is no store.
   */
  text(reach: Reach, ...input: Given<I>): Promise<OutgoingMessage[]>
  /**
   * Asks again if a text was not answered: send each message with `client.messages.create`. It counts as a try. Returns
   * an empty list if no question is open.
   *
   * @param contact - The number of the person who has not answered.
   * @param line - Your number.
   * @throws {FlowError} If there is no store.
   */
  wake(contact: string, line: string, env?: unknown): Promise<OutgoingMessage[]>
}

/** Hosts a flow. */
export const hostOf = <I>(inside: FlowInside, options: HostOptions = {}): Host<I> => {
  const { name } = inside
  const { secret, url, ttl } = options
  const MAX_TOKEN = 2000
  if (
    secret !== undefined &&
    !(secret.length && [secret].flat().every((each) => each?.length >= 16))
  )
    throw mistake('short secret')
  if (typeof process === 'object' && process.env.NODE_ENV !== 'production')
    assertHost(name, inside, options)

  /** The messages of a turn that was not caused by a webhook. */
  const written = async (
    { to, from, env }: Reach,
    eventOf: (who: Who) => Happening | Promise<Happening>,
  ): Promise<OutgoingMessage[]> => {
    const who: Who = { channel: 'message', contact: to, line: from }
    const keeping = storeFor(options, identify(name, who, ''), env)
    if (!keeping) throw mistake('no store', name)
    if (!inside.channels.includes('message')) throw mistake('no message', name)
    const outcome = await takeTurn(inside, await eventOf(who), keeping, ttl)
    return typeof outcome === 'object'
      ? messagesOf(
          documentOf(inside, outcome, () => ''),
          to,
          from,
        )
      : []
  }

  return {
    routes: routesOf(inside, options),
    async call({ to, from, env }, ...[input]) {
      if (typeof process === 'object' && process.env.NODE_ENV !== 'production') {
        assertUrl(name, url)
        assertKept(input)
      }
      const token = await seal(
        JSON.stringify({ input } satisfies Begun),
        `call ${name}`,
        await secretsOf(inside, options, '', new Headers(), env),
      )
      // Proxies may cut off longer URLs.
      if (token.length > MAX_TOKEN) throw mistake('long input', name, token.length)
      const whole = `${url}?t=${encodeURIComponent(token)}`
      return {
        to,
        from,
        url: whole,
        method: 'POST',
        statusCallback: whole,
        statusCallbackMethod: 'POST',
      }
    },
    text: (reach, ...[input]) =>
      written(reach, async (who) => ({
        type: 'webhook',
        sid: crypto.randomUUID(),
        who,
        input: await inputOf(inside, input),
        fresh: true,
      })),
    wake: (contact, line, env) =>
      written({ to: contact, from: line, env }, () => ({ type: 'silence' })),
  }
}
