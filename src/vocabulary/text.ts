/**
 * @module
 * Objects that are text: a `URL`, and the `String` that helpers such as Hono's `raw()` make.
 */

/** The text of such an object, of whichever realm; nothing for any other. */
export const objectText = (value: object): string | undefined =>
  /^\[object (String|URL)\]$/.test({}.toString.call(value)) ? String(value) : undefined
