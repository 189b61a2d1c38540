/**
 * @module
 * A flow with its surroundings: where it is kept, how it is sealed, how it begins from your side.
 */
import type { Hono } from 'hono'
import { type Outcome, usedFacts } from './advance.ts'
import { assertSecrets, seal, type Secrets, unseal } from './cookie.ts'
import { documentOf } from './document.ts'
import { mistake } from './error.ts'
import { assertChannel, type Begun, type HostOptions, type Hosting, report } from './hosting.ts'
import { CookieKeeping, StoreKeeping } from './keeping.ts'
import { keep } from './kept.ts'
import { type OutgoingMessage, messagesOf } from './outgoing.ts'
import { routesOf } from './routes.ts'
import type { FlowInside } from './options.ts'
import type { Saved, Who } from './saved.ts'
import { takeTurn } from './turn.ts'

/** Somebody to call or to write to. */
export interface Reach {
  /** Who is called or written to. */
  to: string
  /** Your number. */
  from: string
  /** The bindings, for a `store` or an `authToken` that is a function of them. */
  env?: unknown
}

/** Parameters for `client.calls.create`. */
export interface OutgoingCall {
  to: string
  from: string
  url: string
  method: 'POST'
  statusCallback: string
  statusCallbackMethod: 'POST'
}

// Nothing is asked for where a flow takes nothing.
type Given<I> = [I] extends [void] ? [input?: I] : [input: I]

/** A flow that is hosted. */
export interface Host<I = void> {
  /** Its routes, for `app.route('/order', host.routes)`: one URL for messages, calls and status callbacks. */
  readonly routes: Hono
  /**
   * What a call of your own is made with: `client.calls.create(await host.call({ to, from }, input))`.
   * Where nobody takes it, `onEnd` is told `not reached: busy` and the like.
   *
   * @throws {FlowError} Where `url` is missing, or the input does not fit into a URL.
   */
  call(reach: Reach, ...input: Given<I>): Promise<OutgoingCall>
  /**
   * Begins a conversation by text: send each with `client.messages.create`. Needs a store, since a message of your own
   * can set no cookie.
   *
   * @throws {FlowError} Where there is no store.
   */
  text(reach: Reach, ...input: Given<I>): Promise<OutgoingMessage[]>
  /**
   * Asks again who has not answered a text: send each with `client.messages.create`. It counts as a try. Empty where
   * nothing is open.
   *
   * @param contact - Who has not answered.
   * @param line - Your number.
   * @throws {FlowError} Where there is no store.
   */
  wake(contact: string, line: string, env?: unknown): Promise<OutgoingMessage[]>
}

/** Hosts a flow. */
export const hostOf = <I>(inside: FlowInside, options: HostOptions = {}): Host<I> => {
  const { definition, look, options: of } = inside
  const { name } = definition
  const { store, secret, encrypt = false, ttl = 14_400, url, authToken } = options
  const given = secret === undefined ? undefined : [secret].flat()
  if (given) assertSecrets(given)
  if (!(ttl > 0)) throw mistake('host: ttl', ttl)
  if (!store && typeof of.onEnd === 'object')
    for (const how of ['hung up', 'expired'] as const)
      if (of.onEnd[how]) throw mistake('host: onEnd without a store', name, how)

  const secretsOf = async (
    accountSid: string,
    headers: Headers,
    env: unknown,
  ): Promise<Secrets> => {
    if (given) return given
    const tokens =
      typeof authToken === 'function'
        ? await authToken(accountSid, headers, env as never)
        : (authToken ?? tokenIn(env))
    const all = [tokens ?? []].flat().filter((token) => token !== '')
    if (all.length === 0) throw mistake('host: no secret', name)
    return all
  }

  const storeOf = (env: unknown) => (typeof store === 'function' ? store(env as never) : store)
  const placeOf = ({ channel, contact, line }: Who, sid: string) =>
    channel === 'call' ? `${name} call ${sid}` : `${name} message ${contact} ${line}`
  // Twice as long, so that whoever comes late finds out that it is over.
  const storeKeeping = (who: Who, sid: string, env: unknown) => {
    const found = storeOf(env)
    return found && new StoreKeeping(found, `flow ${placeOf(who, sid)}`, ttl * 2)
  }
  const needStore = (method: string, who: Who, env: unknown) => {
    const keeping = storeKeeping(who, '', env)
    if (keeping) return keeping
    throw mistake('host: no store', method, name)
  }

  const inputOf = async (value: unknown): Promise<unknown> => {
    if (!of.input) return value
    const result = await of.input['~standard'].validate(value)
    if (!result.issues) return result.value
    const issues = result.issues.map(({ message }) => message).join('; ')
    throw mistake('input: refused by its schema', name, issues)
  }

  const hosting: Hosting = {
    inside,
    options,
    secretsOf,
    storeKeeping,
    inputOf,
    cookieKeeping: (cookie, who, sid, secrets) =>
      new CookieKeeping(cookie, `cookie ${placeOf(who, sid)}`, secrets, encrypt, (saved) =>
        usedFacts(definition, saved),
      ),
    begun: async (token, secrets) => {
      const text = token && (await unseal(token, `call ${name}`, secrets))
      return text ? (JSON.parse(text) as Begun) : undefined
    },
    turn: async (event, keeping) => {
      await developed(inside)
      const outcome = await takeTurn(definition, event, keeping, ttl)
      if (typeof outcome !== 'object') return outcome
      const { errors, ended, stale, saved } = outcome
      for (const error of errors) report(inside, error, saved.who)
      if (stale) reportStale(inside, stale, saved.who)
      for (const { how, output, saved } of ended)
        await hosting.ended(how, {
          output,
          input: saved.input,
          answers: answersOf(saved),
          who: saved.who,
        })
      return outcome
    },
    ended: async (how, rest) => {
      const { onEnd } = of
      const told =
        typeof onEnd === 'object'
          ? onEnd[how.startsWith('not reached') ? 'not reached' : (how as 'done')]
          : onEnd
      try {
        await told?.({ flow: name, how, ...rest })
      } catch (error) {
        report(inside, error, rest.who)
      }
    },
  }

  const outgoing = async (
    { to, from }: Omit<Reach, 'env'>,
    outcome: Outcome | 'busy' | undefined,
  ): Promise<OutgoingMessage[]> =>
    typeof outcome === 'object'
      ? messagesOf(
          documentOf(look, outcome, () => ''),
          { to, from },
        )
      : []
  const withUrl = (method: string): string => {
    if (url !== undefined && /^https?:\/\/[^?#]+$/.test(url)) return url
    throw mistake('host: no url', method, name)
  }

  return {
    routes: routesOf(hosting),
    async call({ to, from, env }, ...[input]) {
      const base = withUrl('call')
      const begun: Begun = input === undefined ? {} : { input: keep(input, 'The input') }
      const token = await seal(
        JSON.stringify(begun),
        `call ${name}`,
        await secretsOf('', new Headers(), env),
        encrypt,
      )
      // What a proxy on the way may cut off.
      if (token.length > MOST_TOKEN)
        throw mistake('input: too long for a URL', name, token.length, MOST_TOKEN)
      const whole = `${base}?t=${token}`
      return {
        to,
        from,
        url: whole,
        method: 'POST',
        statusCallback: whole,
        statusCallbackMethod: 'POST',
      }
    },
    async text({ to, from, env }, ...[input]) {
      const who: Who = { channel: 'message', contact: to, line: from }
      const keeping = needStore('text', who, env)
      assertChannel(inside, 'message')
      const sid = `text-${crypto.randomUUID()}`
      const outcome = await hosting.turn(
        { type: 'webhook', at: Date.now(), sid, who, input: await inputOf(input), fresh: true },
        keeping,
      )
      return outgoing({ to, from }, outcome)
    },
    async wake(contact, line, env) {
      const who: Who = { channel: 'message', contact, line }
      const keeping = needStore('wake', who, env)
      return outgoing(
        { to: contact, from: line },
        await hosting.turn({ type: 'silence', at: Date.now() }, keeping),
      )
    },
  }
}

const MOST_TOKEN = 2000

/** Where Cloudflare Workers and Node have the auth token. */
const tokenIn = (env: unknown): string | undefined =>
  (env as { TWILIO_AUTH_TOKEN?: string } | undefined)?.TWILIO_AUTH_TOKEN ??
  (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[
    'TWILIO_AUTH_TOKEN'
  ]

const reportStale = (
  { definition: { name }, options }: FlowInside,
  { key, heard: { text } }: NonNullable<Outcome['stale']>,
  who: Who,
): void => {
  if (options.onStale) options.onStale({ flow: name, key, text, who })
  else
    console.warn(
      `flow("${name}", …): an answer to "${key}" was dropped, since that question is not the one that is open any more.`,
    )
}

const answersOf = ({ facts }: Saved): Record<string, unknown> =>
  Object.fromEntries(facts.flatMap(([key, kind, , value]) => (kind === 'a' ? [[key, value]] : [])))

// Bundlers write the value of NODE_ENV here and leave the import out; elsewhere it is loaded in development alone.
const developing =
  typeof process !== 'undefined' &&
  (process.env.NODE_ENV === 'development' || process.env.NODE_ENV === 'test')
    ? import('./development.ts')
    : undefined

/** Gives a flow the development checks, where this is development. */
const developed = async ({ definition }: FlowInside): Promise<void> => {
  if (developing) definition.checks ??= (await developing).checks
}
