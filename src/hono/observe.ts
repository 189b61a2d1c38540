/**
 * @module
 * Notifies an app's observer of each webhook, once it is answered.
 */
import type { Context, MiddlewareHandler, Next } from 'hono'
import { eventOf, type Findings, type WebhookEvent } from '../webhook/event.ts'
import { notify } from '../webhook/notify.ts'
import type { SignatureOptions } from './received.ts'
import { waitUntil } from './wait-until.ts'

type Observer = NonNullable<SignatureOptions['onWebhook']>

// If two middlewares share an observer, the outer one notifies it.
const observers = new WeakMap<Context, Set<Observer>>()

/**
 * Makes a middleware that notifies `onWebhook` of its webhooks.
 *
 * @param kind - The kind of webhook.
 * @param options - The middleware's options, with its observer.
 * @param handle - Answers a request, and records its findings.
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
  const { onWebhook } = options
  if (!onWebhook)
    return function webhook(c, next) {
      // Hono's own type of a middleware promises `void` for no answer.
      return handle(c, next, options, {}) as Promise<Response | void>
    }

  return async function webhook(c, next) {
    const findings: Findings = {}
    const known = observers.get(c) ?? new Set()
    observers.set(c, known)
    if (known.has(onWebhook)) return handle(c, next, options, findings)
    known.add(onWebhook)
    const began = Date.now()
    let answer: Response | undefined
    let error: unknown
    try {
      answer = await handle(c, next, options, findings)
    } catch (thrown) {
      error = thrown
      throw thrown
    } finally {
      error ??= c.error
      const status = answer?.status ?? (error && !c.finalized ? 500 : c.res.status)
      const event = eventOf(kind, findings, { began, status, isFailed: Boolean(error) })
      waitUntil(c, notify(onWebhook, event))
    }
    return answer
  }
}
