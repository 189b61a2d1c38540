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
  /** Beeps when participants join, exit or both. Default: true. */
  beep? = oneOfCoded(13235, 'true', 'false', 'onEnter', 'onExit')
  /** SID of the call in the conference that this participant may whisper to. */
  coach? = sid('CA', 13240)
  /** Ends the conference for all when this participant leaves. Default: false. */
  endConferenceOnExit? = boolean(13231)
  /**
   * URL notified of events of the conference.
   * @deprecated Use statusCallback, and recordingStatusCallback.
   */
  eventCallbackUrl? = url()
  /** The jitter buffer's trade-off for this participant. Default: large. */
  jitterBufferSize? = oneOf('large', 'medium', 'small', 'off')
  /** The capacity of the conference. Default: 250. From 1 to 250. */
  maxParticipants? = integer({ min: 1, max: MAX_PARTICIPANTS })
  /** Mutes this participant on joining. Default: false. */
  muted? = boolean(13230)
  /** A unique label for the participant in the REST API. At most 128 characters. */
  participantLabel? = string({ maxLength: 128, code: 16023 })
  /** Records the whole conference. Default: do-not-record. */
  record? = oneOf('do-not-record', 'record-from-start')
  /** ID of a stored Recording Configuration to apply to this recording. */
  recordingConfigurationId? = string()
  /** The region where the audio is mixed; the first participant decides. */
  region? = oneOf('us1', 'us2', 'ie1', 'sg1', 'br1', 'au1', 'jp1', 'de1')
  /** Starts the conference when this participant joins. Default: true. */
  startConferenceOnEnter? = boolean(13232)
  /** Webhook for conference events; the first participant decides. */
  statusCallback? = url()
  /** Events of the conference to send to the webhook. */
  statusCallbackEvent? = list(
    oneOf('start', 'end', 'join', 'leave', 'mute', 'hold', 'modify', 'speaker', 'announcement'),
  )
  /** HTTP method used for the status webhook request. Default: POST. */
  statusCallbackMethod? = httpMethod()
  /** Cuts silence at both ends of the recording, or keeps it. Default: trim-silence. */
  trim? = oneOfCoded(13239, 'trim-silence', 'do-not-trim')
  /** HTTP method for waitUrl; use GET for static audio. Default: POST when waitUrl is given, else GET. */
  waitMethod? = httpMethod(13234)
  /**
   * Music or TwiML (Play, Say, Pause, Redirect) before the conference starts; an empty string means silence. Default:
   * Twilio's classical playlist.
   */
  waitUrl? = url(13233)
}

/** Attributes and children of <Conference>. */
export interface ConferenceProps extends Fields<ConferenceAttributes> {
  children: PlainText
}

/**
 * Joins a conference. Text: Conference name, 1 to 128 characters.
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
