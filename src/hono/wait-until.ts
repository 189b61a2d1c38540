/**
 * @module
 * Work that continues after the answer is sent.
 */
import type { Context } from 'hono'

/** Keeps the runtime alive until `working` is done, if it would end with the answer, as on Cloudflare Workers. */
export const waitUntil = (c: Context, working: Promise<unknown>): void => {
  let context: Context['executionCtx'] | undefined
  try {
    context = c.executionCtx
  } catch {
    // A runtime without `executionCtx`, such as Node, lets promises finish by itself.
  }
  context?.waitUntil(working)
}
