/**
 * @module
 * The elements of a call. SSML is written in lower case and needs no import: `<break/>`, `<say-as>`.
 */
export { AiSession, type AiSessionProps } from './connect/ai-session.ts'
export { Application, type ApplicationProps } from './dial/application.ts'
export { ApplicationSid, type ApplicationSidProps } from './dial/application-sid.ts'
export { Assistant, type AssistantProps } from './connect/assistant.ts'
export { Autopilot, type AutopilotProps } from './connect/autopilot.ts'
export { Client, type ClientProps } from './dial/client.ts'
export { Conference, type ConferenceProps } from './dial/conference.ts'
export { Config, type ConfigProps } from './config.ts'
export { Connect, type ConnectProps } from './connect.ts'
export { Conversation, type ConversationProps } from './connect/conversation.ts'
export { ConversationRelay, type ConversationRelayProps } from './connect/conversation-relay.ts'
export {
  ConversationRelaySession,
  type ConversationRelaySessionProps,
} from './connect/conversation-relay-session.ts'
export { Dial, type DialProps } from './dial.ts'
export { Echo, type EchoProps } from './echo.ts'
export { Enqueue, type EnqueueProps } from './enqueue.ts'
export { Failover, type FailoverProps } from './connect/failover.ts'
export { Gather, type GatherProps } from './gather.ts'
export { Hangup, type HangupProps } from './hangup.ts'
export { Header, type HeaderProps } from './dial/header.ts'
export { Headers, type HeadersProps } from './dial/headers.ts'
export { Identity, type IdentityProps } from './dial/identity.ts'
export { Language, type LanguageProps } from './connect/language.ts'
export { Leave, type LeaveProps } from './leave.ts'
export { Number, type NumberProps } from './dial/number.ts'
export {
  Parameter,
  type ParameterProps,
  type ParameterElement,
  type Parameters,
} from './parameter.ts'
export { Pause, type PauseProps } from './pause.ts'
export { Pay, type PayProps } from './pay.ts'
export { Play, type PlayMediaProps, type PlayDigitsProps, type PlayProps } from './play.ts'
export { Prompt, type PromptProps } from './prompt.ts'
export { Queue, type QueueProps } from './dial/queue.ts'
export { Record, type RecordProps } from './record.ts'
export { Recording, type RecordingProps } from './recording.ts'
export { Redirect, type RedirectProps } from '../redirect.ts'
export { Refer, type ReferProps } from './refer.ts'
export { Reject, type RejectProps } from './reject.ts'
export { Room, type RoomProps } from './connect/room.ts'
export { Say, type SayProps } from './say.ts'
export { Sim, type SimProps } from './dial/sim.ts'
export { Sip, type SipProps } from './dial/sip.ts'
export { Siprec, type SiprecProps } from './siprec.ts'
export { Sms, type SmsProps } from '../sms.ts'
export { Start, type StartProps } from './start.ts'
export { Stop, type StopProps } from './stop.ts'
export { Stream, type StreamProps } from './stream.ts'
export { Task, type TaskProps } from './task.ts'
export { Transcription, type TranscriptionProps } from './transcription.ts'
export { Uri, type UriProps } from './dial/uri.ts'
export { VirtualAgent, type VirtualAgentProps } from './connect/virtual-agent.ts'
export { WhatsApp, type WhatsAppProps } from './dial/whatsapp.ts'
export { Response, type ResponseProps } from './response.ts'
export type { KnownVoice, RecognizedLanguage, SpokenLanguage, SsmlLanguage } from './voices.ts'
export type { SsmlElements } from './ssml/index.ts'
