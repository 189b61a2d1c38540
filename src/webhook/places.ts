/**
 * The places in which phone numbers are registered, which Twilio sends for both sides of a message or call.
 *
 * @example
 * ```ts
 * const region = ({ FromState, FromCountry }: Places): string | undefined =>
 *   FromState ?? FromCountry
 * ```
 */
export interface Places {
  /** City of the sender's or caller's number; empty if unknown. */
  FromCity?: string
  /** State or province of the sender's or caller's number. */
  FromState?: string
  /** Postal code of the sender's or caller's number. */
  FromZip?: string
  /** Country of the sender's or caller's number. */
  FromCountry?: string
  /** City of the receiver's or called number; empty if unknown. */
  ToCity?: string
  /** State or province of the receiver's or called number. */
  ToState?: string
  /** Postal code of the receiver's or called number. */
  ToZip?: string
  /** Country of the receiver's or called number. */
  ToCountry?: string
}
