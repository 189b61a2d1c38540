/**
 * @module
 * One kind of status callback: how it is recognised, told apart from its like, and read.
 */
import type { Shape } from '../payload.ts'

export interface StatusKind<P> extends Shape<P> {
  /** Whether a callback with such parameters is of this kind. */
  is: (has: (name: string) => boolean) => boolean
  /**
   * The parameters that tell two callbacks of this kind apart: a SID and a status, or a number in a sequence. `undefined`
   * where none does: a second `<Pay>` of a call tells the same SID, and begins to count anew.
   */
  identity: readonly (keyof P & string)[] | undefined
}
