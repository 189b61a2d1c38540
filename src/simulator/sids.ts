/**
 * @module
 * Identifiers as Twilio makes them, counted up instead of drawn: the same test sees the same ones each time.
 */

/** The two letters that a SID of some resource begins with. */
export type SidPrefix =
  'AC' | 'CA' | 'CF' | 'GT' | 'ME' | 'MG' | 'MM' | 'MZ' | 'QU' | 'RE' | 'SD' | 'SM' | 'TR' | 'VX'

export class Sids {
  #count = 0

  /** A new SID: two letters and 32 hexadecimal digits. */
  next(prefix: SidPrefix): string {
    return prefix + this.#hex().padStart(32, '0')
  }

  /** A new UUID, for `I-Twilio-Idempotency-Token`. */
  token(): string {
    return `00000000-0000-4000-8000-${this.#hex().padStart(12, '0')}`
  }

  #hex(): string {
    return (++this.#count).toString(16)
  }
}
