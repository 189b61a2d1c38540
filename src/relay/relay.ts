/**
 * @module
 * An agent on the phone. One definition gives the TwiML that opens its socket, the socket, and the result for the
 * `action` after it.
 */
import type { Context, Handler, MiddlewareHandler } from 'hono'
import type { SignatureOptions } from '../hono/received.ts'
import type { StandardSchema } from '../webhook/schema.ts'
import { type Step, step as flowStep } from '../flow/step.ts'
import { verifySignature } from '../hono/webhook.ts'
import type { VoiceElement, VoiceElements } from '../vocabulary/children.ts'
import { Connect } from '../vocabulary/voice/connect.ts'
import {
  ConversationRelay,
  type ConversationRelayProps,
} from '../vocabulary/voice/connect/conversation-relay.ts'
import { Parameter } from '../vocabulary/voice/parameter.ts'
import type { ConnectResult } from '../webhook/verb-results.ts'
import type { AnyDefinition, RelayDefinition, SocketUrl } from './definition.ts'
import { fit, HANDOFF, type InputOf, type OutputOf } from './schema.ts'
import { converse, NAME, type SocketEvents } from './session.ts'

/**
 * Attributes of an agent's `<ConversationRelay>`.
 *
 * @example
 * ```ts
 * const attributes: AgentAttributes = {
 *   url: 'wss://example.com/agent',
 *   welcomeGreeting: 'How can I help?',
 *   language: 'en-US',
 * }
 * ```
 */
export type AgentAttributes<Url extends SocketUrl = never> = Omit<
  ConversationRelayProps,
  'url' | 'children'
> & {
  /** `<Language>` elements. */
  children?: VoiceElements
} & ([Url] extends [never]
    ? {
        /** The socket's URL, exactly as Twilio reaches it, since it is signed. */
        url: SocketUrl
      }
    : {
        /** The URL of a socket other than the definition's. */
        url?: SocketUrl
      })

/**
 * Attributes of an agent's `<Connect>`: those of a `<ConversationRelay>`, and the parameters.
 *
 * @example
 * ```ts
 * const props: AgentConnectProps<never> = {
 *   url: 'wss://example.com/agent',
 *   action: '/after',
 *   parameters: { order: '17' },
 * }
 * ```
 */
export type AgentConnectProps<
  Parameters extends StandardSchema,
  Url extends SocketUrl = never,
> = AgentAttributes<Url> & {
  /** URL requested after the session. */
  action?: string
  /** Default: `POST`. */
  method?: 'GET' | 'POST'
} & ([Parameters] extends [never]
    ? { parameters?: Record<string, string> }
    : { parameters: InputOf<Parameters> })

/** The arguments of a step after its key: none for an agent that needs none. */
type StepArguments<Parameters extends StandardSchema, Url extends SocketUrl> = [
  ...([Parameters] extends [never]
    ? [Url] extends [never]
      ? [parameters: Record<string, string>]
      : [parameters?: Record<string, string>]
    : [parameters: InputOf<Parameters>]),
  ...([Url] extends [never]
    ? [attributes: AgentAttributes<Url>]
    : [attributes?: AgentAttributes<Url>]),
]

/**
 * The result of a session.
 *
 * @example
 * ```ts
 * const note = (result: RelayResult<{ reason: string }>): string =>
 *   result.how === 'ended' ? result.handoff.reason : result.how
 * ```
 */
export type RelayResult<Handoff> =
  /** `talk` returned. */
  | { how: 'ended'; handoff: Handoff }
  /** The caller hung up. */
  | { how: 'completed' }
  /** It could not begin or continue: Twilio's code, or `undefined` if the app failed. */
  | { how: 'failed'; code: number | undefined; message: string }

/**
 * Options of serving an agent's socket.
 *
 * @example
 * ```ts
 * import { upgradeWebSocket } from 'hono/cloudflare-workers'
 * import type { AgentSocketOptions } from 'twimlx/relay'
 *
 * const options: AgentSocketOptions = { upgradeWebSocket }
 * ```
 */
export interface AgentSocketOptions extends SignatureOptions {
  /** Hono's helper for the runtime: of `@hono/node-server`, `hono/bun`, `hono/deno`, `hono/cloudflare-workers`. */
  upgradeWebSocket: (createEvents: (c: Context) => SocketEvents) => MiddlewareHandler
}

/** By it, tests give an agent in the same process a helper of their own. */
const IN_MEMORY = Symbol.for(NAME)

/**
 * Defines an agent on the phone. Twilio recognises and speaks; the app receives text and sends text.
 *
 * @param definition - `talk`, the schemas of parameters and hand-off, and the handling of failures.
 * @returns `Connect` for the TwiML, `socket()` for the route that it opens, `result()` for the `action` after it.
 *
 * @example
 * ```tsx
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'hono/cloudflare-workers'
 * import { callWebhook, twiml } from 'twimlx/hono'
 * import { relay } from 'twimlx/relay'
 * import { Response } from 'twimlx/voice'
 *
 * const agent = relay({
 *   async talk(call) {
 *     for await (const turn of call) {
 *       if (turn.type === 'digit') return { reason: 'wants a person' }
 *       if (turn.type === 'prompt') await turn.say(`You said: ${turn.text}`)
 *     }
 *   },
 * })
 *
 * const app = new Hono()
 * app.post('/voice', callWebhook(), (c) =>
 *   twiml(c, <Response><agent.Connect url="wss://example.com/agent" action="/after" /></Response>),
 * )
 * app.get('/agent', agent.socket({ upgradeWebSocket }))
 * ```
 * @see https://www.twilio.com/docs/voice/conversationrelay
 */
export const relay = <
  Parameters extends StandardSchema = never,
  Handoff extends StandardSchema = never,
  Url extends SocketUrl = never,
>(
  definition: RelayDefinition<Parameters, Handoff, Url>,
) => {
  type Result = RelayResult<[Handoff] extends [never] ? unknown : OutputOf<Handoff>>
  /**
   * A `<Connect>` that opens the agent's socket.
   */
  const AgentConnect = ({
    url = definition.url,
    parameters = {},
    action,
    method,
    events = [],
    children,
    ...attributes
  }: AgentConnectProps<Parameters, Url>): VoiceElement =>
    // An attribute that is undefined is not written.
    Connect({
      action,
      method,
      children: ConversationRelay({
        ...attributes,
        // The types require it in one of the two places.
        url: url!,
        // Only these events tell what the caller heard.
        events: [events, 'speaker-events', 'tokens-played'].flat(),
        children: [
          children,
          Object.entries(parameters as Record<string, string | undefined>).map(
            // An optional parameter may be left out.
            ([name, value]) => value !== undefined && Parameter({ name, value }),
          ),
        ] as VoiceElements,
      }),
    }) as VoiceElement

  const result = ({
    SessionStatus,
    HandoffData,
    ErrorCode,
    ErrorMessage: message = 'The session failed.',
  }: ConnectResult): Result => {
    if (SessionStatus === 'completed') return { how: 'completed' }
    if (SessionStatus === 'ended')
      try {
        const given: unknown = HandoffData ? JSON.parse(HandoffData) : undefined
        message = (Object(given) as { [NAME]: string })[NAME]
        if (message === undefined)
          return { how: 'ended', handoff: fit(definition.handoff, given, HANDOFF) as never }
      } catch (error) {
        message = String(error)
      }
    return { how: 'failed', code: Number(ErrorCode) || undefined, message }
  }

  return {
    Connect: AgentConnect,

    /** The same as a function, for code without TSX: returns the element. */
    connect: AgentConnect,

    /**
     * Serves the socket. A request that is not Twilio's gets 403 before the upgrade, and a log line that says why.
     *
     * @param options - Hono's helper for the runtime, and how the signature is checked.
     * @throws {Error} If `authToken` is given but empty, or `publicUrl` is text that is no absolute URL.
     */
    socket({ upgradeWebSocket, ...signature }: AgentSocketOptions): Handler {
      const verify = verifySignature(signature)
      const socket: Handler = (c: Context, next) =>
        verify(c, async () => {
          const helper =
            (c.req.raw as { [IN_MEMORY]?: typeof upgradeWebSocket })[IN_MEMORY] ?? upgradeWebSocket
          const answer = await helper(() => converse(definition as AnyDefinition))(c, next)
          // Without an upgrade, the next handler has answered.
          if (answer) c.res = answer
        })
      return Object.assign(socket, { [IN_MEMORY]: true })
    },

    /**
     * Makes the agent a step of a flow, which continues after the session.
     *
     * @param key - The key under which its result is kept.
     * @param parameters - The parameters to pass.
     * @param attributes - Attributes of its `<ConversationRelay>`, with the `url` if the definition has none.
     *
     * @example
     * ```ts
     * import { flow, say } from 'twimlx/flow'
     * import { relay } from 'twimlx/relay'
     *
     * const agent = relay({ url: 'wss://example.com/agent', talk: async () => ({ reason: 'done' }) })
     *
     * export const support = flow('support', function* () {
     *   const { how } = yield* agent.step('agent')
     *   yield* say(how === 'ended' ? 'Goodbye.' : 'Please call again.')
     * }, { channels: ['call'] })
     * ```
     */
    step(key: string, ...[parameters, attributes]: StepArguments<Parameters, Url>): Step<Result> {
      return flowStep({
        do: 'verb',
        key,
        verb: 'Connect',
        element: AgentConnect({ ...(attributes as object | undefined), parameters } as never),
        read: (params) => result(params),
      })
    },

    /**
     * Reads the session's result from the webhook of the `action`.
     *
     * @param webhook - `c.var.webhook` after `callWebhook({ after: 'Connect' })`.
     */
    result,
  }
}
