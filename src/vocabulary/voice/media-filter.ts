import { oneOf, open, string } from '../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { requiredIn } from '../rules.ts'

class MediaFilterAttributes {
  /** The kind of filter, needed to start it. */
  filterType? = open<'noise'>()
  /** The model of the filter. */
  model? = string()
  /** A unique name, needed to stop the filter. */
  name? = string()
  /** The audio to filter. */
  track? = oneOf('inbound_track', 'outbound_track', 'both_tracks')
}

/** Attributes and children of <MediaFilter>. */
export interface MediaFilterProps extends Fields<MediaFilterAttributes> {
  children?: VoiceElements
}

/**
 * Filters noise out of the call's audio.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Start>
 *     <MediaFilter name="quiet" filterType="noise" track="inbound_track" />
 *   </Start>
 *   <Dial>+14155550100</Dial>
 * </Response>
 * ```
 * @see https://github.com/twilio/twilio-node/blob/main/src/twiml/VoiceResponse.ts
 */
export const MediaFilter = /* @__PURE__ */ defineElement<MediaFilterProps, VoiceElement>(
  'MediaFilter',
  MediaFilterAttributes,
  {
    content: 'elements',
    children: ['Parameter'],
    rules: [requiredIn({ Start: 'filterType', Stop: 'name' })],
  },
)
