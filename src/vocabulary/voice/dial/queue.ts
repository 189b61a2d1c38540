import { httpMethod, sid, url } from '../../attributes.ts'
import type { Fields, PlainText, VoiceElement } from '../../children.ts'
import { defineElement } from '../../define-element.ts'
import { atLeastOneOf, maxText } from '../../rules.ts'

class QueueAttributes {
  /** HTTP method used for the whisper TwiML request. Default: POST. */
  method? = httpMethod(14210)
  /** The activity that the worker moves to afterwards. */
  postWorkActivitySid? = sid('WA')
  /** The TaskRouter reservation to accept and bridge. */
  reservationSid? = sid('WR')
  /** TwiML for the waiting caller before bridging (only Play, Say, Pause, Redirect). */
  url? = url(14211)
}

/** Attributes and children of <Queue>. */
export interface QueueProps extends Fields<QueueAttributes> {
  children?: PlainText
}

/**
 * Dials the first call waiting in a queue, or the call behind a TaskRouter reservation.
 * Text: Queue name, 1 to 64 characters.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Dial>
 *     <Queue url="/about-to-connect">support</Queue>
 *   </Dial>
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/queue
 */
export const Queue = /* @__PURE__ */ defineElement<QueueProps, VoiceElement>(
  'Queue',
  QueueAttributes,
  {
    content: 'text',
    rules: [
      atLeastOneOf(['#text', '@reservationSid'], { code: 14212 }),
      maxText(64, { code: 14213 }),
    ],
  },
)
