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
  type RelayDefinition,
  type RelayResult,
} from './relay.ts'
export type { Line, Peer, RelayCall, SayOptions, Spoken, Turn, Words } from './session.ts'
