/**
 * @module
 * A flow: a conversation with a name, and what is true of all of it.
 */
import type { Hono } from 'hono'
import { type Commands, COMMANDS } from './commands.ts'
import { assertFlow } from './definition.ts'
import { type Host, hostOf } from './host.ts'
import type { HostOptions } from './hosting.ts'
import type { FlowInside, FlowOptions } from './options.ts'
import type { Conversation } from './step.ts'

/** A flow. */
export interface Flow<O = unknown, I = unknown> {
  /** Its name. */
  readonly name: string
  /** The conversation itself, for `part` of another one. */
  readonly body: (input: I) => Conversation<O>
  /** @internal */
  readonly inside: FlowInside
  /**
   * Hosts it: where it is kept, how it is sealed, and how webhooks are verified.
   *
   * @param options - The store, the secret, the auth token.
   * @throws {FlowError} Where a secret is short, or `onEnd` needs a store.
   */
  host(options?: HostOptions): Host<I>
  /** Its routes, one URL for messages and calls: `app.route('/order', order.routes())`. The same as `host(…).routes`. */
  routes(options?: HostOptions): Hono
}

/**
 * A conversation as a generator: each webhook runs it from its start over the answers known so far, and stops at the
 * first question that is open. Answers are known by key, so a deploy in the middle is harmless.
 *
 * @param name - Names it in cookies, stores and logs: a letter, then letters, digits, `_` and `-`.
 * @param body - The conversation: `function* () { … }`. It takes steps with `yield*` and does nothing else: what has an
 *   effect stands in `once`, what reads in `load`, the time is `now()`.
 * @param options - What is true of all of it.
 * @throws {FlowError} For a name that is none, a command that never reaches it, `giveUp` and `otherwise` both.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { ask, choice, flow, number, once, say, yesNo } from 'twimlx/flow'
 *
 * declare const place: (order: { size: string; count: number }, key: string) => Promise<{ id: string }>
 *
 * export const order = flow('order', function* () {
 *   yield* say('Welcome to Owl Pizza.')
 *   const size = yield* ask('size', 'Small or large?', choice(['small', 'large']))
 *   const count = yield* ask('count', 'How many? Up to nine.', number({ min: 1, max: 9 }))
 *   if (!(yield* ask('ok', `${count} ${size}. Right?`, yesNo()))) return yield* say('Another time, then.')
 *   const { id } = yield* once('place', (c) => place({ size, count }, c.idempotencyKey))
 *   yield* say(`Your order is ${id}. Thank you!`)
 * })
 *
 * export const app = new Hono().route('/order', order.routes())
 * ```
 */
export const flow = <O, I = void, H = never>(
  name: string,
  body: (input: I) => Conversation<O>,
  options: FlowOptions<O, I, H> = {},
): Flow<O | H, I> => {
  if (typeof process !== 'undefined' && process.env.NODE_ENV !== 'production')
    assertFlow(name, body, options)
  const { otherwise } = options
  const commands: Commands = { ...COMMANDS, ...options.commands, ...(!otherwise && NOBODY) }
  const inside: FlowInside = {
    // The engine hands on what it was given: inputs and outputs pass through.
    definition: { name, body: body as (input: unknown) => Conversation, otherwise, commands },
    look: { ...options, commands },
    // What is asked of them does not depend on their types.
    options: options as unknown as FlowOptions,
  }
  const made: Flow<O | H, I> = {
    name,
    // What takes over is no part of the body, but its result is one of the flow's.
    body: body as (input: I) => Conversation<O | H>,
    inside,
    host: (given) => hostOf<I>(inside, given),
    routes: (given) => hostOf<I>(inside, given).routes,
  }
  if (typeof process !== 'undefined' && process.env.NODE_ENV !== 'production') tell(made)
  return made
}

/** Tells whoever asks for the flows of a file, as `twimlx flow` does, that there is one. */
const tell = (flow: unknown): void =>
  (globalThis as { [MADE]?: (flow: unknown) => void })[MADE]?.(flow)

const MADE = /* @__PURE__ */ Symbol.for('twimlx.flow.made')

/** Who has nobody else cannot ask for them. */
const NOBODY = { person: false } as const
