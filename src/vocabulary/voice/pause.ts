import { integer } from '../attributes.ts'
import type { Fields, NoChildren, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'

class PauseAttributes {
  /** Seconds to wait. Default: 1. At least 1. */
  length? = integer({ min: 1, code: 13910 })
}

/** Attributes and children of <Pause>. */
export interface PauseProps extends Fields<PauseAttributes> {
  children?: NoChildren<'<Pause/>'> | undefined
}

/**
 * Waits silently; then the next verb runs. As the first verb it delays answering.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Say>One moment.</Say>
 *   <Pause length={3} />
 * </Response>
 * ```
 * @see https://www.twilio.com/docs/voice/twiml/pause
 */
export const Pause = /* @__PURE__ */ defineElement<PauseProps, VoiceElement>(
  'Pause',
  PauseAttributes,
  { content: 'empty', flow: 'continues' },
)
