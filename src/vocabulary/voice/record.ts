import { boolean, httpMethod, integer, oneOfCoded, pattern, string, url } from '../attributes.ts'
import type { Fields, NoChildren, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { MAX_TRANSCRIBED_SECONDS } from '../limits.ts'
import { maxWhen } from '../rules.ts'
import { RecordingWebhookAttributes } from './recording-webhook.ts'

class RecordAttributes extends RecordingWebhookAttributes {
  /**
   * URL that receives the recording and answers with the next TwiML; must be absolute in inline `twiml`, and
   * present when modifying a live call. Default: current document URL.
   */
  action? = url()
  /** Keys that end the recording. Default: 1234567890*#. */
  finishOnKey? = pattern(/^[0-9#*]*$/, 'keys out of 0-9, # and *', 13613)
  /** The longest recording, in seconds. Default: 3600. From 2 to 86400. */
  maxLength? = integer({ min: 2, max: 86400, code: 13612 })
  /** HTTP method used for the action request. Default: POST. */
  method? = httpMethod(13610)
  /** Beeps before the recording starts. Default: true. */
  playBeep? = boolean(13616)
  /** ID of a stored Recording Configuration to apply to this recording. */
  recordingConfigurationId? = string()
  /** Seconds of silence that end the recording; 0 disables this. Default: 5. */
  timeout? = integer({ min: 0, code: 13611 })
  /** Transcribes the recording too (2 to 120 seconds). Default: false. */
  transcribe? = boolean(13614)
  /** Webhook for the finished transcript; needs transcribe="true". */
  transcribeCallback? = url(13257)
  /** Cuts silence at both ends, or keeps it. Default: trim-silence. */
  trim? = oneOfCoded(13699, 'trim-silence', 'do-not-trim')
}

/** Attributes and children of <Record>. */
export interface RecordProps extends Fields<RecordAttributes> {
  children?: NoChildren<'<Record/>'> | undefined
}

/**
 * Records the caller's voice, as voicemail does. A recording is sent to action, or to the current document; after an
 * empty one the next verb runs, as is usual for voicemail.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Say>Please leave a message after the beep.</Say>
 *   <Record maxLength={60} finishOnKey="#" action="/voicemail" />
 *   <Say>We heard nothing. Goodbye.</Say>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/record
 */
export const Record = /* @__PURE__ */ defineElement<RecordProps, VoiceElement>(
  'Record',
  RecordAttributes,
  {
    content: 'empty',
    flow: 'transfers-if-input',
    rules: [
      maxWhen('maxLength', MAX_TRANSCRIBED_SECONDS, '@transcribe=true', {
        level: 'warning',
        code: 13615,
      }),
    ],
  },
)
