/**
 * The elements of a call, and what compilers import from a file's import source.
 *
 * @module twimlx/voice
 */
export { createElement } from '../jsx-runtime/ssml.ts'
export * from './vocabulary/voice/index.ts'
