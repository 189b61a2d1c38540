import type { Fields, NoChildren, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'

class EchoAttributes {}

/** Children of <Echo>. */
export interface EchoProps extends Fields<EchoAttributes> {
  children?: NoChildren<'<Echo/>'> | undefined
}

/**
 * Plays the caller's audio straight back until the caller hangs up, to test line quality. No page of Twilio's describes
 * it.
 *
 * @example
 * ```tsx
 * <Response>
 *   <Echo />
 * </Response>
 * ```
 */
export const Echo = /* @__PURE__ */ defineElement<EchoProps, VoiceElement>('Echo', EchoAttributes, {
  content: 'empty',
  flow: 'blocks',
})
