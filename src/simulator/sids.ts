/**
 * @module
 * Makes Twilio's identifiers by counting instead of drawing, so that the same test sees the same ones each time. No two
 * simulations in a process share one, since an app may keep those that it has seen.
 */

/** The two letters that begin the SIDs of a resource. */
export type SidPrefix =
  'AC' | 'CA' | 'CF' | 'GT' | 'ME' | 'MG' | 'MM' | 'MZ' | 'QU' | 'RE' | 'SD' | 'SM' | 'TR' | 'VX'

let simulations = 0

export class Sids {
  // Enough for any one simulation; a UUID has room for a million simulations.
  #count = simulations++ * 2 ** 28

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
