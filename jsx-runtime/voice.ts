/**
 * The import source `twimlx/voice`: the compiler refuses components of other dialects; lower-case tags are SSML.
 *
 * @module twimlx/voice/jsx-runtime
 */
import type { Mixed, VoiceElement } from '../src/vocabulary/children.ts'
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
 * import type { JSX } from 'twimlx/voice/jsx-runtime'
 *
 * const Layout = ({ children }: { children: JSX.Element }): JSX.Element => children
 * ```
 */
export declare namespace JSX {
  type Element = VoiceElement
  type ElementType =
    keyof SsmlElements | ((props: never) => Mixed<VoiceElement> | Promise<Mixed<VoiceElement>>)
  interface ElementChildrenAttribute {
    children: unknown
  }
  interface IntrinsicAttributes extends Keyed {}
  interface IntrinsicElements extends KeyedSsml {}
}
