/**
 * @module
 * The Hono face of twimlx.
 */
export { onTwimlError, type OnTwimlErrorOptions } from './on-error.ts'
export { twiml } from './twiml.ts'
