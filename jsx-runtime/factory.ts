/**
 * @module
 * The functions that compiled TSX calls. Elements are inert: all work happens when they are rendered.
 */
import type { Children, TwimlElement } from '../src/vocabulary/children.ts'
import { InertElement, type Source } from '../src/vocabulary/element.ts'

/** The props of every tag, beside its own. */
export interface Keyed {
  /** Accepted, as lists in React need it, and ignored: a document is rendered once. */
  key?: string | number | bigint | null | undefined
}

/**
 * Makes an element. Keys are dropped: they mean nothing in a document that is rendered once.
 *
 * @example
 * ```ts
 * import { Message } from 'twimlx/messaging'
 * import { jsx } from 'twimlx/messaging/jsx-runtime'
 *
 * // <Message>Hello.</Message>, as a compiler writes it
 * jsx(Message, { children: 'Hello.' })
 * ```
 */
export const jsx = (type: unknown, props: object | null): InertElement =>
  new InertElement(type, withoutKey(props))

/**
 * Makes an element in development, with its position in the source.
 *
 * @example
 * ```ts
 * import { Message } from 'twimlx/messaging'
 * import { jsxDEV } from 'twimlx/messaging/jsx-dev-runtime'
 *
 * // <Message>Hello.</Message>, as a compiler writes it for development
 * const source = { fileName: 'app.tsx', lineNumber: 3, columnNumber: 7 }
 * jsxDEV(Message, { children: 'Hello.' }, undefined, false, source)
 * ```
 */
export const jsxDEV = (
  type: unknown,
  props: object | null,
  _key?: unknown,
  _isStatic?: boolean,
  source?: Source,
): InertElement => new InertElement(type, withoutKey(props), source ?? null)

/**
 * Makes an element from the older form of JSX, which compilers write for a tag with a key after a spread: `<Say
 * {...props} key={1}>`.
 *
 * @example
 * ```ts
 * import { createElement, Message } from 'twimlx/messaging'
 *
 * // <Message {...props} key="hello">Hello.</Message>
 * createElement(Message, { to: '+14155550100', key: 'hello' }, 'Hello.')
 * ```
 */
export const createElement = (
  type: unknown,
  props: object | null,
  ...children: unknown[]
): InertElement => {
  const { __self: _, __source: source, ...given } = withoutKey(props) as Development
  if (children.length > 0) given.children = children.length > 1 ? children : children[0]
  return new InertElement(type, given, source)
}

/** The props of that form in development. */
interface Development {
  __self?: unknown
  __source?: Source
  children?: unknown
}

// A key in a spread object arrives among the props. Deno passes null for a tag without attributes.
const withoutKey = (props: object | null): object => {
  if (!props || !('key' in props)) return props ?? {}
  const { key: _, ...rest } = props
  return rest
}

/**
 * `<>…</>`: its children, without an element around them.
 *
 * @example
 * ```tsx
 * import { Pause, Response, Say } from 'twimlx/voice'
 *
 * const Opening = () => (
 *   <>
 *     <Say>Hello.</Say>
 *     <Pause />
 *   </>
 * )
 * export const document = (
 *   <Response>
 *     <Opening />
 *   </Response>
 * )
 * ```
 */
export const Fragment = ({ children }: { children?: Children }): TwimlElement =>
  // A fragment stands wherever its children do; the compiler judges them where they are written.
  children as TwimlElement
