/**
 * @module
 * Twilio's defaults by element and attribute, as they would be written. The simulator fills them in; apps that render
 * do not bundle them. Hover texts state them too, and a test compares the two.
 */
import type { ElementTable } from './define-element.ts'

const recordingWebhook = { recordingStatusCallbackEvent: 'completed' }

const calledParty = { statusCallbackEvent: 'completed' }

const machineDetection = {
  machineDetectionSilenceTimeout: '5000',
  machineDetectionSpeechEndThreshold: '1200',
  machineDetectionSpeechThreshold: '2400',
  machineDetectionTimeout: '30',
}

const relaySpeech = {
  elevenlabsTextNormalization: 'off',
  interruptSensitivity: 'high',
  interruptible: 'any',
  language: 'en-US',
  partialPrompts: 'false',
  preemptible: 'false',
  reportInputDuringAgentSpeech: 'none',
  transcriptionProvider: 'Deepgram',
  ttsProvider: 'ElevenLabs',
  welcomeGreetingInterruptible: 'any',
}

/**
 * The defaults by element and attribute. Missing: defaults that cannot be written as a value, and methods, which are
 * all POST.
 */
export const defaults: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = {
  Application: { ...calledParty, copyParentTo: 'false' },
  Assistant: relaySpeech,
  break: { strength: 'medium' },
  Client: calledParty,
  Conference: {
    ...recordingWebhook,
    beep: 'true',
    endConferenceOnExit: 'false',
    jitterBufferSize: 'large',
    maxParticipants: '250',
    muted: 'false',
    record: 'do-not-record',
    startConferenceOnEnter: 'true',
    trim: 'trim-silence',
  },
  Conversation: recordingWebhook,
  ConversationRelay: {
    ...relaySpeech,
    deepgramSmartFormat: 'true',
    echoPromptFiltering: 'false',
    eotThreshold: '0.8',
    ignoreBackchannel: 'false',
    speechTimeout: 'auto',
  },
  Dial: {
    ...recordingWebhook,
    answerOnBridge: 'false',
    hangupOnStar: 'false',
    record: 'do-not-record',
    recordingTrack: 'both',
    sequential: 'false',
    timeLimit: '14400',
    timeout: '30',
    trim: 'do-not-trim',
  },
  emphasis: { level: 'moderate' },
  Enqueue: { maxQueueSize: '1000' },
  Gather: {
    actionOnEmptyResult: 'false',
    bargeIn: 'true',
    enhanced: 'false',
    finishOnKey: '#',
    input: 'dtmf',
    language: 'en-US',
    profanityFilter: 'true',
    speechModel: 'default',
    timeout: '5',
  },
  Number: { ...calledParty, ...machineDetection },
  Pause: { length: '1' },
  Pay: {
    bankAccountType: 'consumer-checking',
    currency: 'usd',
    input: 'dtmf',
    language: 'en-US',
    maxAttempts: '1',
    paymentConnector: 'Default',
    paymentMethod: 'credit-card',
    postalCode: 'true',
    securityCode: 'true',
    timeout: '5',
    tokenType: 'reusable',
    validCardTypes: 'visa mastercard amex',
  },
  Play: { loop: '1' },
  Receive: { mediaType: 'application/pdf', pageSize: 'letter' },
  Record: {
    ...recordingWebhook,
    finishOnKey: '1234567890*#',
    maxLength: '3600',
    playBeep: 'true',
    timeout: '5',
    transcribe: 'false',
    trim: 'trim-silence',
  },
  Recording: { ...recordingWebhook, channels: 'dual', track: 'both', trim: 'trim-silence' },
  Reject: { reason: 'rejected' },
  Say: { language: 'en-US', loop: '1', voice: 'man' },
  Sip: { ...calledParty, ...machineDetection },
  Siprec: { track: 'both_tracks' },
  Stream: { track: 'inbound_track' },
  Transcription: {
    enableAutomaticPunctuation: 'true',
    enableProviderData: 'false',
    languageCode: 'en-US',
    partialResults: 'false',
    profanityFilter: 'true',
    speechModel: 'telephony',
    track: 'both_tracks',
    transcriptionEngine: 'google',
  },
  WhatsApp: calledParty,
}

/** The default of an attribute, if it can be written as a value. */
export const defaultOf = (
  { name, attributes }: ElementTable,
  attribute: string,
): string | undefined =>
  defaults[name]?.[attribute] ?? (attributes[attribute]?.method ? 'POST' : undefined)
