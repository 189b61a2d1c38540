/**
 * @module
 * `twimlx/components`: small pieces for messages and calls, written with the elements that everyone has.
 */
export { graphemes, segments, type Segments } from '../vocabulary/messaging/segments.ts'
export { LongMessage, type LongMessageProps } from './long-message.tsx'
export { SpellOut, type SpellOutProps } from './spell-out.tsx'
