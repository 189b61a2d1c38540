/**
 * @module
 * Attributes that would change what happens in a call, and that are passed over. Not here are those that change only
 * how speech sounds or how well it or a machine is recognised: there is no sound to change.
 */

/** By element. */
export const unsimulated: Readonly<Record<string, readonly string[] | undefined>> = {
  Client: ['clientNotificationUrl'],
  Conference: ['recordingConfigurationId'],
  ConversationRelay: [
    'conversationConfiguration',
    'conversationId',
    'customerName',
    'debug',
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
  Transcription: [
    'conversationConfiguration',
    'conversationId',
    'enableProviderData',
    'intelligenceService',
  ],
  Uri: ['priority', 'weight'],
}
