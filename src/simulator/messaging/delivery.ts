/**
 * @module
 * What becomes of a message after Twilio has taken it.
 */

/**
 * A message arrives, is read, or does neither, which one of Twilio's codes explains. Four of them go by themselves, and
 * mean "undelivered": 30003 where the phone cannot be reached, 30007 where the carrier filters the message out, 30034 where a US number is
 * not registered for A2P 10DLC, 63016 where the user's last WhatsApp message is more than 24 hours ago.
 * @see https://www.twilio.com/docs/messaging/guides/debugging-tools
 */
export type DeliveryOutcome =
  | 'delivered'
  | 'read'
  | 30003
  | 30007
  | 30034
  | 63016
  | { readonly status: 'undelivered' | 'failed'; readonly errorCode: number }

const undelivered: readonly unknown[] = [30003, 30007, 30034, 63016]

/** The largest file that a channel takes, in bytes. https://www.twilio.com/docs/api/errors/11751 */
export const mostMediaBytes = (channel: string): number =>
  (channel === 'whatsapp' ? 16 : 5) * 1024 * 1024

/** The states that a message goes through. */
export const statesOf = (
  outcome: DeliveryOutcome,
): readonly ['sent' | 'delivered' | 'read' | 'undelivered' | 'failed', errorCode?: number][] => {
  if (outcome === 'delivered') return [['sent'], ['delivered']]
  if (outcome === 'read') return [['sent'], ['delivered'], ['read']]
  if (undelivered.includes(outcome)) return [['sent'], ['undelivered', Number(outcome)]]
  if (typeof outcome !== 'object')
    throw new TypeError(
      `delivery gives ${outcome}, of which it is not known what it means: give 'delivered', 'read', one of ${undelivered.join(', ')}, or { status: 'undelivered', errorCode: … }.`,
    )
  const { status, errorCode } = outcome
  // What fails has never left Twilio.
  return status === 'failed' ? [[status, errorCode]] : [['sent'], [status, errorCode]]
}
