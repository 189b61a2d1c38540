/**
 * @module
 * The inert element that `jsx()` makes.
 */

/** Where in the TSX an element was written, as the transformer tells it: lines and columns from 1. */
export interface Source {
  readonly fileName: string
  readonly lineNumber: number
  readonly columnNumber: number
}

// On the prototype and a symbol: JSON that a user sends can never pass for an element.
const brand: unique symbol = Symbol.for('twimlx.element')

/** What `jsx()` returns: a description. Nothing happens until it is rendered. */
export class InertElement {
  declare readonly type: unknown
  declare readonly props: Readonly<Record<string, unknown>>
  /** `undefined` without the dev runtime, `null` where the dev runtime was given no position. */
  declare readonly source: Source | null | undefined

  get [brand](): true {
    return true
  }

  /** @throws {TypeError} always: text of an element is what `render()` gives, and `[object Object]` would be sent. */
  toString(): string {
    throw new TypeError('An element is no text: render() it.')
  }

  constructor(type: unknown, props: object, source?: Source | null) {
    this.type = type
    // The one place where props of any shape become attributes to be judged by name.
    this.props = props as Record<string, unknown>
    this.source = source
  }
}

/** Whether a value was made by `jsx()`, by this copy of the package or another one. */
export const isElement = (value: unknown): value is InertElement =>
  typeof value === 'object' && value !== null && (value as InertElement)[brand] === true
