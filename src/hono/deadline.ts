/** Work that may take longer than Twilio waits. */
import type { Context } from 'hono'
import { Message } from '../vocabulary/messaging/message.ts'
import { Response as MessagingResponse } from '../vocabulary/messaging/response.ts'
import { Redirect } from '../vocabulary/redirect.ts'
import { Pause } from '../vocabulary/voice/pause.ts'
import { Response as VoiceResponse } from '../vocabulary/voice/response.ts'
import { twiml } from './twiml.ts'
import { waitUntil } from './wait-until.ts'

/** What Twilio is answered when the work is not done in time. */
export interface DeadlineOptions {
  /** A call: the URL to ask again at, after a pause. */
  voice?: string
  /** A message: the text to reply with at once. Default: no reply. */
  messaging?: string
  /** How long to wait for the work, in milliseconds. Default 10,000: Twilio gives up after 15,000, the way included. */
  after?: number
  /** How long a call pauses before it asks again, in seconds. Default 1. */
  pause?: number
  /** Called when the work fails after the deadline, where no answer can tell. Default: `console.error`. */
  onLateError?: (error: unknown) => void
}

/** Makes the answer. The signal is aborted at the deadline: from then on, what it returns reaches nobody. */
export type DeadlineWork = (deadline: AbortSignal) => Response | Promise<Response>

/**
 * Answers before Twilio gives up, which is after fifteen seconds. Work that takes longer goes on (with `waitUntil`,
 * where the runtime has it) while a call hears a pause and asks again at another URL, and a message gets no reply or a
 * short one: send the rest with the REST API.
 *
 * @param work makes the answer. A function, so that none of it has begun where a call has no URL to ask again at
 * @param options which answer stands in for it
 * @returns the work's answer, or the one that stands in
 * @throws {Error} when a call has no URL to ask again at; whatever the work throws in time
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { messageWebhook, withDeadline } from 'twimlx/hono'
 *
 * const app = new Hono()
 *
 * app.post('/sms', messageWebhook(), (c) =>
 *   withDeadline(c, async (deadline) => {
 *     const reply = await slowReply(c.var.webhook.Body)
 *     if (deadline.aborted) await sendMessage(c.var.webhook.From, reply)
 *     return c.text(reply)
 *   }, { messaging: 'One moment…' }),
 * )
 *
 * declare function slowReply(text: string): Promise<string>
 * declare function sendMessage(to: string, text: string): Promise<void>
 * ```
 *
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export async function withDeadline(
  c: Context,
  work: DeadlineWork,
  options: DeadlineOptions = {},
): Promise<Response> {
  const { after = 10_000, onLateError = logLateError } = options
  const document = standIn(c, options)
  const deadline = new AbortController()
  const working = start(work, deadline.signal)

  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, after, 'late')
  })
  const first = await Promise.race([working, late]).finally(() => clearTimeout(timer))
  if (first !== 'late') return first

  deadline.abort()
  waitUntil(c, working.catch(onLateError))
  return twiml(c, document)
}

async function start(work: DeadlineWork, deadline: AbortSignal): Promise<Response> {
  return work(deadline)
}

function standIn(c: Context, { voice, messaging, pause = 1 }: DeadlineOptions) {
  if (!isCall(c, voice)) {
    return MessagingResponse({ children: messaging ? Message({ children: messaging }) : undefined })
  }
  if (voice === undefined) {
    throw new Error(
      'withDeadline was called for a call without `voice`: give the URL at which the call asks again, such as { voice: "/voice/poll" }.',
    )
  }
  return VoiceResponse({ children: [Pause({ length: pause }), Redirect({ children: voice })] })
}

function isCall(c: Context, voice: string | undefined): boolean {
  const webhook = c.get('webhook') as { CallSid?: string } | undefined
  return webhook ? webhook.CallSid !== undefined : voice !== undefined
}

function logLateError(error: unknown): void {
  console.error('twimlx: the work given to withDeadline failed after its deadline:', error)
}
