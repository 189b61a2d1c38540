/**
 * @module
 * The document that a caller hears, or a texter reads, when a handler fails.
 */
import type { Context, ErrorHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Children, MessagingElement, VoiceElement } from '../vocabulary/children.ts'
import { formOf } from './received.ts'
import { twiml } from './twiml.ts'

type Apology<E extends Children> = E | ((error: Error, c: Context) => E)

/**
 * The answers of {@link onTwimlError}.
 *
 * @example
 * ```ts
 * const options: OnTwimlErrorOptions = { status: 500 }
 * ```
 */
export interface OnTwimlErrorOptions {
  /** The document for a call, or a function from the error to it. Without one, calls get a plain error 500. */
  voice?: Apology<VoiceElement> | undefined
  /** The document for a message, or a function from the error to it. Without one, messages get a plain error 500. */
  messaging?: Apology<MessagingElement> | undefined
  /**
   * The status of the apology. With 200 Twilio runs it, and does not try the fallback URL; with 5xx Twilio ignores it,
   * and tries the fallback URL or plays an apology of its own. Default: 200.
   */
  status?: ContentfulStatusCode | undefined
}

/**
 * Makes a handler for `app.onError`: requests of Twilio's get an apology as TwiML, all others a plain error 500. The
 * error is logged. Errors that bring a response of their own, such as Hono's `HTTPException`, answer with it.
 *
 * @param options - The documents and their status.
 * @returns The handler for `app.onError`.
 *
 * @example
 * ```tsx
 * import { Hono } from 'hono'
 * import { onTwimlError } from 'twimlx/hono'
 * import * as Messaging from 'twimlx/messaging'
 * import * as Voice from 'twimlx/voice'
 *
 * const app = new Hono()
 *
 * app.onError(
 *   onTwimlError({
 *     voice: (
 *       <Voice.Response>
 *         <Voice.Say>We are sorry, something went wrong. Please call again later.</Voice.Say>
 *       </Voice.Response>
 *     ),
 *     messaging: (
 *       <Messaging.Response>
 *         <Messaging.Message>We are sorry, something went wrong.</Messaging.Message>
 *       </Messaging.Response>
 *     ),
 *   }),
 * )
 * ```
 */
export const onTwimlError = ({
  voice,
  messaging,
  status = 200,
}: OnTwimlErrorOptions): ErrorHandler =>
  async function onTwimlError(error, c) {
    if ('getResponse' in error) {
      // Like Hono itself: cookies and headers already set on `c` are kept.
      const response = error.getResponse()
      return c.newResponse(response.body, response)
    }
    console.error(error)
    const has = await sent(c)
    // Callbacks about a message that a call sends have both SIDs: the call is on the line.
    const apology = has('CallSid')
      ? voice
      : has('MessageSid') || has('SmsSid')
        ? messaging
        : undefined
    if (!apology) return c.text('Internal Server Error', 500)
    try {
      return await twiml(c, typeof apology === 'function' ? apology(error, c) : apology, {
        status,
        problems: 'report',
      })
    } catch (failed) {
      console.error(failed)
      return c.text('Internal Server Error', 500)
    }
  }

/** Tests for parameters of the request, as far as its body can still be read. */
const sent = async (c: Context): Promise<(name: string) => boolean> => {
  const query = new URL(c.req.url).searchParams
  const form = c.req.method === 'GET' ? query : await formOf(c)
  return (name) => query.has(name) || form.has(name)
}
