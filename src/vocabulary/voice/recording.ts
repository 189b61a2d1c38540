import { oneOf, oneOfCoded, string } from '../attributes.ts'
import type { Fields, NoChildren, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { requiredIn } from '../rules.ts'
import { RecordingWebhookAttributes } from './recording-webhook.ts'

class RecordingAttributes extends RecordingWebhookAttributes {
  /** Records both parties in one channel or in one each. Default: dual. */
  channels? = oneOf('mono', 'dual')
  /** A name that is unique in the call, needed to stop the recording. */
  name? = string()
  /** ID of a stored Recording Configuration to apply to this recording. */
  recordingConfigurationId? = string()
  /** The audio to record. Default: both. */
  track? = oneOfCoded(13622, 'inbound', 'outbound', 'both')
  /** Cuts silence at both ends, or keeps it. Default: trim-silence. */
  trim? = oneOf('trim-silence', 'do-not-trim')
}

/** Attributes and children of <Recording>. */
export interface RecordingProps extends Fields<RecordingAttributes> {
  children?: NoChildren<'<Recording/>'> | undefined
}

/**
 * Starts a recording of the call or, by its name, stops it.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Start>
 *     <Recording channels="dual" recordingStatusCallback="https://example.com/recorded" />
 *   </Start>
 *   <Dial>+14155550100</Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/recording
 */
export const Recording = /* @__PURE__ */ defineElement<RecordingProps, VoiceElement>(
  'Recording',
  RecordingAttributes,
  { content: 'empty', rules: [requiredIn({ Stop: 'name' })] },
)
