/**
 * The import source `twimlx`: every dialect. An element written here passes in all of them, so components can be
 * shared; `twimlx check` and the renderer find elements in the wrong document.
 *
 * @module twimlx/jsx-runtime
 */
import type { AnyElement, Mixed, TwimlElement } from '../src/vocabulary/children.ts'
import type { Keyed } from './factory.ts'
import type { KeyedSsml } from './ssml.ts'
import type { SsmlElements } from '../src/vocabulary/voice/ssml/index.ts'

export { Fragment } from './factory.ts'
export { jsx, jsx as jsxs, jsxDEV } from './ssml.ts'
export { jsxAttr, jsxEscape, jsxTemplate } from './template.ts'

/**
 * The compiler's types for TSX of this import source.
 *
 * @example
 * ```ts
 * import type { JSX } from 'twimlx/jsx-runtime'
 *
 * const Layout = ({ children }: { children: JSX.Element }): JSX.Element => children
 * ```
 */
export declare namespace JSX {
  type Element = TwimlElement
  type ElementType =
    keyof SsmlElements | ((props: never) => Mixed<AnyElement> | Promise<Mixed<AnyElement>>)
  interface ElementChildrenAttribute {
    children: unknown
  }
  interface IntrinsicAttributes extends Keyed {}
  interface IntrinsicElements extends KeyedSsml {}
}
