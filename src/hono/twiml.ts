/**
 * @module
 * Answers a Hono handler with TwiML.
 */
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { renderEither } from '../render/render.ts'
import { CONTENT_TYPE, type TwimlInit } from '../render/response.ts'
import type { Children } from '../vocabulary/children.ts'

/**
 * Answers with TwiML. Status, headers and cookies already set on `c` are kept. Async components are awaited.
 *
 * @param c - Hono's context.
 * @param element - The document.
 * @param init - Status, by default that of `c`; headers, over `Content-Type: text/xml; charset=utf-8`; and the options
 * of `render`.
 * @returns The response; a promise of it if a component is async.
 * @throws {TwimlError} As `render` does; Hono passes it to `app.onError`.
 *
 * @example
 * ```tsx
 * import { Hono } from 'hono'
 * import { twiml } from 'twimlx/hono'
 * import { Message, Response } from 'twimlx/messaging'
 *
 * const app = new Hono()
 *
 * app.post('/sms', (c) =>
 *   twiml(
 *     c,
 *     <Response>
 *       <Message>Thanks for writing!</Message>
 *     </Response>,
 *   ),
 * )
 * ```
 */
export const twiml = (
  c: Context,
  element: Children,
  init: TwimlInit = {},
): Response | Promise<Response> => {
  const xml = renderEither(element, init)
  return typeof xml === 'string' ? answer(c, xml, init) : answerLater(c, xml, init)
}

const answer = (c: Context, xml: string, { status, headers }: TwimlInit): Response => {
  const all: Record<string, string> = { 'content-type': CONTENT_TYPE }
  // Without headers from the app, no `Headers` object is made: it would cost 3 µs.
  for (const [name, value] of headers ? new Headers(headers) : [])
    // In the list it would replace the cookies already set.
    if (name === 'set-cookie') c.header('Set-Cookie', value, { append: true })
    else all[name] = value
  // Hono lists the statuses that may have a body; Twilio accepts any number.
  return c.body(xml, status as ContentfulStatusCode | undefined, all)
}

const answerLater = async (c: Context, xml: Promise<string>, init: TwimlInit): Promise<Response> =>
  answer(c, await xml, init)
