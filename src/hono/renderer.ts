/**
 * TwiML through `c.render`. In a subpath of its own, because the types of `c.render` are global to an app.
 *
 * @module twimlx/hono/renderer
 */
import type { MiddlewareHandler } from 'hono'
import type { TwimlInit } from '../render/response.ts'
import type { AnyElement } from '../vocabulary/children.ts'
import { isElement } from '../vocabulary/element.ts'
import { twiml } from './twiml.ts'

declare module 'hono' {
  interface ContextRenderer {
    // Hono uses this one only if no other is declared.
    (content: string | Promise<string>): Response | Promise<Response>
    // Hono takes the props of an HTML layout from the last signature it finds, which may be this one: any type other
    // than `any` would remove an app's own props from its layouts.
    (
      element: AnyElement,
      // oxlint-disable-next-line typescript/no-explicit-any
      init?: TwimlInit & { [htmlProp: string]: any },
    ): Response | Promise<Response>
  }
}

/**
 * Makes `c.render(<Response>…</Response>)` answer with TwiML. Other content is rendered as before, so that one app may
 * have `jsxRenderer` for its pages as well, in either order.
 *
 * @param options - Defaults for every document: status, headers and the options of `render`.
 * @returns The middleware.
 *
 * @example
 * ```tsx
 * import { Hono } from 'hono'
 * import { twimlRenderer } from 'twimlx/hono/renderer'
 * import { Response, Say } from 'twimlx/voice'
 *
 * const app = new Hono()
 *
 * app.use(twimlRenderer())
 * app.post('/voice', (c) =>
 *   c.render(
 *     <Response>
 *       <Say>Hello!</Say>
 *     </Response>,
 *   ),
 * )
 * ```
 */
export const twimlRenderer = (options: TwimlInit = {}): MiddlewareHandler =>
  async function twimlRenderer(c, next) {
    const html = c.render
    const render = (content: AnyElement | string | Promise<string>, init?: TwimlInit) =>
      isElement(content)
        ? twiml(c, content, { ...options, ...init })
        : // The app's own signatures may require more than a string.
          (html as (...all: unknown[]) => Response | Promise<Response>)(content, init)
    // The app may have declared other props for its HTML.
    c.render = render as typeof c.render
    await next()
  }
