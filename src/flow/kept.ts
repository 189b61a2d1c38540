/**
 * @module
 * The type of a value after a round trip through JSON.
 */
import { assertKept } from './definition.ts'

type Callable = (...args: never) => unknown

/**
 * The type of a value after a round trip through JSON: a `Date` is text, an object has no functions. Steps return this
 * on the first run too, so that every run sees the same.
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

/**
 * A value after a round trip through JSON.
 *
 * @param value - Anything.
 * @param step - The step that gave it, for the error.
 * @throws {FlowError} In development, where JSON would lose something that is no function: a `Map`, a `NaN`.
 * @throws {TypeError} Where JSON cannot be made of it: a circle, a BigInt.
 */
export const keep = (value: unknown, step?: Parameters<typeof assertKept>[1]): unknown => {
  if (typeof process === 'object' && process.env.NODE_ENV !== 'production') assertKept(value, step)
  return value === undefined ? value : JSON.parse(JSON.stringify(value) ?? 'null')
}
