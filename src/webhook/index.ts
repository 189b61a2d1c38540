/**
 * Twilio's webhooks without a framework: signatures checked, parameters typed. Web standards only.
 *
 * @module twimlx/webhook
 */
export {
  type Address,
  type ChannelAddress,
  type E164,
  parseAddress,
  type PhoneAddress,
  type RawAddress,
} from './address.ts'
export {
  type AnsweredBy,
  type CallParameters,
  type CallPayload,
  type CallPayloadOf,
  type CallRequest,
  type CallStatus,
  type CallVerb,
  parseCall,
} from './call.ts'
export type { SignatureFailure } from './diagnosis.ts'
export type { CloudEvent, EventStreamPayload } from './event-stream.ts'
export { type DebuggerReport, describeErrorCode, readDebuggerEvent } from './error-codes.ts'
export type { WebhookEvent } from './event.ts'
export {
  fetchMedia,
  type FetchMediaOptions,
  type MediaCredentials,
  MediaError,
} from './fetch-media.ts'
export type { HeaderSource } from './headers.ts'
export type { SignatureAlgorithm } from './hmac.ts'
export {
  type Media,
  type MessageParameters,
  type MessagePayload,
  type MessagePayloadAfter,
  type MessageVerb,
  parseMessage,
} from './message.ts'
export type { ParameterSource } from './parameters.ts'
export { type Open, type ParseOptions, type Received, WebhookError } from './payload.ts'
export type { Places } from './places.ts'
export { publicUrl, type PublicUrlOptions } from './public-url.ts'
export type { SignedRequest } from './content.ts'
export type { CallRequests, ReferRequest, WaitRequest, WhisperRequest } from './call-requests.ts'
export type {
  CallResults,
  ConnectResult,
  DialResult,
  EnqueueResult,
  GatherResult,
  MessageResult,
  MessageResults,
  PayResult,
  QueueResult,
  RecordResult,
  ReferResult,
  SmsResult,
} from './verb-results.ts'
export {
  type Answer,
  type AnswerOptions,
  type Outcome,
  receiveCall,
  receiveMessage,
  type ReceiveOptions,
  receiveStatus,
} from './receive.ts'
export type { Issue, Narrowed, SchemaOptions, StandardSchema } from './schema.ts'
export type { SharedKeyLookup, SharedKeys } from './shared-keys.ts'
export { type RequestToValidate, validateSignature } from './validate.ts'
export { type RequestToSign, signatureHeaders, signRequest } from './sign.ts'
export type {
  AuthToken,
  AuthTokenLookup,
  InvalidSignature,
  SignatureReport,
  ValidSignature,
} from './signature.ts'
export {
  type AnyStatus,
  parseStatus,
  statusIdentity,
  type StatusKinds,
  type StatusPayload,
  type StatusPayloadOf,
  type UnknownStatus,
} from './status.ts'
export {
  memoryStore,
  type MemoryStoreOptions,
  type PutOptions,
  type Store,
  type Stored,
} from './store.ts'
export type { AnsweringMachineParameters } from './status/answering-machine.ts'
export type { CallStatusParameters } from './status/call.ts'
export type { ConversationParameters } from './status/conversation.ts'
export type { ConferenceStatusParameters } from './status/conference.ts'
export type { DebuggerParameters } from './status/debugger.ts'
export type { MessageStatus, MessageStatusParameters } from './status/message.ts'
export type { PartialResultParameters } from './status/partial-result.ts'
export type { PaymentDetails, PayStatusParameters } from './status/pay.ts'
export type { RealTimeTranscriptionParameters } from './status/real-time-transcription.ts'
export type { RecordingStatusParameters } from './status/recording.ts'
export type { StreamStatusParameters } from './status/stream.ts'
export type { TranscriptionStatusParameters } from './status/transcription.ts'
