/**
 * @module
 * The messages that an app may send over the socket of a `<ConversationRelay>`. Twilio answers others with error 64107, and
 * closes the socket after ten of them in a row.
 * @see https://www.twilio.com/docs/voice/conversationrelay/websocket-messages
 */

interface Field {
  readonly accepts: (value: unknown) => boolean
  /** Describes a valid value, to end the sentence "… must be …". */
  readonly expected: string
  readonly required?: true
}

const text: Field = { accepts: (value) => typeof value === 'string', expected: 'text' }
const flag: Field = { accepts: (value) => typeof value === 'boolean', expected: 'true or false' }
const required = (field: Field): Field => ({ ...field, required: true })
const input: Field = {
  accepts: (value) => typeof value === 'boolean' || /^(none|dtmf|speech|any)$/.test(String(value)),
  expected: 'none, dtmf, speech, any, true or false',
}
const number = (min: number, max: number): Field => ({
  accepts: (value) => typeof value === 'number' && value >= min && value <= max,
  expected: `a number from ${min} to ${max}`,
})

const manner = { interruptible: input, preemptible: flag }

/** By type: the fields that Twilio knows. It ignores others silently. */
const fields: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  text: { token: required(text), last: flag, lang: text, ...manner },
  play: {
    source: required({
      accepts: (value) => /^https?:\/\//i.test(String(value)) && URL.canParse(String(value)),
      expected: 'the absolute URL of a sound file',
    }),
    loop: {
      accepts: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 1000,
      expected: 'a whole number from 0 to 1000',
    },
    ...manner,
  },
  sendDigits: {
    digits: required({
      accepts: (value) => typeof value === 'string' && /^[0-9#*wW]+$/.test(value),
      expected: 'keys, such as 12#',
    }),
  },
  language: { ttsLanguage: text, transcriptionLanguage: text },
  config: {
    ...manner,
    ttsLanguage: text,
    transcriptionLanguage: text,
    dtmfDetection: flag,
    reportInputDuringAgentSpeech: input,
    partialPrompts: flag,
    echoPromptFiltering: flag,
    ignoreBackchannel: flag,
    profanityFilter: flag,
    interruptSensitivity: {
      accepts: (value) => /^(low|medium|high)$/.test(String(value)),
      expected: 'low, medium or high',
    },
    speechTimeout: {
      accepts: (value) => value === 'auto' || (Number(value) >= 600 && Number(value) <= 5000),
      expected: 'auto, or milliseconds from 600 to 5000',
    },
    eotThreshold: number(0.5, 0.9),
  },
  hints: { hints: required(text) },
  end: { handoffData: { ...text, expected: 'text: use JSON.stringify()' } },
}

/**
 * A sentence that says what a malformed message must be instead; `undefined` for a good one.
 *
 * @param message - A JSON object, or `undefined` where there is none.
 */
export const faultOfRelayMessage = (
  message: Readonly<Record<string, unknown>> | undefined,
): string | undefined => {
  if (!message) return 'A message must be a JSON object.'
  const type = String(message['type'])
  const known = Object.hasOwn(fields, type) ? fields[type] : undefined
  if (!known)
    return `${JSON.stringify(message['type'])} is no type of message: use ${Object.keys(fields).join(', ')}.`
  for (const [name, { accepts, expected, required }] of Object.entries(known)) {
    const value = message[name]
    if (value === undefined ? required : !accepts(value))
      return `The ${name} of a ${type} message must be ${expected}.`
  }
  return undefined
}
