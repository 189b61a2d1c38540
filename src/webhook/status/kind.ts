/**
 * @module
 * One kind of status callback: its recognition, its identity and its shape.
 */
import type { Shape } from '../payload.ts'

export interface StatusKind<P> extends Shape<P> {
  /** True for a callback with such parameters. */
  is: (has: (name: string) => boolean) => boolean
  /**
   * The parameters that distinguish two callbacks of this kind: a SID and a status, or a number in a sequence.
   * `undefined` if none do: a second `<Pay>` of a call has the same SID, and counts from the beginning.
   */
  identity: readonly (keyof P & string)[] | undefined
}
