/**
 * @module
 * Objects that are text: a `URL`, and the `String` that helpers such as Hono's `raw()` make.
 */

/** The text of such an object, from any realm; `undefined` for other objects. */
export const objectText = (value: object): string | undefined =>
  /^\[object (String|URL)\]$/.test({}.toString.call(value)) ? String(value) : undefined
