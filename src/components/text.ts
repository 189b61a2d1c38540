import type { PlainText } from '../vocabulary/children.ts'

/** The text that children print. */
export const textOf = (children: PlainText): string =>
  Array.isArray(children)
    ? children.map(textOf).join('')
    : children === false || children === null || children === undefined
      ? ''
      : String(children)
