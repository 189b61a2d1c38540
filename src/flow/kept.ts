/**
 * @module
 * What comes back of a value that JSON has kept.
 */
import { FlowError, mistake } from './error.ts'

type Callable = (...args: never) => unknown

/**
 * What comes back when JSON has kept a value: a `Date` as text, an object without its functions. Steps give this on the
 * first run too, so that every run sees the same.
 *
 * @example
 * ```ts
 * import type { Kept } from 'twimlx/flow'
 *
 * type Booking = Kept<{ at: Date; table: number; cancel(): void }> // { at: string; table: number }
 * export const booking: Booking = { at: '2026-11-27T18:00:00.000Z', table: 4 }
 * ```
 */
export type Kept<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined | void
    ? T
    : T extends { toJSON(...args: never): infer J }
      ? Kept<J>
      : T extends Callable | symbol | bigint
        ? never
        : T extends readonly unknown[]
          ? { -readonly [I in keyof T]: Kept<T[I]> }
          : T extends object
            ? {
                [
                  K in keyof T as K extends symbol ? never : T[K] extends Callable ? never : K
                ]: Kept<T[K]>
              }
            : never

// What JSON makes an empty object of.
const LOSSY = /^\[object (Map|Set|WeakMap|WeakSet|Promise|RegExp|Error)\]$/

/**
 * The value as JSON keeps it.
 *
 * @param value - Anything.
 * @param step - How the step is written, for the error: `once("book")`.
 * @throws {FlowError} Where JSON would lose something that is no function: a `Map`, a `NaN`, a circle.
 */
export const keep = (value: unknown, step: string): unknown => {
  if (value === undefined) return undefined
  const lost = (what: string) => mistake('keep: JSON loses it', step, what)
  let json: string | undefined
  try {
    json = JSON.stringify(value, (_, part: unknown) => {
      if (typeof part === 'number' && !Number.isFinite(part)) throw lost(String(part))
      if (typeof part === 'bigint') throw lost('a BigInt')
      const [, kind] = LOSSY.exec({}.toString.call(part)) ?? []
      if (kind) throw lost(`a ${kind}`)
      return part
    })
  } catch (error) {
    throw error instanceof FlowError ? error : lost('a value that holds itself')
  }
  if (json === undefined) throw lost(`a ${typeof value}`)
  return JSON.parse(json)
}
