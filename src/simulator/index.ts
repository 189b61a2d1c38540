/**
 * Twilio's side of a conversation, for tests: no account, no network.
 *
 * @module twimlx/simulator
 */
export { type PostOptions, simulate, type Simulator } from './simulate.ts'
export type { OutgoingCall } from './outgoing.ts'
export {
  type Edge,
  type Explorable,
  Exploration,
  explore,
  type ExploreOptions,
  type FlowProblem,
} from './explore.ts'
export type { App } from './client/app.ts'
export type { Call, When } from './call.ts'
export type { NewDocument } from './test-actions.ts'
export type { Chat } from './chat.ts'
export type { Conference, ConferenceParticipant, ParticipantReference } from './conference.ts'
export type { AnswerOptions, CallOptions, CarrierClaims, Phone, PhoneOptions } from './phone.ts'
export type { Geography } from './address.ts'
export type { Reaction } from './test-actions.ts'
export type { Observer, RunningVerb } from './observer.ts'
export type { Fault, OpenRules, OptOutWords, PhoneAnswer, SimulateOptions } from './options.ts'
export type { IncomingMedia, TextOptions } from './messaging/incoming.ts'
export type { DeliveryOutcome } from './messaging/delivery.ts'
export type { MessageStatus } from './messaging/message-status.ts'
export type { ParticipantChanges } from './voice/engine/live-conference.ts'
export type { SipCaller } from './voice/engine/call-parameters.ts'
export type { Recording } from './voice/engine/recordings.ts'
export type { CallStatus } from './voice/engine/call-status.ts'
export type { PatchOptions, Rest } from './rest/rest.ts'
export type { OwnAnswer, OwnEndpoint, OwnRequest } from './rest/own.ts'
export type { RestServer } from './rest/listen.ts'
export type { Patchable, Undo } from './rest/patch.ts'
export type * from './events.ts'
export type { SocketHandshake, Sockets } from './client/link.ts'
