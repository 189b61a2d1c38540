/**
 * @module
 * The messages that an app may send over a relay's socket. Twilio answers others with error 64107.
 * @see https://www.twilio.com/docs/voice/conversationrelay/websocket-messages
 */
import { faultOfRelayMessage } from '../../../../vocabulary/voice/connect/relay-messages.ts'
import { readJson } from '../../engine/websocket.ts'

/** The kinds of input that interrupt, or are reported. */
export type Input = 'none' | 'dtmf' | 'speech' | 'any'

interface Manner {
  readonly interruptible?: Input | boolean
  readonly preemptible?: boolean
}

/** A message from the app. */
export type Frame =
  | ({
      readonly type: 'text'
      readonly token: string
      readonly last?: boolean
      readonly lang?: string
    } & Manner)
  | ({ readonly type: 'play'; readonly source: string; readonly loop?: number } & Manner)
  | { readonly type: 'sendDigits'; readonly digits: string }
  | {
      readonly type: 'language'
      readonly ttsLanguage?: string
      readonly transcriptionLanguage?: string
    }
  | ({ readonly type: 'config' } & Changes)
  | { readonly type: 'hints'; readonly hints: string }
  | { readonly type: 'end'; readonly handoffData?: string }

/** The settings that a `config` frame may change, as far as they are simulated. */
export interface Changes extends Manner {
  readonly dtmfDetection?: boolean
  readonly reportInputDuringAgentSpeech?: Input | boolean
  readonly partialPrompts?: boolean
}

/** Reads a message. For a malformed one, returns a sentence that says what it must be instead. */
export const readFrame = (given: unknown): Frame | string => {
  const frame = readJson(given)
  // All fields of the type have been checked.
  return faultOfRelayMessage(frame) ?? (frame as unknown as Frame)
}
