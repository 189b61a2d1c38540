/**
 * @module
 * Tells an app's observer of each webhook, once it is answered.
 */
import type { Context, MiddlewareHandler, Next } from 'hono'
import { sidsOf, TWILIO_WAITS_MS, type WebhookEvent } from '../webhook/event.ts'
import { WebhookError } from '../webhook/payload.ts'
import { tell } from '../webhook/tell.ts'
import { type SignatureOptions, warnOfInvalid } from './received.ts'
import { waitUntil } from './wait-until.ts'

/** What a middleware finds out about a webhook while it answers it. */
export interface Findings {
  statusKind?: WebhookEvent['statusKind']
  refusal?: WebhookEvent['refusal']
  params?: URLSearchParams
  isDuplicate?: boolean
}

type Observer = NonNullable<SignatureOptions['onWebhook']>

// Of two middlewares with one observer, the outer one tells it.
const observers = new WeakMap<Context, Set<Observer>>()

/**
 * A middleware whose webhooks are told to `onWebhook`.
 *
 * @param kind - What the middleware is for.
 * @param options - The middleware's options, with its observer.
 * @param handle - Answers a request, and notes what it finds out.
 */
export const observed = <Options extends SignatureOptions>(
  kind: WebhookEvent['kind'],
  options: Options,
  handle: (
    c: Context,
    next: Next,
    options: Options,
    findings: Findings,
  ) => Promise<Response | undefined>,
): MiddlewareHandler => {
  const { onWebhook, onInvalid = warnOfInvalid } = options
  return async function webhook(c, next) {
    const findings: Findings = {}
    const known = observers.get(c) ?? new Set()
    observers.set(c, known)
    if (!onWebhook || known.has(onWebhook)) return handle(c, next, options, findings)
    known.add(onWebhook)
    const began = Date.now()
    const noting: Options = {
      ...options,
      onInvalid(report, c) {
        findings.refusal = report.code
        return onInvalid(report, c)
      },
    }
    let answer: Response | undefined
    let error: unknown
    try {
      answer = await handle(c, next, noting, findings)
    } catch (thrown) {
      error = thrown
      throw thrown
    } finally {
      error ??= c.error
      const { refusal, params, isDuplicate = false, statusKind } = findings
      const milliseconds = Date.now() - began
      const event: WebhookEvent = {
        kind,
        ...(statusKind && { statusKind }),
        sids: params ? sidsOf(params) : {},
        outcome: error ? 'failed' : refusal ? 'refused' : 'answered',
        ...(refusal && { refusal }),
        status: answer?.status ?? (error && !c.finalized ? 500 : c.res.status),
        milliseconds,
        share: milliseconds / TWILIO_WAITS_MS,
        isDuplicate,
      }
      waitUntil(c, tell(onWebhook, event))
    }
    return answer
  }
}

/** Why a request is refused that is not what Twilio sends. */
export const refusalOf = (error: unknown): 'too-large' | 'malformed' | undefined =>
  error instanceof WebhookError ? (error.status === 413 ? 'too-large' : 'malformed') : undefined
