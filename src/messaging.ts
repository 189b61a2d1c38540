/**
 * The elements of a reply, and what compilers import from a file's import source.
 *
 * @module twimlx/messaging
 */
export { createElement } from '../jsx-runtime/factory.ts'
export * from './vocabulary/messaging/index.ts'
