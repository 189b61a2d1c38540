/**
 * @module
 * Work that may take longer than Twilio waits.
 */
import type { Context } from 'hono'
import { Message } from '../vocabulary/messaging/message.ts'
import { Response as MessagingResponse } from '../vocabulary/messaging/response.ts'
import { Redirect } from '../vocabulary/redirect.ts'
import { Pause } from '../vocabulary/voice/pause.ts'
import { Response as VoiceResponse } from '../vocabulary/voice/response.ts'
import { notify } from '../webhook/notify.ts'
import type { IdempotencyOptions } from './idempotency.ts'
import { keptWork } from './late-answer.ts'
import { twiml } from './twiml.ts'
import { waitUntil } from './wait-until.ts'

/**
 * The answer for Twilio when the work is not done in time.
 *
 * @example
 * ```ts
 * const options: DeadlineOptions = { voice: 'One moment, please.', after: 8, pause: 2 }
 * ```
 */
export interface DeadlineOptions extends Pick<
  IdempotencyOptions,
  'lease' | 'timeout' | 'onStoreError'
> {
  /** For a call: the URL to request again, after a pause. Default with a `store`: the URL of this request. */
  voice?: string | undefined
  /** For a message: the text to reply with at once. Default: no reply. */
  messaging?: string | undefined
  /**
   * Keeps the answer of late work, so that Twilio gets it when it asks again, from any process. Calls and messages then
   * ask again at the URL of this request, where `withDeadline` finds the answer instead of working anew. A function
   * finds the store in the bindings (`c.env`). Default: the answer of late work is lost.
   */
  store?: IdempotencyOptions['store'] | undefined
  /**
   * The time to wait for the work, in milliseconds. Default 10,000: Twilio gives up after 15,000, which includes the
   * network.
   */
  after?: number | undefined
  /** The length of a call's pause before it asks again, in seconds. Default 1. */
  pause?: number | undefined
  /** Called when the work fails after the deadline, too late for an answer. Default: `console.error`. */
  onLateError?: ((error: unknown) => void) | undefined
}

/**
 * Makes the answer. Without a `store`, the signal is aborted at the deadline: an answer after that is lost.
 *
 * @example
 * ```ts
 * const work: DeadlineWork = async (deadline) =>
 *   new Response(await (await fetch('https://example.com/slow', { signal: deadline })).text())
 * ```
 */
export type DeadlineWork = (deadline: AbortSignal) => Response | Promise<Response>

/**
 * Answers before Twilio gives up, which is after fifteen seconds. Work that takes longer continues (with `waitUntil`,
 * if the runtime has it) while a call hears a pause and asks again, and a message gets a short reply or none.
 *
 * With a `store`, both ask until the work is done and get its answer; a failure of late work is thrown when they ask.
 * If its process died, or the store lost it, the work runs again, three times at most. Without a store, a call asks at
 * the URL `voice`, which the app answers itself, and the rest of a reply to a message is sent with the REST API.
 *
 * @param c - The context.
 * @param work - Makes the answer. A function, so that it does not begin if a call has no URL to ask again at.
 * @param options - The substitute answers, and the store of late answers.
 * @returns The work's answer, or its substitute.
 * @throws {Error} If a call has neither a `store` nor a URL to ask again at; if the work failed late, or was lost three
 * times; and any error of the work in time.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { memoryStore, messageWebhook, withDeadline } from 'twimlx/hono'
 *
 * const store = memoryStore()
 * const app = new Hono()
 *
 * app.post('/sms', messageWebhook(), (c) =>
 *   withDeadline(c, async () => c.text(await slowReply(c.var.webhook.Body)), { store }),
 * )
 *
 * declare function slowReply(text: string): Promise<string>
 * ```
 *
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export const withDeadline = async (
  c: Context,
  work: DeadlineWork,
  options: DeadlineOptions = {},
): Promise<Response> => {
  const { after = 10_000, store, voice, onLateError = logLateError } = options
  const isCall = isOfCall(c, voice)
  if (isCall && voice === undefined && !store)
    throw new Error(
      'withDeadline was called for a call without `voice`: give the URL at which the call asks again, such as { voice: "/voice/poll" }, or a `store` that keeps the answer.',
    )

  const deadline = new AbortController()
  const begin = async (): Promise<Response> => work(deadline.signal)
  const onLate = (error: unknown): Promise<void> => notify(onLateError, error)
  const kept = store && keptWork(c, { ...options, store, onLateError: onLate })
  const working = kept ? kept.begin(begin) : begin()

  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, after, 'late')
  })
  const first = await Promise.race([working, late]).finally(() => clearTimeout(timer))
  if (first !== 'late') return first

  if (kept) {
    await kept.goOn()
    const again = kept.askAgain(isCall ? voice : undefined)
    return twiml(c, standIn(isCall, options, again, kept.isFirst))
  }
  deadline.abort()
  waitUntil(c, working.catch(onLate))
  const again = isCall && voice !== undefined ? Redirect({ children: voice }) : undefined
  return twiml(c, standIn(isCall, options, again, true))
}

const standIn = (
  isCall: boolean,
  { messaging, pause = 1 }: DeadlineOptions,
  again: ReturnType<typeof Redirect> | undefined,
  isFirst: boolean,
) => {
  if (isCall) return VoiceResponse({ children: [Pause({ length: pause }), again] })
  const reply = isFirst && messaging ? Message({ children: messaging }) : undefined
  return MessagingResponse({ children: [reply, again] })
}

const isOfCall = (c: Context, voice: string | undefined): boolean => {
  const webhook = c.get('webhook') as { CallSid?: string } | undefined
  return webhook ? webhook.CallSid !== undefined : voice !== undefined
}

const logLateError = (error: unknown): void => {
  console.error('twimlx: the work given to withDeadline failed after its deadline:', error)
}
