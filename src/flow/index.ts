/**
 * Conversations of several turns, by text and by phone: a generator that is run again over the answers known so far.
 *
 * @module twimlx/flow
 */
export { type Answer, type Heard, type Option } from './answer.ts'
export { choice } from './answers/choice.ts'
export { custom, type CustomOptions } from './answers/custom.ts'
export { digits, type DigitsOptions } from './answers/digits.ts'
export { media } from './answers/media.ts'
export { number, type NumberOptions } from './answers/number.ts'
export { schema } from './answers/schema.ts'
export { text } from './answers/text.ts'
export { yesNo } from './answers/yes-no.ts'
export type { Command, Commands } from './commands.ts'
export type { Layout, Sentences } from './document.ts'
export { FlowError } from './error.ts'
export { type Flow, flow } from './flow.ts'
export type { Host, OutgoingCall, Reach } from './host.ts'
export type { HostOptions } from './hosting.ts'
export type { Kept } from './kept.ts'
export type { Ended, FlowOptions, OnEnd } from './options.ts'
export type { OutgoingMessage } from './outgoing.ts'
export type { Channel, How, Who } from './saved.ts'
export type { AskOptions, Conversation, OnceContext, Prompt, Step, Turn, Words } from './step.ts'
export {
  act,
  type Acted,
  type ActVerb,
  again,
  ask,
  dial,
  type Dialled,
  leave,
  load,
  now,
  once,
  part,
  record,
  type Recorded,
  say,
  who,
} from './steps.ts'
