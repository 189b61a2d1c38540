/**
 * @module
 * The attributes that are not simulated. A test knows that each other one is read.
 */

/** By element: attributes that would change the course of a call. The simulation reports each use. */
export const unsimulated: Readonly<Record<string, readonly string[] | undefined>> = {
  Client: ['clientNotificationUrl'],
  Conference: ['eventCallbackUrl', 'recordingConfigurationId'],
  ConversationRelay: [
    'conversationConfiguration',
    'conversationId',
    'customerName',
    'debug',
    'ignoreBackchannel',
    'includeInPrompt',
    'intelligenceService',
    'partialPromptOnHangup',
    'turnDetection',
  ],
  Dial: ['events', 'ifMachine', 'passports', 'recordingConfigurationId'],
  Gather: ['debug'],
  Number: ['byoc'],
  Prompt: ['requireMatchingInputs'],
  Queue: ['postWorkActivitySid', 'reservationSid'],
  Record: ['recordingConfigurationId'],
  Recording: ['recordingConfigurationId'],
  Start: ['action', 'method'],
  Stream: ['audioFormat', 'connectorName', 'sampleRate'],
  Task: ['priority', 'timeout'],
  Transcription: [
    'conversationConfiguration',
    'conversationId',
    'enableProviderData',
    'intelligenceService',
  ],
  Uri: ['password', 'priority', 'username', 'weight'],
}

const recognition = ['hints', 'profanityFilter', 'speechModel']

const detection = [
  'machineDetectionSilenceTimeout',
  'machineDetectionSpeechEndThreshold',
  'machineDetectionSpeechThreshold',
  'machineDetectionTimeout',
]

/**
 * By element: attributes that change only the sound of a call, or the quality of recognition. Audio is not simulated,
 * so they have no effect.
 */
export const harmless: Readonly<Record<string, readonly string[] | undefined>> = {
  Conference: ['jitterBufferSize', 'region', 'trim'],
  Config: ['name', 'value'],
  ConversationRelay: [
    ...recognition,
    'asrSmartFormat',
    'backgroundNoiseReduction',
    'backgroundnoisereduction',
    'deepgramSmartFormat',
    'deepgramsmartformat',
    'eagerEotThreshold',
    'echoPromptFiltering',
    'elevenlabsLanguageTextNormalization',
    'elevenlabsTextNormalization',
    'eotThreshold',
    'ignorebackchannel',
    'interruptSensitivity',
    'speechTimeout',
    'speechtimeout',
    'transcriptionProvider',
    'ttsLanguageTextNormalization',
    'ttsProvider',
    'ttsTextNormalization',
    'voice',
  ],
  Dial: ['trim'],
  Gather: ['enhanced', 'hints', 'profanityFilter'],
  Language: [
    'asrSmartFormat',
    'code',
    'hints',
    'speechModel',
    'transcriptionProvider',
    'ttsLanguageTextNormalization',
    'ttsProvider',
    'ttsTextNormalization',
    'voice',
  ],
  MediaFilter: ['filterType', 'model', 'name', 'track'],
  Number: detection,
  // <Pay> has one kind of input, and its own prompts are not spoken.
  Pay: ['input', 'language'],
  Record: ['trim'],
  Recording: ['trim'],
  Response: ['version'],
  // There is no SIP server that asks for a password.
  Sip: [...detection, 'password', 'username'],
  Transcription: [...recognition, 'enableAutomaticPunctuation'],
}
