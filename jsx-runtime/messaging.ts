/**
 * The import source `twimlx/messaging`: the compiler refuses components of other dialects, and there are no lower-case
 * tags.
 *
 * @module twimlx/messaging/jsx-runtime
 */
import type { MessagingElement, Mixed } from '../src/vocabulary/children.ts'
import type { Keyed } from './factory.ts'

export { jsx, jsx as jsxs, jsxDEV, Fragment } from './factory.ts'
export { jsxAttr, jsxEscape, jsxTemplate } from './template.ts'

/**
 * The compiler's types for TSX of this import source.
 *
 * @example
 * ```ts
 * import type { JSX } from 'twimlx/messaging/jsx-runtime'
 *
 * const Layout = ({ children }: { children: JSX.Element }): JSX.Element => children
 * ```
 */
export declare namespace JSX {
  type Element = MessagingElement
  type ElementType = (props: never) => Mixed<MessagingElement> | Promise<Mixed<MessagingElement>>
  interface ElementChildrenAttribute {
    children: unknown
  }
  interface IntrinsicAttributes extends Keyed {}
  interface IntrinsicElements {}
}
