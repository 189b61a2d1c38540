import type { Children } from '../vocabulary/children.ts'
import { render, type RenderOptions } from './render.ts'

/** The media type of TwiML. */
export const CONTENT_TYPE = 'text/xml; charset=utf-8'

/**
 * The web's `ResponseInit`, with the options of {@link render}.
 *
 * @example
 * ```ts
 * const init: TwimlInit = { headers: { 'Cache-Control': 'max-age=60' }, problems: 'report' }
 * ```
 */
export interface TwimlInit extends RenderOptions {
  status?: number | undefined
  headers?: ConstructorParameters<typeof Headers>[0] | undefined
}

/**
 * Renders a document to a web `Response`, for frameworks and runtimes that use it. The whole body is sent at once.
 *
 * @param element - The document; for one with async components, the result of {@link renderAsync}.
 * @param init - Status, default 200; headers, over `Content-Type: text/xml; charset=utf-8`; and the options of
 * {@link render}.
 * @returns The response.
 * @throws {TwimlError} As {@link render} does.
 *
 * @example
 * ```tsx
 * import { twimlResponse } from 'twimlx'
 * import { Response, Say } from 'twimlx/voice'
 *
 * export default {
 *   fetch: () =>
 *     twimlResponse(
 *       <Response>
 *         <Say>Hello!</Say>
 *       </Response>,
 *     ),
 * }
 * ```
 */
export const twimlResponse = (
  element: Children,
  { status = 200, headers, ...options }: TwimlInit = {},
): Response => {
  const all = new Headers(headers)
  if (!all.has('Content-Type')) all.set('Content-Type', CONTENT_TYPE)
  const xml = typeof element === 'string' ? element : render(element, options)
  return new Response(xml, { status, headers: all })
}
