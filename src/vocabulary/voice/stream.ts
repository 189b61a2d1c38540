import { httpMethod, oneOfCoded, string, url, wssReference } from '../attributes.ts'
import type { Fields, VoiceElement, VoiceElements } from '../children.ts'
import { defineElement } from '../define-element.ts'
import { socketReference } from '../forms.ts'
import { requiredIn, restrictedIn, rule } from '../rules.ts'

const noQuery = /* @__PURE__ */ rule(
  'stream-url',
  {},
  (element) =>
    element.attribute('url')?.includes('?') &&
    'has a query string in its url, which Twilio drops: use <Parameter> instead.',
)

// https://www.twilio.com/docs/api/errors/31923
const wellFormed = /* @__PURE__ */ rule(
  'stream-host',
  { code: 31923 },
  (element) => {
    const url = element.attribute('url') ?? ''
    return (
      /^\s*wss:/i.test(url) &&
      !socketReference.test(url) &&
      'has a url that is no URL: write wss:// and a host.'
    )
  },
  Infinity,
)

class StreamAttributes {
  /** The format of the audio sent to the WebSocket. */
  audioFormat? = string()
  /** The name of the stream connector. */
  connectorName? = string()
  /** A name that is unique in the call, needed to stop the stream. */
  name? = string()
  /** The sample rate of the audio, for a high-definition codec. */
  sampleRate? = string()
  /** Absolute URL notified of start, stop and errors. */
  statusCallback? = url()
  /** HTTP method used for the status webhook request. Default: POST. */
  statusCallbackMethod? = httpMethod()
  /** The audio to send; two-way streams carry only inbound_track. Default: inbound_track. */
  track? = oneOfCoded(31941, 'inbound_track', 'outbound_track', 'both_tracks')
  /** URL of the WebSocket, without a query string: `wss:`, or relative to the document. */
  url? = wssReference(31922)
}

/** Attributes and children of <Stream>. */
export interface StreamProps extends Fields<StreamAttributes> {
  children?: VoiceElements
}

/**
 * Streams the call's audio to a WebSocket: one-way in <Start>, two-way in <Connect>.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Connect>
 *     <Stream url="wss://example.com/audio">
 *       <Parameter name="customer" value="17" />
 *     </Stream>
 *   </Connect>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/stream
 */
export const Stream = /* @__PURE__ */ defineElement<StreamProps, VoiceElement>(
  'Stream',
  StreamAttributes,
  {
    content: 'elements',
    children: ['Parameter'],
    rules: [
      requiredIn({ Start: 'url', Connect: 'url', Stop: 'name' }),
      restrictedIn('Connect', 'track', { value: 'inbound_track', code: 31941 }),
      noQuery,
      wellFormed,
    ],
  },
)
