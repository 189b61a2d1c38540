/**
 * @module
 * The inert element that `jsx()` makes.
 */

/**
 * The position of an element in the TSX, as the transformer tells it: lines and columns from 1.
 *
 * @example
 * ```ts
 * const shown = ({ fileName, lineNumber }: Source): string => `${fileName}:${lineNumber}`
 * ```
 */
export interface Source {
  readonly fileName: string
  readonly lineNumber: number
  readonly columnNumber: number
}

// A getter on the prototype, with a symbol as its name: JSON from a user can never pass for an element.
const brand: unique symbol = Symbol.for('twimlx.element')

/** The element that `jsx()` returns: a mere description until it is rendered. */
export class InertElement {
  declare readonly type: unknown
  declare readonly props: Readonly<Record<string, unknown>>
  /** `undefined` without the dev runtime; `null` if the dev runtime was given no position. */
  declare readonly source: Source | null | undefined

  get [brand](): true {
    return true
  }

  /** @throws {TypeError} Always. Otherwise an element that is put into a text would be sent as `[object Object]`. */
  toString(): string {
    throw new TypeError('An element is not text: render() it.')
  }

  constructor(type: unknown, props: object, source?: Source | null) {
    this.type = type
    // The one place that casts props of any shape to attributes, which are then judged by name.
    this.props = props as Record<string, unknown>
    this.source = source
  }
}

/** True for a value made by `jsx()`, of this copy of the package or of another one. */
export const isElement = (value: unknown): value is InertElement =>
  typeof value === 'object' && value !== null && (value as InertElement)[brand] === true
