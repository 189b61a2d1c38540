/**
 * @module
 * A flow: a conversation with a name and options.
 */
import type { Hono } from 'hono'
import { type Commands, COMMANDS } from './commands.ts'
import { assertFlow } from './definition.ts'
import { type Host, hostOf } from './host.ts'
import type { HostOptions } from './hosting.ts'
import type { FlowInside, FlowOptions } from './options.ts'
import type { Conversation } from './step.ts'

/**
 * A flow.
 *
 * @example
 * ```ts
 * const namesOf = (flows: readonly Flow[]): string[] => flows.map(({ name }) => name)
 * ```
 */
export interface Flow<O = unknown, I = unknown> {
  /** Its name. */
  readonly name: string
  /** The conversation itself, for `part` of another flow. */
  readonly body: (input: I) => Conversation<O>
  /** @internal */
  readonly inside: FlowInside
  /**
   * Hosts the flow: sets how conversations are kept and sealed, and how webhooks are verified.
   *
   * @param options - The store, the secret, the auth token.
   * @throws {FlowError} If a secret is short, or `onEnd` needs a store.
   */
  host(options?: HostOptions): Host<I>
  /**
   * Makes its routes, one URL for messages and calls: `app.route('/order', order.routes())`. The same as
   * `host(…).routes`.
   */
  routes(options?: HostOptions): Hono
}

/**
 * Defines a conversation as a generator. Each webhook runs it from its start over the answers known so far, and stops
 * at the first open question. Answers are known by key, so a deploy in the middle is harmless.
 *
 * @param name - The name in cookies, stores and logs: a letter, then letters, digits, `_` and `-`.
 * @param body - The conversation: `function* () { … }`. It takes steps with `yield*` and does nothing else: put effects
 * into `once`, reads into `load`, and take the time from `now()`.
 * @param options - Options of the whole conversation.
 * @throws {FlowError} For an invalid name, a command that never reaches it, or both `giveUp` and `otherwise`.
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
  if (typeof process === 'object' && process.env.NODE_ENV !== 'production')
    assertFlow(name, body, options)
  const commands: Commands = { ...COMMANDS, ...options.commands }
  const inside = {
    ...options,
    channels: options.channels ?? ['call', 'message'],
    name,
    body,
    // Without `otherwise` there is no person to ask for.
    commands: options.otherwise ? commands : { ...commands, person: false },
    // The engine passes inputs and outputs through unchanged; callbacks are called with the flow's own types.
  } as unknown as FlowInside
  const made: Flow<O | H, I> = {
    name,
    // The conversation that takes over is not part of the body, but its result is a result of the flow.
    body: body as (input: I) => Conversation<O | H>,
    inside,
    host: (given) => hostOf<I>(inside, given),
    routes: (given) => hostOf<I>(inside, given).routes,
  }
  if (typeof process === 'object' && process.env.NODE_ENV !== 'production') tell(made)
  return made
}

/** Tells whoever asks for the flows of a file, as `twimlx flow` does, that there is one. */
const tell = (flow: unknown): void =>
  (globalThis as { [MADE]?: (flow: unknown) => void })[MADE]?.(flow)

const MADE = /* @__PURE__ */ Symbol.for('twimlx.flow.made')
