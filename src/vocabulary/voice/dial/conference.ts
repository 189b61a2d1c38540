import {
  boolean,
  httpMethod,
  integer,
  list,
  oneOf,
  oneOfCoded,
  sid,
  string,
  url,
} from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { MAX_PARTICIPANTS } from '../../limits.ts'
import { maxText } from '../../rules.ts'
import { RecordingWebhookAttributes } from '../recording-webhook.ts'

class ConferenceAttributes extends RecordingWebhookAttributes {
  /** When to beep on joins and exits. Default: true. */
  beep? = oneOfCoded(13235, 'true', 'false', 'onEnter', 'onExit')
  /** SID of the call in the room that this participant may whisper to. */
  coach? = sid('CA', 13240)
  /** Ends the room for all when this participant leaves. Default: false. */
  endConferenceOnExit? = boolean(13231)
  /**
   * URL told about the conference.
   * @deprecated Use statusCallback, and recordingStatusCallback.
   */
  eventCallbackUrl? = url()
  /** Jitter buffer trade-off for this participant. Default: large. */
  jitterBufferSize? = oneOf('large', 'medium', 'small', 'off')
  /** Room capacity. Default: 250. From 1 to 250. */
  maxParticipants? = integer({ min: 1, max: MAX_PARTICIPANTS })
  /** Join muted. Default: false. */
  muted? = boolean(13230)
  /** Unique label for REST access to the participant. At most 128 characters. */
  participantLabel? = string({ maxLength: 128, code: 16023 })
  /** Record the whole conference. Default: do-not-record. */
  record? = oneOf('do-not-record', 'record-from-start')
  /** ID of a stored Recording Configuration to apply to this recording. */
  recordingConfigurationId? = string()
  /** Where the audio is mixed; first participant decides. */
  region? = oneOf('us1', 'us2', 'ie1', 'sg1', 'br1', 'au1', 'jp1', 'de1')
  /** Whether this participant starts the room. Default: true. */
  startConferenceOnEnter? = boolean(13232)
  /** Webhook for conference events; the first participant decides. */
  statusCallback? = url()
  /** Which conference events to send. */
  statusCallbackEvent? = list(
    oneOf('start', 'end', 'join', 'leave', 'mute', 'hold', 'modify', 'speaker', 'announcement'),
  )
  /** HTTP method used for the status webhook request. Default: POST. */
  statusCallbackMethod? = httpMethod()
  /** Whether silence at both ends of the recording is cut. Default: trim-silence. */
  trim? = oneOfCoded(13239, 'trim-silence', 'do-not-trim')
  /** HTTP method for waitUrl; use GET for static audio. Default: POST when waitUrl is given, else GET. */
  waitMethod? = httpMethod(13234)
  /**
   * Music or TwiML (Play, Say, Pause, Redirect) before the room starts; empty string means silence. Default:
   * Twilio's classical playlist.
   */
  waitUrl? = url(13233)
}

/** Attributes and children of <Conference>. */
export interface ConferenceProps extends Fields<ConferenceAttributes> {
  children: PlainText
}

/**
 * Conference room to join.
 * Text: Room name, 1 to 128 characters.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Dial>
 *     <Conference startConferenceOnEnter={false} beep="onEnter">
 *       Monday standup
 *     </Conference>
 *   </Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/conference
 */
export const Conference = /* @__PURE__ */ defineElement<ConferenceProps, VoiceElement>(
  'Conference',
  ConferenceAttributes,
  {
    content: 'text',
    required: { children: true },
    missing: { code: 13237, level: 'error' },
    rules: [maxText(128, { code: 13237 })],
  },
)
