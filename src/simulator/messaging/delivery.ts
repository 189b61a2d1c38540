/**
 * @module
 * What becomes of a message after Twilio has taken it.
 */

/**
 * A message arrives, is read, or does neither, which one of Twilio's codes explains: 30003 where the phone cannot be
 * reached, 30005 where there is none.
 * @see https://www.twilio.com/docs/messaging/guides/debugging-tools
 */
export type DeliveryOutcome =
  'delivered' | 'read' | { readonly status: 'undelivered' | 'failed'; readonly errorCode: number }

/** The largest file that a channel takes, in bytes. https://www.twilio.com/docs/api/errors/11751 */
export const mostMediaBytes = (channel: string): number =>
  (channel === 'whatsapp' ? 16 : 5) * 1024 * 1024

/** The states that a message goes through. */
export const statesOf = (
  outcome: DeliveryOutcome,
): readonly ['sent' | 'delivered' | 'read' | 'undelivered' | 'failed', errorCode?: number][] => {
  if (outcome === 'delivered') return [['sent'], ['delivered']]
  if (outcome === 'read') return [['sent'], ['delivered'], ['read']]
  const { status, errorCode } = outcome
  // What fails has never left Twilio.
  return status === 'failed' ? [[status, errorCode]] : [['sent'], [status, errorCode]]
}
