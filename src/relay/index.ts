/**
 * Agents on the phone, over the WebSocket of `<ConversationRelay>`.
 *
 * @module twimlx/relay
 */
export type * from './messages.ts'
export {
  type AgentAttributes,
  type AgentConnectProps,
  type AgentSocketOptions,
  relay,
  type RelayResult,
} from './relay.ts'
export type { RelayCall, SayOptions, Spoken, Turn, Words } from './call.ts'
export type { RelayDefinition } from './definition.ts'
