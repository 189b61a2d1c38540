/**
 * @module
 * The fate of a message after Twilio has accepted it.
 */

/**
 * The fate of a message: delivered, read, or a failure with one of Twilio's codes. Four codes need no status, and mean
 * "undelivered": 30003 for a phone that cannot be reached, 30007 for a message that the carrier filters out, 30034 for
 * a US number that is not registered for A2P 10DLC, 63016 for a user whose last WhatsApp message is more than 24 hours
 * old.
 * @see https://www.twilio.com/docs/messaging/guides/debugging-tools
 *
 * @example
 * ```ts
 * const outcome: DeliveryOutcome = { status: 'undelivered', errorCode: 30005 }
 * ```
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

/** The statuses that a message goes through. */
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
  // A failed message has never left Twilio.
  return status === 'failed' ? [[status, errorCode]] : [['sent'], [status, errorCode]]
}
