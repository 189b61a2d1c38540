/**
 * @module
 * The factory for import sources with SSML. It turns a lower-case tag into its element, so that only voice documents
 * load SSML.
 */
import { ssml, type SsmlElements } from '../src/vocabulary/voice/ssml/index.ts'
import type { InertElement, Source } from '../src/vocabulary/element.ts'
import * as factory from './factory.ts'

const elements = new Map<unknown, unknown>(Object.entries(ssml))

const resolve = (type: unknown): unknown =>
  typeof type === 'string' ? (elements.get(type) ?? type) : type

/** The lower-case tags, to which `JSX.IntrinsicAttributes` adds nothing. */
export type KeyedSsml = {
  [Name in keyof SsmlElements]: SsmlElements[Name] & factory.Keyed
}

/**
 * Makes an element.
 *
 * @example
 * ```ts
 * import { jsx } from 'twimlx/jsx-runtime'
 * import { Say } from 'twimlx/voice'
 *
 * // <Say><break time="1s" /></Say>, as a compiler writes it
 * jsx(Say, { children: jsx('break', { time: '1s' }) })
 * ```
 */
export const jsx = (type: unknown, props: object | null): InertElement =>
  factory.jsx(resolve(type), props)

/**
 * Makes an element from the older form of JSX, which compilers write for a tag with a key after a spread.
 *
 * @example
 * ```ts
 * import { createElement } from 'twimlx'
 * import { Say } from 'twimlx/voice'
 *
 * // <Say {...props} key="greeting">Hello.</Say>
 * createElement(Say, { voice: 'alice', key: 'greeting' }, 'Hello.')
 * ```
 */
export const createElement = (
  type: unknown,
  props: object | null,
  ...children: unknown[]
): InertElement => factory.createElement(resolve(type), props, ...children)

/**
 * Makes an element in development, with its position in the source.
 *
 * @example
 * ```ts
 * import { jsxDEV } from 'twimlx/jsx-dev-runtime'
 * import { Say } from 'twimlx/voice'
 *
 * // <Say>Hello.</Say>, as a compiler writes it for development
 * const source = { fileName: 'app.tsx', lineNumber: 3, columnNumber: 7 }
 * jsxDEV(Say, { children: 'Hello.' }, undefined, false, source)
 * ```
 */
export const jsxDEV = (
  type: unknown,
  props: object | null,
  key?: unknown,
  isStatic?: boolean,
  source?: Source,
): InertElement => factory.jsxDEV(resolve(type), props, key, isStatic, source)
