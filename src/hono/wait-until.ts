/**
 * @module
 * Work that goes on when the answer is sent.
 */
import type { Context } from 'hono'

/** Keeps the runtime alive until `working` is done, where it would end with the answer, as on Cloudflare Workers. */
export const waitUntil = (c: Context, working: Promise<unknown>): void => {
  let context: Context['executionCtx'] | undefined
  try {
    context = c.executionCtx
  } catch {
    // A runtime without one, such as Node, lets promises finish by itself.
  }
  context?.waitUntil(working)
}
