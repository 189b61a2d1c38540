/**
 * Small pieces for messages, calls and flows, written with the elements and steps that everyone has.
 *
 * @module twimlx/components
 */
export { graphemes, segments, type Segments } from '../vocabulary/messaging/segments.ts'
export { forward, type Forwarded, type ForwardOptions, whisper } from './forward.tsx'
export { LongMessage, type LongMessageProps } from './long-message.tsx'
export { SpellOut, type SpellOutProps } from './spell-out.tsx'
export { voicemail, type VoicemailOptions } from './voicemail.ts'
