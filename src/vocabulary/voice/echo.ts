import type { Fields, NoChildren, VoiceElement } from '../children.ts'
import { defineElement } from '../define-element.ts'

class EchoAttributes {}

/** Children of <Echo>. */
export interface EchoProps extends Fields<EchoAttributes> {
  children?: NoChildren<'<Echo/>'> | undefined
}

/**
 * Plays the caller audio straight back, to test line quality.
 * Runs until the caller hangs up. No page of Twilio's describes it.
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
