/**
 * @module
 * Hosts a flow: keeps and seals its conversations, and begins them from your side.
 */
import type { Hono } from 'hono'
import type { Event } from './advance.ts'
import { assertChannel } from './channel.ts'
import { documentOf } from './document.ts'
import { assertHost } from './definition.ts'
import { mistake } from './error.ts'
import type { Begun, HostOptions, Hosting } from './hosting.ts'
import { storeKeeping } from './keeping.ts'
import { keep } from './kept.ts'
import type { FlowInside } from './options.ts'
import { messagesOf, type OutgoingMessage } from './outgoing.ts'
import { routesOf } from './routes.ts'
import type { Who } from './saved.ts'
import { seal, unseal } from './seal.ts'
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
  const { definition, look, options: of } = inside
  const { name } = definition
  const { store, secret, ttl = 14_400, url, authToken } = options
  const given = secret === undefined ? undefined : [secret].flat()
  if (given && !(given.length > 0 && given.every((each) => each?.length >= 16)))
    throw mistake('host: short secret')
  if (typeof process !== 'undefined' && process.env.NODE_ENV !== 'production')
    assertHost(name, of, options)

  const hosting: Hosting = {
    inside,
    options,
    async secretsOf(accountSid, headers, env) {
      if (given) return given
      const tokens =
        typeof authToken === 'function'
          ? await authToken(accountSid, headers, env as never)
          : (authToken ?? tokenIn(env))
      const all = [tokens].flat().filter(Boolean) as string[]
      if (!all[0]) throw mistake('host: no secret', name)
      return all
    },
    placeOf: ({ channel, contact, line }, sid) =>
      `${name} ${channel} ${channel === 'call' ? sid : `${contact} ${line}`}`,
    storeFor(who, sid, env) {
      const found = typeof store === 'function' ? store(env as never) : store
      // Kept twice as long, so that late webhooks find out that the conversation has expired.
      return found && storeKeeping(found, `flow ${hosting.placeOf(who, sid)}`, ttl * 2)
    },
    async begun(token, secrets) {
      const text = token && (await unseal(token, `call ${name}`, secrets))
      return text ? (JSON.parse(text) as Begun) : undefined
    },
    async inputOf(value) {
      if (!of.input) return value
      const result = await of.input['~standard'].validate(value)
      if (!result.issues) return result.value
      throw mistake(
        'input: refused by its schema',
        name,
        result.issues.map(({ message }) => message).join('; '),
      )
    },
    async turn(event, keeping) {
      // Bundlers replace NODE_ENV and drop the import; elsewhere it is loaded only in development.
      if (
        typeof process !== 'undefined' &&
        (process.env.NODE_ENV === 'development' || process.env.NODE_ENV === 'test')
      )
        definition.checks ??= (await import('./development.ts')).checks
      const outcome = await takeTurn(definition, event, keeping, ttl)
      if (typeof outcome !== 'object') return outcome
      const { errors, ended, stale, saved } = outcome
      for (const error of errors) hosting.report(error, saved.who)
      if (stale) {
        const answer = { flow: name, key: stale.key, text: stale.heard.text, who: saved.who }
        if (of.onStale) of.onStale(answer)
        else console.warn(mistake('stale answer', name, stale.key).message)
      }
      for (const { how, output, saved } of ended) {
        const { input, who, facts } = saved
        const answers = facts.flatMap(([key, kind, , value]) =>
          kind === 'a' ? [[key, value]] : [],
        )
        await hosting.ended(how, { output, input, who, answers: Object.fromEntries(answers) })
      }
      return outcome
    },
    async ended(how, rest) {
      const { onEnd } = of
      const told =
        typeof onEnd === 'object'
          ? onEnd[(how.startsWith('not') ? 'not reached' : how) as 'done']
          : onEnd
      try {
        await told?.({ flow: name, how, ...rest })
      } catch (error) {
        hosting.report(error, rest.who)
      }
    },
    report(error, who) {
      if (of.onError) of.onError(error, { flow: name, who })
      else console.error(`flow("${name}", …):`, error)
    },
  }

  /** The messages of a turn that was not caused by a webhook. */
  const written = async (
    method: string,
    { to, from, env }: Reach,
    eventOf: (who: Who) => Event | Promise<Event>,
  ): Promise<OutgoingMessage[]> => {
    const who: Who = { channel: 'message', contact: to, line: from }
    const keeping = hosting.storeFor(who, '', env)
    if (!keeping) throw mistake('host: no store', method, name)
    assertChannel(inside, 'message')
    const outcome = await hosting.turn(await eventOf(who), keeping)
    return typeof outcome === 'object'
      ? messagesOf(
          documentOf(look, outcome, () => ''),
          to,
          from,
        )
      : []
  }

  return {
    routes: routesOf(hosting),
    async call({ to, from, env }, ...[input]) {
      if (!/^https?:\/\/[^?#]+$/.test(url ?? '')) throw mistake('host: no url', 'call', name)
      const token = await seal(
        JSON.stringify({ input: keep(input, 'The input') } satisfies Begun),
        `call ${name}`,
        await hosting.secretsOf('', new Headers(), env),
      )
      // Proxies may cut off longer URLs.
      if (token.length > MAX_TOKEN)
        throw mistake('input: too long for a URL', name, token.length, MAX_TOKEN)
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
      written('text', reach, async (who) => ({
        type: 'webhook',
        at: Date.now(),
        sid: `text-${crypto.randomUUID()}`,
        who,
        input: await hosting.inputOf(input),
        fresh: true,
      })),
    wake: (contact, line, env) =>
      written('wake', { to: contact, from: line, env }, () => ({
        type: 'silence',
        at: Date.now(),
      })),
  }
}

const MAX_TOKEN = 2000

/** The auth token in Cloudflare's bindings or Node's environment. */
const tokenIn = (env: unknown): string | undefined =>
  (env as { TWILIO_AUTH_TOKEN?: string } | undefined)?.TWILIO_AUTH_TOKEN ??
  globalThis.process?.env?.['TWILIO_AUTH_TOKEN']
